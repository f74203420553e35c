"""Verbs over routes, visits and promises."""
