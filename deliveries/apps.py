"""App configuration."""

from django.apps import AppConfig


class DeliveriesConfig(AppConfig):
    """Toolkit, deliveries, journeys, credit referrals."""

    name = "deliveries"

    def ready(self) -> None:
        """Register the background work of this app."""
        from deliveries.services import result_sheet  # noqa: F401
