"""App configuration."""

from django.apps import AppConfig


class DashboardConfig(AppConfig):
    """Managers' read-only pages."""

    name = "dashboard"
