"""App configuration."""

from django.apps import AppConfig


class ClientsConfig(AppConfig):
    """Who is visited."""

    name = "clients"
