"""What agents wrote down besides their visits: calls, no-shows, consultations; and a small portfolio."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from django.utils import timezone

from agents.enums import Role
from agents.models import User
from attendance.enums import Portfolio
from attendance.models import Solution
from attendance.services.contacts import Draft, record_contact
from common.dates import known_zone
from deliveries.enums import CreditPhase, ReferralState
from deliveries.models import Referral
from demo.team import Team
from visits.enums import Channel, ContactKind, ImproperReason
from visits.models import Contact, Visit

EACH = 4  # contacts an agent
SOLUTIONS = (
    ("Gestão financeira na medida", "CAP-CUR", Portfolio.NETWORK, "RCG-0101", 75),
    ("Oficina de preço de venda", "CAP-OFI", Portfolio.NATIONAL, "NAC-0207", 75),
    ("Consultoria em vitrine e fachada", "INT-CON", Portfolio.LOCAL, "LOC-0033", None),
)
SUBJECTS = ("Planilha de caixa", "Preço de venda", "Cadastro no mapa", "Catálogo no WhatsApp")


def open_portfolio() -> None:
    """Solutions with their SAS codes (PRG-13)."""
    for name, kind, portfolio, code, least in SOLUTIONS:
        Solution.objects.get_or_create(
            sas_code=code,
            defaults={"name": name, "solution_type": kind, "portfolio": portfolio, "minimum_attendance": least},
        )


def make_contacts(team: Team, *, now: datetime, random: Random) -> int:
    """Contacts after the latest visits of each agent, and a consultation for each need that was taken."""
    made = 0
    for agent in (person for person in team.people.values() if person.role == Role.AGENT):
        visits = Visit.objects.filter(agent=agent, person__isnull=False, finished_at__lt=now - timedelta(days=2))
        for place, visit in enumerate(visits.select_related("business", "region")[:EACH]):
            made += _after(visit, place, random=random)
    taken = Referral.objects.filter(state=ReferralState.TAKEN, taken_at__lt=now - timedelta(days=1))
    for referral in taken.select_related("taken_by", "visit__business", "visit__region", "visit__person")[:6]:
        made += _consult(referral, random=random)
    return made


def _after(visit: Visit, place: int, *, random: Random) -> int:
    kind = (ContactKind.FOLLOW_UP, ContactKind.GUIDANCE, ContactKind.NO_SHOW, ContactKind.IMPROPER)[place % 4]
    starts = visit.finished_at + timedelta(days=1, minutes=random.randrange(-90, 90))
    contact = _contact(visit, visit.agent, kind, starts, minutes=random.randrange(6, 25))
    contact.subject = random.choice(SUBJECTS) if place % 4 < 2 else ""
    contact.was_requested = contact.was_explained = place % 4 < 2
    contact.improper_reason = ImproperReason.LOST_CONNECTION if kind == ContactKind.IMPROPER else ""
    record_contact(Draft(contact), by=visit.agent)
    return 1


def _consult(referral: Referral, *, random: Random) -> int:
    assert referral.taken_by  # noqa: S101  (a taken need)
    assert referral.taken_at  # noqa: S101  (a taken need)
    starts = referral.taken_at + timedelta(hours=3)
    contact = _contact(referral.visit, referral.taken_by, ContactKind.CREDIT, starts, minutes=65)
    contact.channel = Channel.VIDEO
    phase = random.choice([CreditPhase.MANAGEMENT, CreditPhase.MANAGEMENT, CreditPhase.PRE_CREDIT])
    record_contact(Draft(contact, referral, phase), by=referral.taken_by)
    return 1


def _contact(visit: Visit, by: User, kind: str, starts: datetime, *, minutes: int) -> Contact:
    zone = known_zone(visit.timezone)
    return Contact(
        agent=by,
        region=visit.region,
        business=visit.business,
        person=visit.person if kind != ContactKind.NO_SHOW else None,
        after=visit,
        kind=kind,
        channel=Channel.PHONE,
        started_at=starts,
        ended_at=min(starts + timedelta(minutes=minutes), timezone.now()),
        talked_on=starts.astimezone(zone).date(),
        timezone=visit.timezone,
    )
