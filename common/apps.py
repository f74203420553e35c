"""App configuration."""

from django.apps import AppConfig


class CommonConfig(AppConfig):
    """Tiny shared ground; knows no other app."""

    name = "common"
