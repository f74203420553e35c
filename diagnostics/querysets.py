"""Who may see which conversations. Default: nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import models
from django.db.models import Q

from agents.enums import Role

if TYPE_CHECKING:
    from diagnostics.models import Instrument, InstrumentDraft, InstrumentVersion  # noqa: F401  (the types of their rows)


def _administers(user: Any) -> bool:
    return bool(user.is_authenticated and user.is_active and user.role == Role.STATE_ADMIN and user.unit_id)


class InstrumentQuerySet(models.QuerySet["Instrument"]):
    """Instruments by whose they are."""

    def visible_to(self, user: Any) -> InstrumentQuerySet:
        """The national ones and those of the unit that `user` administers."""
        return self.offered_in(user.unit_id) if _administers(user) else self.none()

    def offered_in(self, unit_id: UUID | None) -> InstrumentQuerySet:
        """The national ones and the unit's own."""
        return self.filter(Q(unit_id=unit_id) | Q(unit__isnull=True))


class InstrumentVersionQuerySet(models.QuerySet["InstrumentVersion"]):
    """Published versions."""

    def visible_to(self, user: Any) -> InstrumentVersionQuerySet:
        """Versions of the instruments that `user` may see."""
        from diagnostics.models import Instrument

        return self.filter(instrument__in=Instrument.objects.visible_to(user))

    def offered_in(self, unit_id: UUID | None) -> InstrumentVersionQuerySet:
        """Versions of the national instruments and of the unit's own."""
        return self.filter(Q(instrument__unit_id=unit_id) | Q(instrument__unit__isnull=True))


class InstrumentDraftQuerySet(models.QuerySet["InstrumentDraft"]):
    """What is being written."""

    def visible_to(self, user: Any) -> InstrumentDraftQuerySet:
        """Drafts of the unit that `user` administers."""
        return self.filter(unit_id=user.unit_id) if _administers(user) else self.none()
