"""How the dashboard groups what happened at the door."""

from django.db import models

from visits.enums import Outcome


class OutcomeGroup(models.TextChoices):
    """Outcomes as the chart stacks them, in the order of the stack."""

    ATTENDED = "attended", "Atendidas"
    AWAY = "away", "Fechado, ausente ou voltar"
    REFUSED = "refused", "Não quis"


GROUP_OUTCOMES = {
    OutcomeGroup.ATTENDED: frozenset({Outcome.ATTENDED}),
    OutcomeGroup.AWAY: frozenset(
        {Outcome.COME_BACK, Outcome.OWNER_AWAY, Outcome.CLOSED, Outcome.MOVED, Outcome.NOT_FOUND}
    ),
    OutcomeGroup.REFUSED: frozenset({Outcome.REFUSED}),
}


class AttendedWhen(models.TextChoices):
    """Which businesses of the register the list shows, by when they were last attended."""

    IN_PERIOD = "periodo", "Atendidos no período"
    IN_YEAR = "ano", "Atendidos no ano"
    NOT_YET = "nao", "Ainda não atendidos no ano"
