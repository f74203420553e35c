"""The package that knows every app: wiring happens here."""

from django.apps import AppConfig


class RotaAtivaConfig(AppConfig):
    """Settings, URLs, Celery and the commands that start the product."""

    name = "config"
