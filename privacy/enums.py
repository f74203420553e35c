"""Kinds of consent events and proofs."""

from django.db import models


class ConsentState(models.TextChoices):
    """What a person said about a purpose (ISO/IEC TS 27560 event_state)."""

    GIVEN = "given", "Aceito"
    REFUSED = "refused", "Não aceito"
    WITHDRAWN = "withdrawn", "Retirado"
    EXPIRED = "expired", "Vencido"


class Proof(models.TextChoices):
    """How the answer was given."""

    SIGNATURE = "signature", "Assinatura no aparelho"
    SPOKEN = "spoken", "De viva voz"
