"""For the access matrix: one of each thing, one's own, the neighbour's, another region's, another state's."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.core.files.base import ContentFile
from django.utils import timezone

from agents.enums import HiringModel, Role
from agents.models import Assignment, Invitation, Municipality, Region, Territory, Unit, User
from agents.services.accounts import secret_of
from attendance.enums import AgentKind, Modality
from attendance.models import Action, AttendanceRecord, Batch, Destination, Impediment, Reconciliation, Solution
from clients.models import Business, Person
from deliveries.enums import ReferralState
from deliveries.models import Referral, Tool
from diagnostics.models import Instrument, InstrumentDraft
from portal.models import Code, Paper, SentLink
from privacy.models import Consent, Notice, SubjectRequest
from privacy.services.links import token_of
from reviews.enums import Verdict
from reviews.models import Review, Sample
from sync.enums import SubmissionState
from sync.models import Device, Submission
from tests.cast import SINCE, Cast, assemble
from tests.javascript import shared
from visits.models import Contact, Photo, Route, Stop, Visit

PLACES = ("own", "neighbour", "other region", "other state")
MOMENT = datetime(2026, 11, 18, 13, tzinfo=UTC)


@dataclass
class World:
    """The cast, and the address arguments of each kind of thing in each place."""

    cast: Cast
    things: dict[str, dict[str, list[object]]] = field(default_factory=dict)

    def add(self, kind: str, place: str, *arguments: object) -> None:
        """Remember how a thing is named in an address."""
        self.things.setdefault(kind, {})[place] = list(arguments)


def build() -> World:
    """Everything that an address can name. A new kind of thing goes into `_furnish`."""
    cast = assemble()
    world = World(cast)
    perla, bairro = _other_state(cast)
    _furnish(world, "own", cast.rosangela, cast.piraja, cast.mercearia, cast.marta, cast.teresa)
    _furnish(world, "neighbour", cast.davi, cast.centro_crato, cast.padaria, cast.marta, cast.teresa)
    _furnish(world, "other region", cast.sofia, cast.centro_sobral, cast.oficina, cast.paulo, cast.tiago)
    shop = Business.objects.create(
        cnpj="11444777000242", legal_name="LOJA DO RECIFE", size="me", municipality=bairro.municipalities.get()
    )
    tutor = _person("tulio", Role.TUTOR, perla.region)
    _furnish(world, "other state", perla, bairro, shop, cast.bento, tutor)
    uid, token = user_pk_to_url_str(perla), default_token_generator.make_token(perla)
    world.add("reset key", "own", uid, token)
    world.add("new visit", "own", uuid.uuid4())
    world.add("new photo", "own", "0" * 64)
    return world


def _other_state(cast: Cast) -> tuple[User, Territory]:
    region = Region.objects.create(unit=cast.bento.unit, name="Regional Recife")
    recife = Municipality.objects.create(
        ibge_code="2611606", register_code="2531", name="Recife", uf="PE", region=region
    )
    bairro = Territory.objects.create(region=region, name="Casa Amarela")
    bairro.municipalities.add(recife)
    perla = _person("perla", Role.AGENT, region, hiring_model=HiringModel.SGF)
    Assignment.objects.create(agent=perla, territory=bairro, starts_on=SINCE)
    return perla, bairro


def _person(key: str, role: str, region: Region, **fields: str) -> User:
    return User.objects.create_user(
        f"{key}@rota.test", None, name=key.title(), role=role, unit=region.unit, region=region, **fields
    )


def _furnish(
    world: World, place: str, agent: User, territory: Territory, business: Business, manager: User, tutor: User
) -> None:
    """One of each kind of thing in a place."""
    world.add("person", place, agent.pk)
    world.add("territory", place, territory.pk)
    world.add("region", place, territory.region_id)
    world.add("business", place, business.pk)
    world.add("assignment", place, agent.assignments.get().pk)
    _invitation(world, place, agent, manager)
    _route(world, place, agent, territory, business)
    _needs(world, place, agent, business)
    visit = _visit(agent, business)
    world.add("visit", place, visit.pk)
    SentLink.objects.create(visit=visit, asked_by=agent, sent_at=MOMENT)
    Paper.objects.create(visit=visit, kind="whole", made_at=MOMENT, file=ContentFile(b"%PDF-", name="sheet.pdf"))
    _privacy(world, place, visit)
    _instruments(world, place, agent.unit, manager)
    _reviews(world, place, visit, tutor)
    _tools(world, place, agent.unit)
    photo = Photo.objects.create(
        visit=visit, position=1, sha256="f" * 64, taken_at=MOMENT, what="facade", state="ready", received_at=MOMENT,
        file=ContentFile(b"\xff\xd8", name="foto.jpg"),
    )  # fmt: skip
    world.add("visit with a photo", place, visit.pk, photo.pk)
    world.add("review with a photo", place, *world.things["review"][place], photo.pk)
    _record(world, place, visit, business)
    _contact(world, place, agent, business)
    kept = Submission.objects.create(
        visit_id=uuid.uuid4(), sent_by=agent, body=b"{", sha256="0" * 64, state=SubmissionState.QUARANTINED
    )
    world.add("kept document", place, kept.pk)
    world.add("device", place, Device.objects.create(pk=uuid.uuid4(), user=agent).pk)


def _instruments(world: World, place: str, unit: Unit, by: User) -> None:
    """A conversation of the unit, published, and a draft of its next version."""
    definition = shared("score")["definition"]
    instrument, _ = Instrument.objects.get_or_create(unit=unit, key="caso", defaults={"name": "Caso"})
    version = instrument.versions.first() or instrument.versions.create(number=1, definition=definition)
    draft = InstrumentDraft.objects.create(unit=unit, instrument=instrument, definition=definition, changed_by=by)
    world.add("instrument", place, instrument.pk)
    world.add("instrument version", place, version.pk)
    world.add("instrument draft", place, draft.pk)
    world.add("instrument question", place, draft.pk, definition["questions"][0]["key"])


def _tools(world: World, place: str, unit: Unit) -> None:
    """A tool of the unit's own, and one of the annex."""
    own, _ = Tool.objects.get_or_create(unit=unit, key="da-unidade", defaults={"name": "X", "theme": "x"})
    shared_one, _ = Tool.objects.get_or_create(unit=None, key="do-anexo", defaults={"name": "Y", "theme": "x"})
    world.add("tool", place, own.pk)
    world.add("annex tool", place, shared_one.pk)
    solution, _ = Solution.objects.get_or_create(
        unit=unit, name="X", solution_type="CAP-CUR", portfolio="local", ends_on=None
    )
    world.add("solution", place, solution.pk)


