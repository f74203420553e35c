"""Looking whether the addresses of tools still open (DEL-11), at a server of our own."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest
from django.core.management import call_command
from django.utils import timezone

from common import jobs
from common.models import AuditEntry, Job
from deliveries.models import Tool
from deliveries.rules import Looked, is_public, link_verdict
from deliveries.services import links
from deliveries.services.looking import IN_CIRCLES, INSIDE, NO_ANSWER, NOT_WEB, Visitor
from sync.services.content import tools_in


class Site(BaseHTTPRequestHandler):
    """/200, /404 and so on answer so; some addresses are peculiar."""

    asked: list[tuple[str, str]] = []

    def do_HEAD(self) -> None:
        self.asked.append((self.command, self.path))
        what = self.path.strip("/")
        if what == "no-head":
            return self._say(405 if self.command == "HEAD" else 200)
        if what == "round":
            return self._say(302, "/round")
        if what == "moved":
            return self._say(301, "/200")
        if what == "inside":
            return self._say(302, "http://169.254.169.254/latest/")
        return self._say(int(what))

    do_GET = do_HEAD  # noqa: N815  (http.server's name)

    def _say(self, status: int, onward: str = "") -> None:
        self.send_response(status)
        if onward:
            self.send_header("Location", onward)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def site(settings) -> Iterator[str]:
    settings.LINK_LOOPBACK, settings.LINK_PAUSE_S = True, 0
    Site.asked = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def look(url: str) -> Looked:
    with Visitor() as visitor:
        return visitor.look(url)


def tool(key: str, url: str, **fields: object) -> Tool:
    return Tool.objects.create(key=key, name=key, theme="x", summary="x", url=url, **fields)


def test_it_works(site):
    assert look(f"{site}/200") == Looked(200)
    assert Site.asked == [("HEAD", "/200")]
    assert look(f"{site}/moved") == Looked(200)
    assert look(f"{site}/404") == Looked(404)


def test_a_site_that_knows_no_head_is_asked_again(site):
    assert look(f"{site}/no-head") == Looked(200)
    assert Site.asked == [("HEAD", "/no-head"), ("GET", "/no-head")]


def test_going_round_in_circles_ends(site):
    assert look(f"{site}/round").failure == IN_CIRCLES
    assert len(Site.asked) <= 7


def test_a_redirect_into_a_private_network_is_not_followed(site):
    assert look(f"{site}/inside") == Looked(failure=INSIDE, is_hopeless=True)


def test_nobody_at_home(site, settings):
    assert look("http://127.0.0.1:9/") == Looked(failure=NO_ANSWER)


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1/", "http://localhost/", "http://10.0.0.1/", "http://[::1]/", "http://[::ffff:10.0.0.1]/",
     "http://169.254.169.254/", "http://0.0.0.0/", "http://2130706433/", "http://8.8.8.8:22/"],
)  # fmt: skip
def test_this_machine_and_its_network_are_never_asked(url):
    assert look(url) == Looked(failure=INSIDE, is_hopeless=True)


@pytest.mark.parametrize(
    "url", ["ftp://example.com/", "file:///etc/passwd", "http://me:secret@example.com/", "http://"]
)
def test_only_pages_of_the_web(url):
    assert look(url) == Looked(failure=NOT_WEB, is_hopeless=True)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111"])
def test_the_open_internet_is_public(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    ["192.168.0.1", "172.16.0.1", "100.64.0.1", "224.0.0.1", "255.255.255.255", "fe80::1%eth0", "fc00::1", "fec0::1",
     "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "::"],
)  # fmt: skip
def test_everything_else_is_not(address):
    assert not is_public(address)


def test_what_an_answer_makes_of_an_address():
    assert link_verdict(Looked(200), 2) == ("works", "", 0)
    assert link_verdict(Looked(403), 0)[0] == "works"  # they keep robots out
    assert link_verdict(Looked(404), 0)[0] == "broken"
    assert [link_verdict(Looked(503), failures)[0] for failures in range(4)] == [
        "failing",
        "failing",
        "broken",
        "broken",
    ]
    assert link_verdict(Looked(failure=INSIDE, is_hopeless=True), 0) == ("broken", INSIDE, 1)


def test_the_morning_job_keeps_what_it_finds(db, site):
    fine, gone, none = tool("fine", f"{site}/200"), tool("gone", f"{site}/404"), tool("none", "")

    links.expect_looks()
    assert jobs.run(Job.objects.get(kind=links.KIND).pk) == jobs.Done()

    for each in (fine, gone, none):
        each.refresh_from_db()
    assert (fine.link_state, gone.link_state, none.link_state) == ("works", "broken", "unchecked")
    assert gone.link_checked_at
    assert "404" in gone.link_problem
    assert (fine.live_url, gone.live_url) == (f"{site}/200", "")
    assert AuditEntry.objects.get(verb="tool.link").details == {"was": "unchecked", "now": "broken"}
    assert {row["key"]: row["url"] for row in tools_in(None)} == {"fine": f"{site}/200", "gone": "", "none": ""}
    assert not Tool.objects.due_for_a_look(timezone.now()).exists()
    assert set(Tool.objects.due_for_a_look(timezone.now() + timedelta(days=1))) == {gone}
    assert set(Tool.objects.due_for_a_look(timezone.now() + timedelta(days=7))) == {gone, fine}


def test_without_internet_no_address_is_blamed(db, site):
    tool("away", "http://127.0.0.1:9/")
    assert not links.keep(list(links.look(Tool.objects.all())), at=timezone.now())
    assert Tool.objects.get().link_state == "unchecked"


def test_one_address_alone_is_blamed_when_another_still_opens(db, site):
    tool("known", f"{site}/200", link_state="works", link_checked_at=timezone.now())
    away = tool("away", "http://127.0.0.1:9/", link_failures=2)
    assert links.keep(list(links.look([away])), at=timezone.now())
    away.refresh_from_db()
    assert (away.link_state, away.link_problem, away.link_failures) == ("broken", NO_ANSWER, 3)


def test_an_address_that_opens_again_is_offered_again(db, site):
    back = tool("back", f"{site}/200", link_state="broken", link_problem="x", link_checked_at=timezone.now())
    links.keep(list(links.look([back])), at=timezone.now())
    back.refresh_from_db()
    assert (back.link_state, back.link_failures, back.live_url) == ("works", 0, f"{site}/200")


def test_a_changed_address_is_not_blamed_for_the_old_one(db, site):
    found = list(links.look([tool("x", f"{site}/404")]))
    Tool.objects.update(url=f"{site}/200")
    links.keep(found, at=timezone.now())
    assert Tool.objects.get().link_state == "unchecked"


def test_the_command_says_what_it_finds_and_a_dry_run_writes_nothing(db, site, capsys):
    tool("gone", f"{site}/410")
    call_command("check_links", "--dry-run")
    assert "410" in capsys.readouterr().out
    assert Tool.objects.get().link_state == "unchecked"
    call_command("check_links")
    assert Tool.objects.get().link_state == "broken"
    call_command("check_links")
    assert capsys.readouterr().out.endswith("Endereços conferidos e guardados: 0.\n")  # it was looked at already


def test_the_connection_goes_to_the_address_that_was_checked(site, settings):
    """A name is resolved once; TLS still asks for the name's own certificate."""
    with Visitor() as visitor:
        seen = []
        visitor._http.event_hooks = {"request": [lambda request: seen.append(request)]}
        assert visitor.look(site.replace("127.0.0.1", "localhost") + "/200") == Looked(200)
    request: httpx.Request = seen[-1]  # where localhost has two addresses, the second one answers
    assert request.url.host in {"127.0.0.1", "::1"}
    assert request.headers["host"].startswith("localhost:")
    assert request.extensions["sni_hostname"] == "localhost"
