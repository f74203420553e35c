"""App configuration."""

from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    """Tutors' samples and feedback."""

    name = "reviews"
