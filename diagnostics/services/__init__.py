"""Verbs over instruments and diagnoses."""
