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


class RecordKind(models.TextChoices):
    """What a record is. Only an attendance may count (SOL-12, SOL-34, SOL-42, SOL-43, IND-07)."""

    ATTENDANCE = "attendance", "Atendimento"
    INFORMATION = "information", "Informação"
    NO_SHOW = "no_show", "Falta em horário combinado"
    IMPROPER_CONTACT = "improper_contact", "Contato improcedente"
    ACTIVE_CAMPAIGN = "active_campaign", "Campanha ativa"
    ENROLMENT = "enrolment", "Inscrição ou agendamento"


SOLUTION_KINDS = [RecordKind.ATTENDANCE, RecordKind.INFORMATION]  # a solution was consumed: it has a type


class Portfolio(models.TextChoices):
    """Where a solution is registered; only these are paid with CSN in individual attendance (PRG-13)."""

    NATIONAL = "national", "Nacional"
    LOCAL = "local", "Local"
    INSTANT = "instant", "Instantâneo"
    NETWORK = "network", "Rede de Capacitação Gerencial"


class Moment(models.TextChoices):
    """How far somebody came in a solution that runs by itself (SOL-15, SOL-37)."""

    START = "inicio", "Começou"
    QUARTER = "25", "Chegou a 25%"
    HALF = "50", "Chegou à metade"
    MOST = "75", "Chegou a 75%"
    WHOLE = "100", "Concluiu"
    OTHER = "outro", "Outro momento"


class RecordState(models.TextChoices):
    """Where an attendance record stands on its way to SAS; UNKNOWN is looked up before any resend (I3)."""

    WAITING = "waiting", "Por enviar"
    UNKNOWN = "unknown", "Resposta não chegou"
    FILED = "filed", "No arquivo, à espera do retorno"
    REGISTERED = "registered", "Registrado"
    ATTENTION = "attention", "Precisa de atenção"


class AdapterKind(models.TextChoices):
    """How a unit's records reach SAS."""

    HTTP = "http", "Direto, um por um, pelo serviço do SAS"
    FILE = "file", "Em arquivos, que a unidade carrega"


class FileFormat(models.TextChoices):
    """How a file of records is written."""

    CSV = "csv", "CSV (planilha, separada por ponto e vírgula)"
    JSONL = "jsonl", "JSON, um registro por linha"


class BreakerReason(models.TextChoices):
    """Why nothing is sent to a destination for now."""

    SILENT = "silent", "Não responde"
    KEY = "key", "Não aceita a chave"
    MAINTENANCE = "maintenance", "Em manutenção"
    BUSY = "busy", "Pediu para esperar"


class LineOutcome(models.TextChoices):
    """What the return file said about a line."""

    AWAITED = "awaited", "À espera do retorno"
    ACCEPTED = "accepted", "Registrado"
    REFUSED = "refused", "Recusado"
    WITHDRAWN = "withdrawn", "Não carregado"


class DifferenceKind(models.TextChoices):
    """What the daily comparison with SAS found."""

    MISSING = "missing", "Aqui está registrado, no SAS não está"
    UNSETTLED = "unsettled", "No SAS está, aqui ainda não"
    DOUBLED = "doubled", "No SAS está duas vezes"
    NUMBER = "number", "O número não é o mesmo"
    CONTENT = "content", "O agente, a ação ou a contagem não é a mesma"
    UNKNOWN = "unknown", "No SAS está com a nossa origem, e aqui não existe"


REPAIRABLE = frozenset({DifferenceKind.MISSING, DifferenceKind.UNSETTLED, DifferenceKind.NUMBER})  # from here
