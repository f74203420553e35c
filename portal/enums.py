"""Kinds of papers, and ways by which a code reaches a client."""

from django.db import models


class PaperKind(models.TextChoices):
    """What the PDF holds."""

    RESULT = "result", "Resultado"  # what the bare link shows
    WHOLE = "whole", "Resultado completo"  # for the person alone, or handed over by the team
    RECEIPT = "receipt", "Recibo"
    COPY = "copy", "Cópia dos dados"


class CodeWay(models.TextChoices):
    """How a code reaches the person."""

    EMAIL = "email", "E-mail"
    SMS = "sms", "Mensagem no celular"
