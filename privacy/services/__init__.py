"""Verbs over notices and consents."""
