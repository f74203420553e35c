"""App configuration."""

from django.apps import AppConfig


class AttendanceConfig(AppConfig):
    """The programme's rules and the national system."""

    name = "attendance"
