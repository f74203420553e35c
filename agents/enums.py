"""Roles and hiring models."""

from django.db import models


class Role(models.TextChoices):
    """What a person does in the programme; it decides what they may open and see."""

    AGENT = "agent", "Agente de orientação"
    CREDIT_AGENT = "credit_agent", "Agente de crédito e finanças"
    TUTOR = "tutor", "Tutoria"
    REGIONAL_MANAGER = "regional_manager", "Gestão regional"
    STATE_ADMIN = "state_admin", "Administração estadual"
    NATIONAL_OBSERVER = "national_observer", "Observação nacional"


FIELD_ROLES = frozenset({Role.AGENT, Role.CREDIT_AGENT})
MANAGING_ROLES = frozenset({Role.REGIONAL_MANAGER, Role.STATE_ADMIN})
STEERING_ROLES = MANAGING_ROLES | {Role.NATIONAL_OBSERVER}


class HiringModel(models.TextChoices):
    """How an agent is bound to the unit (PLN-05). Scholarship holders are not an option (ACT-04)."""

    OWN_STAFF = "own_staff", "Equipe própria"
    SGF = "sgf", "Credenciado SGF"
    SGC = "sgc", "Credenciado SGC"
    TENDER = "tender", "Licitação"
    REGISTRATION = "registration", "Cadastramento"
