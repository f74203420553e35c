"""App configuration."""

from django.apps import AppConfig


class DeliveriesConfig(AppConfig):
    """Toolkit, deliveries, journeys, credit referrals."""

    name = "deliveries"

    def ready(self) -> None:
        """Register the background work of this app, and what a withdrawn consent ends here."""
        from deliveries.services import links, referrals
