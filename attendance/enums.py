"""Kinds and states of attendance records."""

from django.db import models


class AgentKind(models.TextChoices):
    """Whose attendances an action holds (PRG-22, PRG-23)."""

    GUIDANCE = "guidance", "Agente de orientação"
    CREDIT = "credit", "Agente de crédito"


ACTION_PREFIX = {AgentKind.GUIDANCE: "Sebrae na sua Empresa - ", AgentKind.CREDIT: "Agente de Crédito - "}


class Modality(models.TextChoices):
    """Decided by the channel, not by where the client was met (SOL-38)."""

    IN_PERSON = "in_person", "Presencial"
    REMOTE = "remote", "À distância"


class RecordState(models.TextChoices):
    """Where an attendance record stands on its way to SAS; UNKNOWN is looked up before any resend (I3)."""

    WAITING = "waiting", "Por enviar"
    UNKNOWN = "unknown", "Resposta não chegou"
    REGISTERED = "registered", "Registrado"
    ATTENTION = "attention", "Precisa de atenção"