def _privacy(world: World, place: str, visit: Visit) -> None:
    """An answer to the unit's notice with its link and a paper, and a request about one's data."""
    notice, _ = Notice.objects.get_or_create(
        unit=visit.region.unit, version=1, defaults={"content": {"purposes": []}, "sha256": "0" * 64}
    )
    Consent.objects.create(
        visit=visit, notice=notice, person=visit.person, capacity="owner", agent=visit.agent, proof="spoken",
        answered_at=MOMENT,
    )  # fmt: skip
    asked = SubjectRequest.objects.create(
        kind="question", person=visit.person, region=visit.region, visit=visit, channel="link", due_on=date(2026, 12, 3)
    )
    Code.objects.create(visit=visit, way="email")
    paper = Paper.objects.create(
        visit=visit, kind="receipt", made_at=MOMENT, file=ContentFile(b"%PDF-", name="paper.pdf")
    )
    token = token_of(visit.pk, timezone.now())
    world.add("notice", place, notice.pk)
    world.add("subject request", place, asked.pk)
    world.add("client link", place, token)
    world.add("client paper", place, token, paper.pk)


def _invitation(world: World, place: str, agent: User, manager: User) -> None:
    now = timezone.now()
    invitation = Invitation.objects.create(
        email=f"{uuid.uuid4().hex[:8]}@rota.test", name="Alguém", role=Role.TUTOR, unit=agent.unit, region=agent.region,
        secret_hash=uuid.uuid4().hex, invited_by=manager, expires_at=now + timedelta(days=7),
    )  # fmt: skip
    world.add("invitation", place, invitation.pk)
    world.add("invitation secret", place, secret_of(invitation))


def _route(world: World, place: str, agent: User, territory: Territory, business: Business) -> None:
    tomorrow = timezone.now() + timedelta(days=1)
    route = Route.objects.create(agent=agent, territory=territory, scheduled_on=tomorrow.date(), starts_at=tomorrow)
    stop = Stop.objects.create(route=route, business=business, position=1, arrives_at=tomorrow)
    world.add("route", place, route.pk)
    world.add("stop", place, stop.pk)
    today = timezone.now()
    out = Route.objects.create(
        agent=agent, territory=territory, scheduled_on=today.date(), starts_at=today, state="published",
        published_at=today,
    )  # fmt: skip
    world.add("published route", place, out.pk)


