"""States of a tutor's review."""

from django.db import models


class Verdict(models.TextChoices):
    """What the tutor concluded; PENDING until then."""

    PENDING = "pending", "A revisar"
    APPROVED = "approved", "Aprovada"
    RETURNED = "returned", "Devolvida"
