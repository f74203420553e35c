"""Kinds of consent events, of proofs and of requests."""

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
    CODE = "code", "Link pessoal"


class EventChannel(models.TextChoices):
    """Which way a word about a purpose came."""

    DOOR = "door", "Na visita"
    LINK = "link", "Pelo link do recibo"
    AGENT = "agent", "Com o agente"
    PROGRAMME = "programme", "Com o programa"
    SYSTEM = "system", "Pelo prazo"


class RequestKind(models.TextChoices):
    """What LGPD art. 18 lets a person ask for."""

    CORRECTION = "correction", "Corrigir os dados"
    DELETION = "deletion", "Apagar os dados"
    COPY = "copy", "Receber uma cópia"
    QUESTION = "question", "Outra pergunta sobre os dados"


class RequestState(models.TextChoices):
    """Where a request stands; the legal term runs while it is open."""

    OPEN = "open", "Em aberto"
    DONE = "done", "Atendido"
    REFUSED = "refused", "Não atendido"
