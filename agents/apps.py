"""App configuration."""

from django.apps import AppConfig


class AgentsConfig(AppConfig):
    """Who visits and where."""

    name = "agents"

    def ready(self) -> None:
        """Register the handlers of this app's jobs."""
        from agents.services import invitation_mail
