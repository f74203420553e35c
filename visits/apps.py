"""App configuration."""

from django.apps import AppConfig


class VisitsConfig(AppConfig):
    """What is planned and what happened at the door."""

    name = "visits"
