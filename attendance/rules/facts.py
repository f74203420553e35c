"""What the rules look at: a visit or a contact as plain values."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date

from attendance.enums import AgentKind

VISIT = "visit"  # the kind of a contact at the door; the others are those of visits.enums.ContactKind
SEBRAE, PARTNER = "sebrae", "partner"  # who performs (PRG-18)


@dataclass(frozen=True)
class DeliveryFact:
    """What was left with the client: an own guidance or a tool, explained or not, asked for or not."""

    is_guidance: bool
    was_explained: bool
    was_requested: bool
    answers_finding: bool = False
    name: str = ""

    @property
    def is_technical_guidance(self) -> bool:
        """Whether it is orientação técnica (SOL-11, SOL-28, SOL-29, DEL-12).

        It must have been explained. A guidance counts when the client asked for it or it answers what the client
        told; a tool only when the client asked for it: showing a tool that nobody asked for is not an attendance.
        """
        if not self.was_explained:
            return False
        return self.was_requested or (self.is_guidance and self.answers_finding)


@dataclass(frozen=True)
class ActionFact:
    """An action of the unit's plan year (PRG-24)."""

    key: Hashable
    name: str
    category: str
    plan_year: int
    agent_kind: str = AgentKind.GUIDANCE
    has_codes: bool = True  # of SAS: project and action (PRG-15)


@dataclass(frozen=True)
class PersonFact:
    """Who was attended, as far as the rules care."""

    has_cpf: bool
    is_student: bool = False  # of basic education, in entrepreneurial education (SOL-04)


@dataclass(frozen=True)
class BusinessFact:
    """The business that the person speaks for."""

    is_active: bool
    size: str
    is_startup: bool = False


@dataclass(frozen=True)
class SolutionFact:
    """An item of a portfolio (PRG-13)."""

    key: Hashable
    solution_type: str
    portfolio: str = "national"
    sas_code: str = ""
    minimum_attendance: int | None = None
    name: str = ""
    starts_on: date | None = None
    ends_on: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the portfolio held it on a day."""
        return (self.starts_on is None or self.starts_on <= day) and (self.ends_on is None or day <= self.ends_on)


@dataclass(frozen=True)
class ClaimFact:
    """A solution of the portfolio, and the proof that its type asks for before it counts (SOL-36, SOL-37)."""

    solution: SolutionFact
    tied_to: SolutionFact | None = None  # CAT-06
    took_part: bool = True
    is_consolidated: bool = False
    attended_percent: int | None = None
    as_exhibitor: bool = False
    is_sponsored: bool = False
    moment: str = ""  # of a digital solution: inicio, 25, 50, 75, 100 or another name
    moment_counts: bool = False  # flagged "contabiliza"
    opens_new_business: bool = False  # a round meant to open new business (CAT-09)


@dataclass(frozen=True)
class ContactFacts:
    """Everything the rules look at. `outcome` and `deliveries` are a visit's; the rest speaks for both."""

    on: date
    channel: str
    kind: str = VISIT
    outcome: str = "attended"
    was_promised: bool = False
    minutes: int = 0
    agent_kind: str = AgentKind.GUIDANCE
    performer: str = SEBRAE
    person: PersonFact | None = None
    business: BusinessFact | None = None
    deliveries: tuple[DeliveryFact, ...] = ()
    was_requested: bool = False
    was_explained: bool = False
    improper_reason: str = ""
    referral: str = ""  # state of the credit need that a consultation answers (CRD-02)
    claim: ClaimFact | None = None
    is_portfolio_client: bool = False  # of a relationship portfolio, carteira (SOL-19)
