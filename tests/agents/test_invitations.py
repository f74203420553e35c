"""Inviting, the mail, accepting."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agents.enums import HiringModel, Role
from agents.models import Invitation, User
from agents.services import accounts
from agents.services.invitation_mail import send_invitation
from common.models import AuditEntry, Job
from tests.cast import Cast

NEW = {"email": "nova@rota.test", "name": "Nívea Costa", "role": Role.AGENT, "hiring_model": HiringModel.SGF}
PASSWORD = "uma frase boa de lembrar"


@pytest.fixture
def invitation(cast: Cast) -> Invitation:
    return accounts.invite(by=cast.marta, region=cast.cariri, **NEW)


def address(invitation: Invitation) -> str:
    return reverse("agents:accept_invitation", args=[accounts.secret_of(invitation)])


def accept(client: Client, url: str, **changes: str):
    answers = {"name": "Nívea Costa", "password": PASSWORD, "password_again": PASSWORD} | changes
    return client.post(url, answers)


def test_it_works(cast: Cast, sign_in):
    form = {**NEW, "region": cast.cariri.pk}
    response = sign_in(cast.marta).post(reverse("agents:invite"), form)
    assert response["Location"] == reverse("agents:team")
    invitation = Invitation.objects.get()
    send_invitation(invitation.pk, 1)
    url = re.search(r"/equipe/convite/\S+", mail.outbox[0].body)[0]
    client = Client()
    assert "Nívea Costa" in client.get(url).content.decode()
    assert accept(client, url)["Location"] == "/"
    user = User.objects.get(email="nova@rota.test")
    assert (user.role, user.region, user.hiring_model) == (Role.AGENT, cast.cariri, HiringModel.SGF)
    assert client.session["_auth_user_id"] == str(user.pk)
    assert client.session.get_expiry_age() == pytest.approx(30 * 24 * 3600, abs=30)


def test_mail_is_a_job_that_names_only_the_invitation(invitation: Invitation):
    job = Job.objects.get(kind=accounts.INVITATION_MAIL)
    assert job.subject_id == invitation.pk
    entry = AuditEntry.objects.get(verb="invite")
    assert "nova@rota.test" not in str(entry.details)


def test_mail_speaks_portuguese_and_names_who_invites(invitation: Invitation):
    send_invitation(invitation.pk, 1)
    message = mail.outbox[0]
    assert message.to == ["nova@rota.test"]
    assert "Marta Lucena convidou você" in message.body


def test_database_alone_does_not_open_an_invitation(invitation: Invitation, client: Client):
    for secret in (invitation.secret_hash, f"{invitation.pk.hex}.{invitation.secret_hash}", invitation.pk.hex):
        assert client.get(reverse("agents:accept_invitation", args=[secret])).status_code == 404


def test_opens_once(invitation: Invitation):
    url = address(invitation)
    assert accept(Client(), url).status_code == 302
    assert accept(Client(), url).status_code == 404
    assert User.objects.filter(email="nova@rota.test").count() == 1


def test_grows_too_old_after_a_week(invitation: Invitation, client: Client, time_machine):
    time_machine.move_to(timezone.now() + timedelta(days=7, minutes=1))
    response = client.get(address(invitation))
    assert response.status_code == 404
    assert "não vale mais" in response.content.decode()


def test_a_second_invitation_replaces_the_first(cast: Cast, invitation: Invitation, client: Client):
    second = accounts.invite_again(by=cast.marta, invitation=invitation)
    assert client.get(address(invitation)).status_code == 404
    assert client.get(address(second)).status_code == 200


@pytest.mark.parametrize(
    ("password", "again", "says"),
    [
        ("curta", "curta", "12 caracteres"),
        ("q1w2e3r4t5y6", "q1w2e3r4t5y6", "comum"),
        ("nova@rota.test", "nova@rota.test", "e-mail"),
        (PASSWORD, "outra coisa qualquer", "diferentes"),
    ],
)
def test_refuses_a_weak_password(invitation: Invitation, client: Client, password: str, again: str, says: str):
    response = accept(client, address(invitation), password=password, password_again=again)
    assert response.status_code == 422
    assert says in response.content.decode()
    assert not User.objects.filter(email="nova@rota.test").exists()


def test_the_summary_leads_to_a_choice_that_was_not_made(cast: Cast, sign_in):
    answer = sign_in(cast.marta).post(reverse("agents:invite"), {**NEW, "role": "", "region": cast.cariri.pk})
    page = BeautifulSoup(answer.content, "html.parser")
    link = page.find("a", string="Papel")
    choice = page.find(id=link["href"].removeprefix("#"))
    assert choice.legend.string == "Papel"
    (told,) = (page.find(id=each) for each in choice["aria-describedby"].split())
    assert told.get_text(strip=True) == "Escolha uma opção."


def test_never_a_scholarship_holder_in_the_field(cast: Cast, sign_in):
    """ACT-04, PLN-05."""
    form = {**NEW, "hiring_model": "", "region": cast.cariri.pk}
    response = sign_in(cast.marta).post(reverse("agents:invite"), form)
    assert response.status_code == 422
    assert "Bolsistas" in response.content.decode()
    response = sign_in(cast.marta).post(reverse("agents:invite"), form | {"hiring_model": "scholarship"})
    assert response.status_code == 422
    assert not Invitation.objects.exists()


def test_refuses_an_address_that_has_access(cast: Cast, sign_in):
    form = {**NEW, "email": "Davi@Rota.test", "region": cast.cariri.pk}
    response = sign_in(cast.marta).post(reverse("agents:invite"), form)
    assert "já tem acesso" in response.content.decode()


def test_an_address_that_another_region_has_invited_is_refused(cast: Cast, invitation: Invitation, sign_in):
    manager = User.objects.get(pk=cast.marta.pk)
    User.objects.filter(pk=manager.pk).update(region=cast.norte)
    form = {**NEW, "email": "Nova@Rota.test", "region": cast.norte.pk}
    response = sign_in(User.objects.get(pk=manager.pk)).post(reverse("agents:invite"), form)
    assert "convite aberto de outra regional" in response.content.decode()
    assert Invitation.objects.open(timezone.now()).get() == invitation


def test_ending_an_earlier_invitation_is_said(cast: Cast, invitation: Invitation, sign_in):
    form = {**NEW, "region": cast.norte.pk}
    page = sign_in(cast.ana).post(reverse("agents:invite"), form, follow=True).content.decode()
    assert f"O convite anterior, para {cast.cariri}, deixou de valer." in page
    assert Invitation.objects.open(timezone.now()).get().region == cast.norte


def test_a_manager_cannot_invite_a_manager_or_into_another_region(cast: Cast, sign_in):
    client = sign_in(cast.marta)
    assert client.post(reverse("agents:invite"), {**NEW, "role": Role.REGIONAL_MANAGER}).status_code == 422
    assert client.post(reverse("agents:invite"), {**NEW, "region": cast.norte.pk}).status_code == 422
    with pytest.raises(PermissionDenied):
        accounts.invite(by=cast.marta, region=cast.norte, **NEW)


def test_a_state_administrator_invites_managers_into_own_regions_only(cast: Cast):
    manager = {"email": "g@rota.test", "name": "Gil", "role": Role.REGIONAL_MANAGER}
    assert accounts.invite(by=cast.ana, region=cast.norte, **manager).hiring_model == ""
    with pytest.raises(PermissionDenied):
        accounts.invite(by=cast.bento, region=cast.norte, **manager)
    with pytest.raises(PermissionDenied):
        accounts.invite(by=cast.ana, region=cast.norte, **(manager | {"role": Role.STATE_ADMIN}))


def test_another_region_cannot_send_it_again(cast: Cast, invitation: Invitation, sign_in):
    url = reverse("agents:invite_again", args=[invitation.pk])
    assert sign_in(cast.paulo).post(url).status_code == 404
    assert sign_in(cast.marta).post(url).status_code == 302


def test_nobody_with_access_is_invited_again(cast: Cast, invitation: Invitation, sign_in):
    """The account may have come another way meanwhile (`open_unit`)."""
    User.objects.create_user(invitation.email, PASSWORD, name="Nívea", role="tutor", unit=cast.unit, region=cast.cariri)
    response = sign_in(cast.marta).post(reverse("agents:invite_again", args=[invitation.pk]), follow=True)
    assert "já tem acesso" in response.content.decode()
    assert Invitation.objects.count() == 1
