"""Sizes, register status and roles of people in a business."""

from django.db import models


class Size(models.TextChoices):
    """Size of a small business, derived from the register (LC 123/2006)."""

    MEI = "mei", "MEI"
    ME = "me", "ME"
    EPP = "epp", "EPP"
    OTHER = "other", "Outro porte"


TARGET_SIZES = frozenset({Size.MEI, Size.ME, Size.EPP})  # PRM-11


class RegisterStatus(models.TextChoices):
    """`situacao_cadastral` of the federal register."""

    NULL = "01", "Nula"
    ACTIVE = "02", "Ativa"
    SUSPENDED = "03", "Suspensa"
    UNFIT = "04", "Inapta"
    CLOSED = "08", "Baixada"


class BusinessSource(models.TextChoices):
    """Where we learned of a business from (CNS-04: the source is told)."""

    REGISTER = "register", "Cadastro federal"
    SWEEP = "sweep", "Varredura"


class PositionSource(models.TextChoices):
    """How well we know where a business is, best first."""

    VISIT = "visit", "Anotada em visita"
    ADDRESS = "address", "Pelo endereço"
    CEP = "cep", "Pelo CEP"
    MUNICIPALITY = "municipality", "Centro do município"
    UNKNOWN = "unknown", "Sem posição"


class PersonRole(models.TextChoices):
    """Who the person is for the business they speak for."""

    OWNER = "owner", "Dono ou dona"
    PARTNER = "partner", "Sócio ou sócia"
    REPRESENTATIVE = "representative", "Representante"
    EMPLOYEE = "employee", "Trabalha no negócio"
