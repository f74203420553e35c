"""Kinds of papers."""

from django.db import models


class PaperKind(models.TextChoices):
    """What the PDF holds."""

    RECEIPT = "receipt", "Recibo"
    COPY = "copy", "Cópia dos dados"