def _visit(agent: User, business: Business) -> Visit:
    person = Person.objects.create(name="Zé")
    return Visit.objects.create(
        agent=agent, region=agent.region, business=business, person=person, channel="in_person", outcome="attended",
        started_at=MOMENT, finished_at=MOMENT, visited_on=date(2026, 11, 18), timezone="America/Fortaleza",
    )  # fmt: skip


def _contact(world: World, place: str, agent: User, business: Business) -> None:
    """A call after the visit."""
    contact = Contact.objects.create(
        agent=agent, region=agent.region, business=business, kind="follow_up", channel="phone", started_at=MOMENT,
        ended_at=MOMENT, talked_on=date(2026, 11, 18), timezone="America/Fortaleza",
    )  # fmt: skip
    world.add("contact", place, contact.pk)
    world.add("new contact", place, business.pk, "guidance")


def _needs(world: World, place: str, agent: User, business: Business) -> None:
    """A credit need that waits for its alignment, and one that a credit agent may take."""
    waiting = Referral.objects.create(visit=_visit(agent, business), need="Freezer")
    aligned = Referral.objects.create(
        visit=_visit(agent, business), need="Forno", state=ReferralState.ALIGNED, aligned_by=agent, aligned_at=MOMENT
    )
    world.add("need to align", place, waiting.pk)
    world.add("need to take", place, aligned.pk)


def _reviews(world: World, place: str, visit: Visit, tutor: User) -> None:
    """A review in hand, and a decided one that the agent may read."""
    in_hand, _ = Sample.objects.get_or_create(
        region=visit.region, tutor=tutor, week_starts_on=date(2026, 11, 16), defaults={"seed": 1, "frame_size": 1}
    )
    past, _ = Sample.objects.get_or_create(
        region=visit.region, tutor=tutor, week_starts_on=date(2026, 11, 9), defaults={"seed": 1, "frame_size": 1}
    )
    review = Review.objects.create(sample=in_hand, visit=visit, position=1, drawn_because="sorteio")
    decided = Review.objects.create(
        sample=past, visit=visit, position=1, drawn_because="sorteio", verdict=Verdict.APPROVED, decided_at=MOMENT
    )
    world.add("review", place, review.pk)
    world.add("decided review", place, decided.pk)


def _record(world: World, place: str, visit: Visit, business: Business) -> None:
    action, _ = Action.objects.get_or_create(
        unit=visit.region.unit, plan_year=2026, name="Sebrae na sua Empresa - 2026",
        defaults={"agent_kind": AgentKind.GUIDANCE, "category": "x", "project_code": "1", "action_code": "1"},
    )  # fmt: skip
    world.add("action", place, action.pk)
    record = AttendanceRecord.objects.create(
        visit=visit, agent=visit.agent, region=visit.region, competence=date(2026, 11, 1), sequence=1,
        solution_type="CON-ORI", action=action, category="x", person=visit.person,
        business=business, modality=Modality.IN_PERSON, starts_at=MOMENT, ends_at=MOMENT, description="x", counts=True,
    )  # fmt: skip
    world.add("record", place, record.pk)
    record.pk, record.sequence, record.state = uuid.uuid4(), 2, "registered"
    record.sas_number, record.registered_at = f"SAS-{uuid.uuid4().hex[:8]}", MOMENT
    record.save(force_insert=True)
    world.add("registered record", place, record.pk)
    day = date(2026, 11, 1 + PLACES.index(place))  # two places may be of one unit
    compared = Reconciliation.objects.create(unit=visit.region.unit, happened_on=day)
    world.add("comparison", place, compared.pk)
    way, _ = Destination.objects.get_or_create(unit=visit.region.unit, name=f"sas-{visit.region.unit.uf}")
    batch = Batch.objects.create(destination=way, number=day.day, file_format="csv", sha256="", lines_count=0)
    world.add("file", place, batch.pk)
    world.add("difference", place, compared.differences.create(kind="doubled", reference=str(record.pk)).pk)
    impediment = Impediment.objects.create(visit=visit, code="x", message="Falta o CPF.", acts="Agente")
    world.add("impediment", place, impediment.pk)
