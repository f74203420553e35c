"""The visit document, schema 1: its shape, and reading it strictly.

A document is what happened at the door, so its *content* is never refused for being late, old or out of place (that is
flagged later); its *shape* is: a field that is missing, unknown or of another kind is named and the bytes are kept.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from msgspec import Meta, Struct

from clients.enums import PersonRole, Size
from deliveries.enums import Handover, JourneyMode
from privacy.enums import Proof
from visits.enums import Channel, Outcome

Key = Annotated[str, Meta(min_length=1, max_length=60)]
Line = Annotated[str, Meta(max_length=160)]
Text = Annotated[str, Meta(max_length=8_000)]
Moment = Annotated[datetime, Meta(tz=True)]
Seconds = Annotated[float, Meta(ge=0, le=10_000_000)]
Whole = Annotated[int, Meta(ge=0, le=2**53)]
Percent = Annotated[int, Meta(ge=0, le=100)]
Timings = Annotated[dict[Key, Seconds], Meta(max_length=200)]
Drawing = Annotated[str, Meta(max_length=150_000, pattern=r"^[MLQCZHVTSAmlqczhvtsa0-9eE .,\n-]*$")]


class Part(Struct, forbid_unknown_fields=True):
    """A part of the document; a field we do not know is a mistake, not something to ignore."""


class Position(Part):
    """Where the phone says it was."""

    latitude: Annotated[float, Meta(ge=-90, le=90)]
    longitude: Annotated[float, Meta(ge=-180, le=180)]
    accuracy_m: Annotated[float, Meta(ge=0, le=50_000_000)]


class Arrival(Part):
    """The position on arrival, or why there is none."""

    position: Position | None
    missing_because: Literal["", "denied", "timeout", "unavailable", "erased"]


class AddedBusiness(Part):
    """A business found in the sweep (varredura), as the agent wrote it down."""

    legal_name: Annotated[str, Meta(min_length=1, max_length=200)]
    trade_name: Annotated[str, Meta(max_length=200)]
    size: Size
    street: Line
    number: Annotated[str, Meta(max_length=20)]
    bairro: Annotated[str, Meta(max_length=80)]
    cep: Annotated[str, Meta(pattern=r"^([0-9]{8})?$")]
    municipality: Annotated[str, Meta(pattern=r"^[0-9]{7}$")]
    phone: Annotated[str, Meta(max_length=20)]


class BusinessChanges(Part, omit_defaults=True):
    """What the agent corrected of the business's data; absent = as it was."""

    trade_name: Annotated[str, Meta(max_length=200)] | None = None
    phone: Annotated[str, Meta(max_length=20)] | None = None
    street: Line | None = None
    number: Annotated[str, Meta(max_length=20)] | None = None
    bairro: Annotated[str, Meta(max_length=80)] | None = None
    cep: Annotated[str, Meta(pattern=r"^([0-9]{8})?$")] | None = None
    email: Annotated[str, Meta(max_length=254)] | None = None


class VisitedBusiness(Part):
    """The business at the door: a known one by its id, or one added in the sweep."""

    id: UUID | None
    cnpj: Annotated[str, Meta(max_length=18)]
    added: AddedBusiness | None
    changes: BusinessChanges


class MetPerson(Part):
    """Who spoke for the business."""

    id: UUID | None
    name: Annotated[str, Meta(min_length=1, max_length=120)]
    cpf: Annotated[str, Meta(max_length=14)]
    phone: Annotated[str, Meta(max_length=20)]
    email: Annotated[str, Meta(max_length=254)]
    role: PersonRole


class Choice(Part):
    """What was said about one purpose."""

    purpose: Annotated[str, Meta(min_length=1, max_length=40)]
    state: Literal["given", "refused"]


class Answer(Part):
    """The act of answering the privacy notice (LGPD art. 8)."""

    notice_id: UUID
    notice_sha256: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]
    proof: Proof
    signature: Drawing
    capacity: PersonRole
    answered_at: Moment
    choices: Annotated[list[Choice], Meta(max_length=20)]


