"""A phone that sends visit after visit is recognised quickly; what changed is noticed at once (ASVS 7.4.2)."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from agents.models import User
from agents.services import recognition
from tests.documents import raw, visit_document
from visits.models import Visit


@pytest.fixture
def phone(cast):
    """Rosângela's phone, which has just sent a visit; `phone()` sends another and answers the status."""
    client = Client()
    client.force_login(cast.rosangela)

    def send() -> int:
        document = visit_document(cast)
        response = client.put(f"/api/visits/{document['id']}/", raw(document), content_type="application/json")
        return response.status_code

    recognition._known.clear()
    assert send() == 201
    assert len(recognition._known) == 1
    return send


def test_it_works(phone, django_assert_max_num_queries):
    with django_assert_max_num_queries(40) as queries:
        assert phone() == 201
    assert not [query for query in queries if "agents_user" in query["sql"] and '"agents_user"."email"' in query["sql"]]
    assert Visit.objects.count() == 2


def test_an_account_that_was_switched_off(phone, cast):
    User.objects.filter(pk=cast.rosangela.pk).update(is_active=False)
    assert phone() == 401


def test_a_session_that_was_ended(phone):
    Session.objects.all().delete()
    from django.core.cache import caches

    caches["sessions"].clear()
    assert phone() == 401


def test_a_session_that_ran_out(phone):
    Session.objects.update(expire_date="2020-01-01T00:00:00Z")
    from django.core.cache import caches

    caches["sessions"].clear()
    assert phone() == 401


def test_another_role(phone, cast):
    User.objects.filter(pk=cast.rosangela.pk).update(role="tutor", hiring_model="")
    assert phone() == 403


def test_another_password(phone, cast):
    cast.rosangela.set_password("outra-senha-comprida")
    cast.rosangela.save()
    assert phone() == 401


def test_another_region_is_known_at_once(phone, cast):
    User.objects.filter(pk=cast.rosangela.pk).update(region=cast.norte)
    assert phone() == 201
    (sender,) = recognition._known.values()
    assert sender.user.region_id == cast.norte.pk


def test_a_stranger_is_not_remembered(cast):
    recognition._known.clear()
    Client().put(f"/api/visits/{cast.unit.pk}/", b"{}", content_type="application/json")
    assert not recognition._known
