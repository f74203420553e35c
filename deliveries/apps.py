"""App configuration."""

from django.apps import AppConfig


class DeliveriesConfig(AppConfig):
    """Toolkit, deliveries, journeys, credit referrals."""

    name = "deliveries"