class PhoneTheme(Part):
    """A theme's score as the phone computed it."""

    theme: Key
    score: Percent | None
    level: Key | None
    answered: Annotated[int, Meta(ge=0, le=1000)]
    of: Annotated[int, Meta(ge=0, le=1000)]


class PhoneFinding(Part):
    """A gap as the phone computed it."""

    code: Key
    theme: Key
    text: Annotated[str, Meta(max_length=400)]
    rank: Annotated[int, Meta(ge=1, le=1000)]


class PhoneResult(Part):
    """What the phone showed at the door; the server's own result counts."""

    themes: Annotated[list[PhoneTheme], Meta(max_length=50)]
    findings: Annotated[list[PhoneFinding], Meta(max_length=200)]


Number = Annotated[float, Meta(ge=-1e15, le=1e15)]
Several = Annotated[list[Key], Meta(max_length=100)]  # of a question with several answers
Given = Several | Annotated[str, Meta(max_length=2_000)] | Annotated[int, Meta(ge=-(2**53), le=2**53)] | Number


class Conversation(Part):
    """An applied instrument: its version, the answers as given."""

    instrument: Key
    version: Annotated[int, Meta(ge=1, le=1_000_000)]
    answers: Annotated[dict[Key, Given], Meta(max_length=300)]
    timings: Timings
    notes: Text
    result: PhoneResult


class LeftBehind(Part):
    """A tool or a guidance left with the client (DEL-01)."""

    id: UUID
    tool: Key | None
    guidance: Text
    findings: Annotated[list[Key], Meta(max_length=50)]
    handover: Handover
    was_explained: bool
    was_requested: bool
    own_choice_because: Annotated[str, Meta(max_length=200)]
    opinion: Literal["", "will_use", "undecided", "not_useful"] = ""
    proposed: Annotated[list[Key], Meta(max_length=10)] | None = None  # what the rule proposed at the door


class NextStep(Part):
    """Where the client goes on, and how (PRM-02)."""

    destination: Annotated[str, Meta(min_length=1, max_length=40)]
    mode: JourneyMode


class NextContact(Part):
    """A promise to be in touch."""

    due_at: Moment
    channel: Channel
    purpose: Line


class CreditNeed(Part):
    """A credit need in the client's words (CRD-01)."""

    need: Annotated[str, Meta(min_length=1, max_length=2_000)]


class TakenPhoto(Part):
    """A photo of the place: its ciphertext comes apart, under its hash; this opens it."""

    sha256: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]
    key: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{43}$")]
    iv: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{16}$")]
    bytes: Annotated[int, Meta(ge=1, le=400_000)]
    taken_at: Moment
    what: Literal["facade", "inside", "product", "other"]


class VisitDocument(Part):
    """A finished visit, frozen on the phone."""

    schema: Literal[1]
    id: UUID
    agent_id: UUID
    device_id: UUID
    app_version: Annotated[str, Meta(max_length=40)]
    sequence: Whole
    stop_id: UUID | None
    channel: Channel
    outcome: Outcome
    started_at: Moment
    finished_at: Moment
    visited_on: date
    timezone: Annotated[str, Meta(min_length=1, max_length=40)]
    arrival: Arrival
    business: VisitedBusiness
    person: MetPerson | None
    consent: Answer | None
    diagnosis: Conversation | None
    deliveries: Annotated[list[LeftBehind], Meta(max_length=20)]
    next_step: NextStep | None
    contact: NextContact | None
    credit: CreditNeed | None
    notes: Text
    timings: Timings
    departure: Arrival | None = None
    photos: Annotated[list[TakenPhoto], Meta(max_length=4)] = []


def moments(document: VisitDocument) -> list[tuple[str, datetime]]:
    """Every moment in the document with its path."""
    found = [("started_at", document.started_at), ("finished_at", document.finished_at)]
    if document.consent:
        found.append(("consent.answered_at", document.consent.answered_at))
    if document.contact:
        found.append(("contact.due_at", document.contact.due_at))
    found += [(f"photos[{index}].taken_at", photo.taken_at) for index, photo in enumerate(document.photos)]
    return found


def as_plain(part: Struct | None) -> Any:
    """A part as plain dictionaries and lists, as the shared rules read it."""
    from msgspec import to_builtins

    return to_builtins(part)
