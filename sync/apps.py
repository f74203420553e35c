"""App configuration."""

from django.apps import AppConfig


class SyncConfig(AppConfig):
    """What phones exchange with the server."""

    name = "sync"

    def ready(self) -> None:
        """Register the background work of this app."""
        from sync.services import blobs, erasing
