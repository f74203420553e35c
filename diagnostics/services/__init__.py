"""Verbs over instruments and diagnoses."""

from diagnostics.services.instruments import load_instruments

__all__ = ["load_instruments"]
