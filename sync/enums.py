"""What became of a document that a phone sent."""

from django.db import models


class SubmissionState(models.TextChoices):
    """ACCEPTED became a visit; CONFLICT and QUARANTINED are kept for a person to look at."""

    ACCEPTED = "accepted", "Recebida"
    CONFLICT = "conflict", "Já havia outra com o mesmo número"
    QUARANTINED = "quarantined", "Guardada para conferência"
