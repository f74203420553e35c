"""Every address × everybody × own, neighbour's, another region's, another state's (controls 1, 2 and 21)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from agents.models import User
from agents.perms import Policy
from tests.access import ACCESS, EVERYBODY, Access
from tests.world import World, build


def addresses(patterns: list[URLPattern | URLResolver], space: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address of the product by its full name, nested ones included."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from addresses(pattern.url_patterns, inner)
        else:
            yield f"{space}{pattern.name}", pattern


PHONE = {"X-Device-Id": "0b8f4f6e-6a53-4f0c-9f39-3b1f0c9d8e11"}  # personal things go only to a phone with a name

URLS = dict(addresses(get_resolver().url_patterns))


@pytest.mark.parametrize("name", URLS)
def test_every_view_declares_its_policy(name: str):
    policy = getattr(URLS[name].callback, "policy", None)
    assert isinstance(policy, Policy), f"{name}: say who may open it with @allow(…) of agents.perms"


def test_every_address_is_in_the_table():
    missing = sorted(set(URLS) - set(ACCESS))
    assert not missing, f"add a line to ACCESS in tests/access.py that says who may open: {', '.join(missing)}"


def test_the_table_names_only_what_exists():
    assert not sorted(set(ACCESS) - set(URLS))


def expected(access: Access, person: str, role: str, place: str, *, is_api: bool) -> int:
    """What the table says that somebody gets."""
    if role not in access.roles:
        stranger = 401 if is_api else 302
        return stranger if role == "nobody" else 403
    if access.seen_by and person not in access.seen_by[place]:
        return 404
    return access.strangers_get if role == "nobody" and access.strangers_get else access.gets


def ask(client: Client, access: Access, url: str) -> HttpResponse:
    """The answer; whatever it changed is undone."""
    with transaction.atomic():
        if access.method == "PUT":
            response = client.put(url, "{}", content_type="application/json", headers=PHONE)
        elif access.method == "GET":
            response = client.get(url, headers=PHONE)
        else:
            response = client.post(url, access.body, headers=PHONE)
        transaction.set_rollback(True)
    return response


def mismatches(world: World, clients: dict[str, tuple[str, Client]], name: str) -> Iterator[str]:
    """What differs from the table at one address."""
    access = ACCESS[name]
    for place, arguments in world.things.get(access.kind, {"": []}).items():
        url = reverse(name, args=arguments)
        for person, (role, client) in clients.items():
            want = expected(access, person, role, place, is_api=url.startswith("/api/"))
            got = ask(client, access, url).status_code
            if got != want:
                yield f"{name} ({place or 'no thing'}): {person} gets {got} instead of {want}"


@pytest.mark.parametrize("space", sorted({name.partition(":")[0] for name in URLS}))
def test_everybody_gets_what_the_table_says(db: None, space: str):
    world = build()
    people: dict[str, User] = {key: value for key, value in vars(world.cast).items() if isinstance(value, User)}
    clients = {"stranger": ("nobody", Client(raise_request_exception=False))}
    for key, user in people.items():
        clients[key] = (user.role, Client(raise_request_exception=False))
        clients[key][1].force_login(user)
    names = [name for name in ACCESS if name.partition(":")[0] == space and name in URLS]
    found = [line for name in names for line in mismatches(world, clients, name)]
    assert not found, "\n" + "\n".join(found)


def test_strangers_open_only_what_is_meant_for_them():
    """A second look, from the views' side: whatever is public in the code is public in the table."""
    public = {name for name, pattern in URLS.items() if pattern.callback.policy.public}
    assert public == {name for name, access in ACCESS.items() if access.roles == EVERYBODY and name in URLS}


NEEDS_A_LOGIN = [name for name, pattern in URLS.items() if not pattern.callback.policy.public]
NOT_FOUND = {"attendance:make_file"}  # a unit that loads no files has none to make: nothing of anybody is on that page


@pytest.mark.parametrize("name", sorted(set(NEEDS_A_LOGIN) - NOT_FOUND))
def test_nobody_keeps_a_copy_of_what_needs_a_login(db: None, name: str):
    """ASVS 14.3.2: after signing out, going back in the browser shows nothing, of refused forms neither."""
    world, access = build(), ACCESS[name]
    people = {key: user for key, user in vars(world.cast).items() if isinstance(user, User)}
    may = [key for key, user in people.items() if user.role in access.roles]
    if access.seen_by:
        may = [key for key in may if key in access.seen_by["own"]]
    client = Client(raise_request_exception=False)
    client.force_login(people[may[0]])
    arguments = world.things[access.kind]["own"] if access.kind else []
    response = ask(client, access, reverse(name, args=arguments))
    assert response.status_code == access.gets
    assert "no-store" in response["Cache-Control"]


def test_what_is_not_judged_answers_nothing():
    assert {name for name in NEEDS_A_LOGIN if ACCESS[name].gets == 404} == NOT_FOUND
