"""Verbs over businesses and people."""
