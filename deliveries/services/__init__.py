"""Verbs of deliveries, journeys and credit needs, split by concept."""
