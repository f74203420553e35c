"""Who gets what at every address of the product. A new address needs a line here, or the suite fails.

`page(roles)` is an address that names nothing, `thing(kind, roles)` one that names a thing of tests/world.py. Whoever
has another role is refused (403; strangers are sent to the login, or get 401 from the API); whoever has the role but
may not see the thing gets 404, as if it did not exist.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from agents.enums import FIELD_ROLES, MANAGING_ROLES, STEERING_ROLES, Role

EVERYBODY = frozenset({*Role.values, "nobody"})  # strangers included
SIGNED_IN = frozenset(Role.values)
AGENTS = frozenset({Role.AGENT})
FIELD = frozenset(FIELD_ROLES)
CREDIT = MANAGING_ROLES | {Role.CREDIT_AGENT}
CREDIT_AGENTS = frozenset({Role.CREDIT_AGENT})
TUTORS = frozenset({Role.TUTOR})
MANAGERS = frozenset(MANAGING_ROLES)
STEERING = frozenset(STEERING_ROLES)
STATE_ADMINS = frozenset({Role.STATE_ADMIN})

# Who sees the thing in each place, of those whose role opens the address.
BY_REGION = {
    "own": {"marta", "ana", "nelson"},
    "neighbour": {"marta", "ana", "nelson"},
    "other region": {"paulo", "ana", "nelson"},
    "other state": {"bento", "nelson"},
}
BY_AGENT = {"own": {"rosangela"}, "neighbour": {"davi"}, "other region": {"sofia"}, "other state": set()}
BY_UNIT = {
    "own": {"marta", "paulo", "ana"},
    "neighbour": {"marta", "paulo", "ana"},
    "other region": {"marta", "paulo", "ana"},
    "other state": {"bento"},
}
_CEARA = {"rosangela", "davi", "sofia", "carlos", "celia", "teresa", "tiago", "marta", "paulo", "ana"}
READ_IN_UNIT = {place: {"bento"} if place == "other state" else _CEARA for place in BY_REGION}
BY_EVERY_ADMIN = {place: {"ana", "bento"} for place in BY_REGION}
BY_TUTOR = {"own": {"teresa"}, "neighbour": {"teresa"}, "other region": {"tiago"}, "other state": set()}
BY_CREDIT_AGENT = {"own": {"carlos"}, "neighbour": {"carlos"}, "other region": {"celia"}, "other state": set()}


def together(*seen_by: dict[str, set[str]]) -> dict[str, set[str]]:
    """Everybody whom one of these lets see."""
    return {place: set().union(*(one[place] for one in seen_by)) for place in BY_REGION}


@dataclass(frozen=True)
class Access:
    """What an address names, who may open it and what they get."""

    roles: frozenset[str]
    kind: str = ""
    seen_by: dict[str, set[str]] = field(default_factory=dict)
    method: str = "GET"
    gets: int = 200
    strangers_get: int = 0  # when it differs from what signed-in people get
    body: dict[str, str] = field(default_factory=dict)

    def post(self, gets: int = 302, **body: str) -> Access:
        """The same, asked for with POST and this body."""
        return replace(self, method="POST", gets=gets, body=body)


def page(roles: frozenset[str], gets: int = 200) -> Access:
    """An address that names nothing."""
    return Access(roles, gets=gets)


def thing(kind: str, roles: frozenset[str], seen_by: dict[str, set[str]] = BY_REGION) -> Access:
    """An address that names a thing of tests/world.py."""
    return Access(roles, kind, seen_by)


def secret(kind: str, gets: int = 200) -> Access:
    """An address that only its secret opens, for whoever holds it."""
    return Access(EVERYBODY, kind, gets=gets)


ACCESS: dict[str, Access] = {
    "home": page(SIGNED_IN, gets=302),
    "healthz": page(EVERYBODY),
    "readyz": page(EVERYBODY),
    "metrics": page(EVERYBODY, gets=404),  # without METRICS_TOKEN in the settings there is no such page
    # accounts
    "account_login": Access(EVERYBODY, gets=302, strangers_get=200),
    "account_logout": Access(EVERYBODY, strangers_get=302),
    "account_inactive": page(EVERYBODY),
    "account_change_password": page(SIGNED_IN),
    "account_reset_password": page(EVERYBODY),
    "account_reset_password_done": page(EVERYBODY),
    "account_reset_password_from_key": secret("reset key", gets=302),
    "account_reset_password_from_key_done": page(EVERYBODY),
    # the team
    "agents:team": page(MANAGERS),
    "agents:invite": page(MANAGERS),
    "agents:invite_again": thing("invitation", MANAGERS).post(),
    "agents:accept_invitation": secret("invitation secret"),
    "agents:person": thing("person", MANAGERS),
    "agents:assignments": thing("person", MANAGERS).post(gets=422),
    "agents:assignment_end": thing("assignment", MANAGERS).post(on="2026-12-01"),
    "agents:deactivation": thing("person", MANAGERS).post(),
    "agents:reactivation": thing("person", MANAGERS).post(),
    # territories
    "clients:territories": page(MANAGERS),
    "clients:territory": thing("territory", MANAGERS),
    "clients:new_territory": thing("region", MANAGERS),
    "clients:edit_territory": thing("territory", MANAGERS),
    "clients:count": thing("region", MANAGERS).post(gets=200),
    "clients:workers": thing("territory", MANAGERS).post(gets=422),
    "clients:worker_end": thing("assignment", MANAGERS).post(on="2026-12-01"),
    # routes
    "visits:routes": page(MANAGERS),
    "visits:new_route": page(MANAGERS),
    "visits:promises": page(MANAGERS),
    "visits:publications": page(MANAGERS).post(),
    "visits:route": thing("route", MANAGERS),
    "visits:stops": thing("route", MANAGERS),
    "visits:order": thing("route", MANAGERS).post(),
    "visits:publication": thing("route", MANAGERS).post(),
    "visits:withdrawal": thing("route", MANAGERS).post(),
    "visits:disposal": thing("route", MANAGERS).post(),
    "visits:position": thing("stop", MANAGERS).post(),
    "visits:removal": thing("stop", MANAGERS).post(),
    # the catalogue of tools
    "deliveries:catalogue": page(SIGNED_IN),
    "deliveries:matching": page(SIGNED_IN),
    "deliveries:tool": thing("tool", SIGNED_IN, READ_IN_UNIT),
    "deliveries:new_tool": page(STATE_ADMINS),
    "deliveries:edit_tool": thing("tool", STATE_ADMINS, BY_UNIT),
    "deliveries:tool_copy": thing("annex tool", STATE_ADMINS, BY_EVERY_ADMIN).post(),
    "deliveries:tool_use": thing("tool", STATE_ADMINS, BY_UNIT).post(on="0"),
    "deliveries:tool_place": thing("tool", STATE_ADMINS, BY_UNIT).post(),
    # credit needs
    "deliveries:referrals": page(CREDIT),
    "deliveries:referral": thing("need to take", CREDIT, together(BY_REGION, BY_CREDIT_AGENT)),
    "deliveries:alignment": thing("need to align", MANAGERS).post(),
    "deliveries:taking": thing("need to take", CREDIT_AGENTS, BY_CREDIT_AGENT).post(),
    "deliveries:declining": thing("need to align", MANAGERS).post(because="Não é a hora"),
    # privacy: what people said and ask; the unit's own notice
    "privacy:requests": page(MANAGERS),
    "privacy:request": thing("subject request", MANAGERS),
    "privacy:request_answer": thing("subject request", MANAGERS).post(decision="done", answer="Feito."),
    "privacy:people": page(MANAGERS),
    "privacy:notices": page(MANAGERS),
    "privacy:notice": thing("notice", MANAGERS, BY_UNIT),
    "privacy:notice_draft": page(STATE_ADMINS),
    "privacy:notice_publication": page(STATE_ADMINS).post(),
    "privacy:visit": thing("visit", FIELD | MANAGERS, together(BY_REGION, BY_AGENT)),
    "privacy:qr": thing("visit", FIELD | MANAGERS, together(BY_REGION, BY_AGENT)),
    "privacy:withdrawal": thing("visit", FIELD | MANAGERS, together(BY_REGION, BY_AGENT)).post(purpose="whatsapp"),
    "privacy:visit_request": thing("visit", FIELD | MANAGERS, together(BY_REGION, BY_AGENT)).post(gets=422),
    "privacy:new_link": thing("visit", MANAGERS).post(),
    # what a client's link opens
    "portal:devolutiva": secret("client link"),
    "portal:calendar": secret("client link", gets=404),  # nothing was promised in the world's visits
    "portal:receipt": secret("client link"),
    "portal:notice": secret("client link"),
    "portal:receipt_file": secret("client link"),
    "portal:choices": secret("client link", gets=302).post(state="withdrawn"),
    "portal:papers": secret("client link", gets=302).post(kind="receipt"),
    "portal:paper": secret("client paper"),
    "portal:paper_file": secret("client paper"),
    "portal:confirmation": secret("client link"),
    "portal:code": secret("client link", gets=302).post(way="email"),
    "portal:held": secret("client link", gets=302),  # whoever holds the link still shows that they are the person
    "portal:copy_file": secret("client link", gets=302),
    "portal:requests": secret("client link", gets=302),
    # the team hands the devolutiva over
    "handover:handover": thing("visit", FIELD | MANAGERS, together(BY_REGION, BY_AGENT)),
    "handover:sheet_request": thing("visit", FIELD | MANAGERS, together(BY_REGION, BY_AGENT)).post(),
    "handover:sheet_state": replace(thing("visit", FIELD | MANAGERS, together(BY_REGION, BY_AGENT)), gets=302),
    "handover:sheet_file": thing("visit", FIELD | MANAGERS, together(BY_REGION, BY_AGENT)),
    "handover:mail": thing("visit", FIELD | MANAGERS, together(BY_REGION, BY_AGENT)).post(was_asked="on"),
    # attendance records on their way to SAS
    "attendance:queue": page(STEERING),
    "attendance:record": thing("record", MANAGERS),
    "attendance:resend": thing("record", MANAGERS).post(),
    "attendance:amend": thing("record", MANAGERS).post(),
    "attendance:evidence": thing("record", STATE_ADMINS).post(gets=200),
    "attendance:files": page(STATE_ADMINS),
    "attendance:way": page(STATE_ADMINS).post(),
    "attendance:make_file": page(STATE_ADMINS, gets=404).post(gets=404),  # a unit that loads no files has none to make
    "attendance:file": thing("file", STATE_ADMINS, BY_UNIT).post(gets=200),
    "attendance:take_return": thing("file", STATE_ADMINS, BY_UNIT).post(),
    "attendance:withdrawal": thing("file", STATE_ADMINS, BY_UNIT).post(),
    "attendance:comparisons": page(STATE_ADMINS),
    "attendance:compare_now": page(STATE_ADMINS).post(),
    "attendance:comparison": thing("comparison", STATE_ADMINS, BY_UNIT),
    "attendance:compare_again": thing("comparison", STATE_ADMINS, BY_UNIT).post(),
    "attendance:repair_day": thing("comparison", STATE_ADMINS, BY_UNIT).post(),
    "attendance:repair_one": thing("difference", STATE_ADMINS, BY_UNIT).post(),
    "attendance:state": page(STATE_ADMINS),
    "attendance:try_now": page(STATE_ADMINS).post(),
    "attendance:retry": thing("impediment", MANAGERS).post(),
    "attendance:cpf": thing("impediment", MANAGERS),
    "attendance:correction": thing("registered record", MANAGERS),
    "attendance:cancellation": thing("registered record", MANAGERS),
    # the unit's actions of the plan year
    "portfolio:portfolio": page(MANAGERS),
    "portfolio:new_solution": page(STATE_ADMINS),
    "portfolio:solution": thing("solution", STATE_ADMINS, BY_UNIT),
    "portfolio:solution_end": thing("solution", STATE_ADMINS, BY_UNIT).post(on="2026-12-01"),
    "actions:actions": page(STATE_ADMINS),
    "actions:new_action": page(STATE_ADMINS),
    "actions:action": thing("action", STATE_ADMINS, BY_UNIT),
    "actions:action_end": thing("action", STATE_ADMINS, BY_UNIT).post(on="2026-12-01"),
    # contacts beyond the visit
    "contacts:contacts": page(FIELD | MANAGERS),
    "contacts:contact": thing("contact", FIELD | MANAGERS, together(BY_REGION, BY_AGENT)),
    "contacts:kinds": thing("business", FIELD, BY_AGENT),
    "contacts:new_contact": thing("new contact", FIELD, BY_AGENT),
    "contacts:preview": thing("new contact", FIELD, BY_AGENT).post(gets=422),
    "contacts:creation": thing("new contact", FIELD, BY_AGENT).post(gets=422),
    # tutors
    "reviews:queue": page(TUTORS),
    "reviews:draw": page(TUTORS).post(),
    "reviews:review": thing("review", TUTORS, BY_TUTOR),
    "reviews:photo": thing("review with a photo", TUTORS, BY_TUTOR),
    "reviews:marks": thing("review", TUTORS, BY_TUTOR).post(),
    "reviews:decision": thing("review", TUTORS, BY_TUTOR).post(gets=422),
    "reviews:reopening": thing("decided review", TUTORS, BY_TUTOR).post(),
    # conversations (instruments)
    "diagnostics:instruments": page(STATE_ADMINS),
    "diagnostics:upload": page(STATE_ADMINS),
    "diagnostics:use": thing("instrument", STATE_ADMINS, BY_UNIT).post(on="1"),
    "diagnostics:beginning": thing("instrument", STATE_ADMINS, BY_UNIT).post(),
    "diagnostics:version": thing("instrument version", STATE_ADMINS, BY_UNIT),
    "diagnostics:version_file": thing("instrument version", STATE_ADMINS, BY_UNIT),
    "diagnostics:version_preview": thing("instrument version", STATE_ADMINS, BY_UNIT),
    "diagnostics:copying": thing("instrument version", STATE_ADMINS, BY_UNIT).post(),
    "diagnostics:draft": thing("instrument draft", STATE_ADMINS, BY_UNIT),
    "diagnostics:draft_file": thing("instrument draft", STATE_ADMINS, BY_UNIT),
    "diagnostics:draft_preview": thing("instrument draft", STATE_ADMINS, BY_UNIT),
    "diagnostics:publication": thing("instrument draft", STATE_ADMINS, BY_UNIT).post(),
    "diagnostics:disposal": thing("instrument draft", STATE_ADMINS, BY_UNIT).post(),
    "diagnostics:new_question": thing("instrument draft", STATE_ADMINS, BY_UNIT),
    "diagnostics:question": thing("instrument question", STATE_ADMINS, BY_UNIT),
    "diagnostics:place": thing("instrument question", STATE_ADMINS, BY_UNIT).post(to="down"),
    "diagnostics:removal": thing("instrument question", STATE_ADMINS, BY_UNIT).post(),
    # the dashboard
    "dashboard:overview": page(STEERING),
    "dashboard:deliveries": page(STEERING),
    "dashboard:visits": page(STEERING),
    "dashboard:visits_csv": page(STEERING),
    "dashboard:visit": thing("visit", MANAGERS),
    "dashboard:photo": thing("visit with a photo", MANAGERS),
    "dashboard:businesses": page(STEERING),
    "dashboard:records": page(STEERING),
    # phones in the field
    "sync:devices": page(MANAGERS),
    "sync:managed_device": thing("device", MANAGERS),
    "sync:revocation": thing("device", MANAGERS).post(),
    "sync:reinstatement": thing("device", MANAGERS).post(),
    # documents that phones sent and that did not become a visit
    "sync:kept": page(MANAGERS),
    "sync:rescue": page(MANAGERS),
    "sync:kept_document": thing("kept document", MANAGERS),
    "sync:kept_retry": thing("kept document", MANAGERS).post(),
    "sync:kept_settlement": thing("kept document", MANAGERS).post(note="A primeira vale."),
    # phones
    "sync:capsule": page(EVERYBODY),
    "sync:worker": page(EVERYBODY),
    "sync:manifest": page(EVERYBODY),
    "sync:session": page(EVERYBODY),
    "sync:day": page(AGENTS),
    "sync:territory": page(AGENTS),
    "sync:route_plan": Access(AGENTS, "published route", BY_AGENT, method="PUT", gets=422),
    "sync:states": page(AGENTS),
    "sync:visit": Access(AGENTS, "new visit", method="PUT", gets=422),
    "sync:feedback_read": thing("decided review", FIELD, BY_AGENT).post(gets=200),
    "sync:blob": Access(AGENTS, "new photo", method="PUT", gets=422),
    "sync:device": Access(AGENTS, method="PUT", gets=422),
    "sync:device_key": page(AGENTS).post(gets=403),  # only somebody who has just typed the password
}
