"""Addresses that phones use."""
