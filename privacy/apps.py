"""App configuration."""

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """Notices and consents (LGPD)."""

    name = "privacy"
