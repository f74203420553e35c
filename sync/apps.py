"""App configuration."""

from django.apps import AppConfig


class SyncConfig(AppConfig):
    """What phones exchange with the server."""

    name = "sync"
