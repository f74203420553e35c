"""App configuration."""

from django.apps import AppConfig


class DiagnosticsConfig(AppConfig):
    """Instruments, answers, scores, findings."""

    name = "diagnostics"
