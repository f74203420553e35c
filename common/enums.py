"""States of background work."""

from django.db import models


class JobState(models.TextChoices):
    """Where a piece of background work stands; ATTENTION waits for a person."""

    WAITING = "waiting", "Na fila"
    DONE = "done", "Feito"
    ATTENTION = "attention", "Precisa de atenção"
