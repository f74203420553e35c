"""Verbs over what phones send and fetch."""
