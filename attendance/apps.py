"""App configuration."""

from django.apps import AppConfig


class AttendanceConfig(AppConfig):
    """The programme's rules and the national system."""

    name = "attendance"

    def ready(self) -> None:
        """Register the handlers of this app's jobs."""
        from attendance.services import again, build, reconcile, send
