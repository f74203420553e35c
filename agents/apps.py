"""App configuration."""

from django.apps import AppConfig


class AgentsConfig(AppConfig):
    """Who visits and where."""

    name = "agents"
