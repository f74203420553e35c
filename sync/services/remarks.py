"""What an agent should know before knocking: open follow-ups, and short remarks on a business. No figure of credit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count

from agents.models import User
from attendance.models import Impediment
from attendance.services.cpf import NO_CPF
from deliveries.enums import OPEN_REFERRALS
from deliveries.models import Referral
from privacy.enums import ConsentState
from privacy.models import Consent
from privacy.services.chain import WHATSAPP, refused_at
from reviews.enums import Verdict
from reviews.models import Review
from visits.models import Appointment, Visit

REMARKS = {
    "no_whatsapp": "Pediu para não receber WhatsApp",
    "cpf_missing": "Falta o CPF de quem atendeu",
    "feedback": "A tutoria devolveu a sua visita",
    "credit_open": "Conversa sobre crédito em andamento",
}
OVER = "O aceite para o WhatsApp venceu"  # nobody asked for it to end

Json = dict[str, Any]
Ids = Collection[UUID]


def flags_of(ids: Ids, *, by: User, since: datetime) -> dict[UUID, list[Json]]:
    """Remarks by business, in the order of `REMARKS`."""
    no_whatsapp = refused_at(ids, WHATSAPP, on=by.today())
    holders = {
        "no_whatsapp": set(no_whatsapp),
        "cpf_missing": set(_values(Impediment.objects.filter(visit__business__in=ids, code=NO_CPF))),
        "feedback": set(
            _values(
                Review.objects.visible_to(by).filter(
                    visit__business__in=ids, verdict=Verdict.RETURNED, decided_at__gte=since
                )
            )
        ),
        "credit_open": set(_values(Referral.objects.filter(visit__business__in=ids, state__in=OPEN_REFERRALS))),
    }
    over = {one for one, state in no_whatsapp.items() if state == ConsentState.EXPIRED}
    return {
        one: [
            {"code": code, "text": OVER if code == "no_whatsapp" and one in over else text}
            for code, text in REMARKS.items()
            if one in holders[code]
        ]
        for one in ids
    }


def followups_of(ids: Ids) -> defaultdict[UUID, list[Json]]:
    """Open promises by business, the soonest first."""
    found: defaultdict[UUID, list[Json]] = defaultdict(list)
    open_ones = Appointment.objects.open().filter(business__in=ids).order_by("due_at")
    for business_id, due_at, purpose, channel in open_ones.values_list("business_id", "due_at", "purpose", "channel"):
        found[business_id].append({"due_at": due_at, "purpose": purpose, "channel": channel})
    return found


def own_answers_of(ids: Ids, *, by: User) -> dict[UUID, UUID]:
    """By business, the agent's own latest visit in which somebody answered the notice: where a yes is taken back."""
    answers = Consent.objects.visible_to(by).filter(visit__business__in=ids, person__isnull=False)
    return dict(answers.order_by("answered_at").values_list("visit__business_id", "visit_id"))


def visits_counted(ids: Ids) -> dict[UUID, int]:
    """How often somebody was there, by business."""
    visits = Visit.objects.filter(business__in=ids).order_by()
    return dict(visits.values_list("business_id").annotate(Count("pk")))


def _values(rows: Any) -> Iterator[UUID]:
    return rows.order_by().values_list("visit__business_id", flat=True)
