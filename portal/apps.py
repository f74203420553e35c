"""App configuration."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """What a client opens from a link."""

    name = "portal"

    def ready(self) -> None:
        """Register the handlers of this app's jobs."""
        from portal.services import codes, handover, papers
