"""Credit needs: alignment by the local management, then one credit agent (CRD-01 to CRD-04)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection
from django.urls import reverse

from agents.enums import HiringModel, Role
from agents.models import User
from common.models import AuditEntry
from deliveries.enums import ReferralState
from deliveries.models import Referral
from deliveries.services import referrals
from tests.cast import Cast, assemble
from visits.models import Visit

LIST = reverse("deliveries:referrals")
MOMENT = datetime(2026, 11, 18, 13, tzinfo=UTC)
NEVER_OFFERED = "Aqui não se oferece nem se promete crédito"


def heard(cast: Cast, business=None, agent=None, need: str = "Quer comprar um freezer") -> Referral:
    agent = agent or cast.rosangela
    visit = Visit.objects.create(
        agent=agent, region=agent.region, business=business or cast.mercearia, channel="in_person", outcome="attended",
        started_at=MOMENT, finished_at=MOMENT, visited_on=date(2026, 11, 18), timezone="America/Fortaleza",
    )  # fmt: skip
    return Referral.objects.create(visit=visit, need=need, requested_at=MOMENT)


@pytest.fixture
def need(cast: Cast) -> Referral:
    return heard(cast)


def page(referral: Referral, name: str = "referral") -> str:
    return reverse(f"deliveries:{name}", args=[referral.pk])


def test_it_works(cast: Cast, need: Referral, sign_in):
    marta, carlos = sign_in(cast.marta), sign_in(cast.carlos)
    assert "freezer" in marta.get(LIST).content.decode()
    assert "freezer" not in carlos.get(LIST).content.decode()  # CRD-02: not before the alignment
    marta.post(page(need, "alignment"), {"note": "Começar pelas contas"})
    assert "Começar pelas contas" in carlos.get(page(need)).content.decode()
    assert carlos.post(page(need, "taking"))["Location"] == page(need)
    need.refresh_from_db()
    assert (need.state, need.aligned_by, need.taken_by) == (ReferralState.TAKEN, cast.marta, cast.carlos)
    verbs = AuditEntry.objects.order_by("happened_at").values_list("verb", flat=True)
    assert list(verbs) == ["align_referral", "take_referral"]


@pytest.mark.parametrize("who", ["marta", "carlos"])
def test_never_offers_credit(cast: Cast, need: Referral, sign_in, who: str):
    """CRD-04."""
    referrals.align(need, by=cast.marta)
    client = sign_in(getattr(cast, who))
    for url in (LIST, page(need)):
        assert NEVER_OFFERED in client.get(url).content.decode()


def test_what_waits_for_alignment_comes_first(cast: Cast, need: Referral, sign_in):
    referrals.align(heard(cast, cast.salao, need="Primeiro ouvido"), by=cast.marta)
    rows = BeautifulSoup(sign_in(cast.marta).get(LIST).content, "html.parser").select("tbody tr")
    assert [row.select_one(".tag").get_text(strip=True) for row in rows] == ["Espera alinhamento", "Alinhado"]


def test_state_is_in_the_address_and_fragment_equals_the_page(cast: Cast, need: Referral, sign_in):
    client = sign_in(cast.marta)
    whole = BeautifulSoup(client.get(LIST, {"situacao": "requested"}).content, "html.parser").find(id="pedidos")
    part = client.get(LIST, {"situacao": "requested"}, headers={"HX-Request": "true"})
    assert str(whole) == str(BeautifulSoup(part.content, "html.parser").find(id="pedidos"))


def test_a_long_list_has_pages_that_keep_the_state(cast: Cast, sign_in):
    for number in range(31):
        heard(cast, need=f"Pedido {number:02}")
    client = sign_in(cast.marta)
    first = BeautifulSoup(client.get(LIST, {"situacao": "requested"}).content, "html.parser")
    following = first.select_one("nav.pager a")["href"]
    assert following == "?situacao=requested&pagina=2"
    second = BeautifulSoup(client.get(f"{LIST}{following}").content, "html.parser")
    assert [len(page.select("tbody tr")) for page in (first, second)] == [30, 1]


def test_empty_list_says_what_will_come(cast: Cast, sign_in):
    assert "Nada esperando aqui" in sign_in(cast.carlos).get(LIST).content.decode()


def test_another_region_sees_nothing(cast: Cast, need: Referral, sign_in):
    referrals.align(need, by=cast.marta)
    for stranger in (cast.paulo, cast.celia, cast.bento):
        assert sign_in(stranger).get(page(need)).status_code == 404


def test_a_credit_agent_does_not_align(cast: Cast, need: Referral, sign_in):
    assert sign_in(cast.carlos).post(page(need, "alignment")).status_code == 403
    with pytest.raises(PermissionDenied, match="gestão local"):
        referrals.align(need, by=cast.carlos)


def test_nobody_takes_before_the_alignment(cast: Cast, need: Referral):
    with pytest.raises(PermissionDenied, match="ainda não alinhou"):
        referrals.take(need, by=cast.carlos)


def test_a_manager_does_not_take(cast: Cast, need: Referral, sign_in):
    assert sign_in(cast.marta).post(page(need, "taking")).status_code == 403


def test_a_credit_agent_of_another_region_does_not_take(cast: Cast, need: Referral):
    referrals.align(need, by=cast.marta)
    with pytest.raises(PermissionDenied, match="da regional"):
        referrals.take(need, by=cast.celia)


def test_the_second_one_is_told_who_was_faster(cast: Cast, need: Referral, sign_in):
    referrals.align(need, by=cast.marta)
    response = sign_in(cast.ana).post(page(need, "alignment"), follow=True)
    assert "Marta Lucena já alinhou este pedido." in response.content.decode()


def test_declines_with_a_reason(cast: Cast, need: Referral, sign_in):
    client = sign_in(cast.marta)
    assert client.post(page(need, "declining"), {"because": " "}).status_code == 422
    client.post(page(need, "declining"), {"because": "Já é atendido pelo programa X"})
    text = client.get(page(need)).content.decode()
    assert "Já é atendido pelo programa X" in text
    assert "Alinhar e chamar" not in text


def test_taken_is_the_end(cast: Cast, need: Referral):
    referrals.align(need, by=cast.marta)
    referrals.take(need, by=cast.carlos)
    with pytest.raises(PermissionDenied, match="Carlos Brito"):
        referrals.decline(need, by=cast.marta, because="tarde")


@pytest.mark.parametrize("state", [ReferralState.ALIGNED, ReferralState.TAKEN, ReferralState.DECLINED])
def test_database_refuses_a_step_that_nobody_took(need: Referral, state: str):
    with pytest.raises(IntegrityError):
        Referral.objects.filter(pk=need.pk).update(state=state)


@pytest.mark.django_db(transaction=True)
def test_of_two_credit_agents_at_once_one_gets_it():
    cast = assemble()
    second = User.objects.create_user(
        "caio@rota.test", None, name="Caio", role=Role.CREDIT_AGENT, unit=cast.unit, region=cast.cariri,
        hiring_model=HiringModel.SGF,
    )  # fmt: skip
    need = referrals.align(heard(cast), by=cast.marta)

    def try_to_take(agent: User) -> bool:
        try:
            referrals.take(need, by=agent)
        except PermissionDenied:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(try_to_take, (cast.carlos, second))) == [False, True]
    need.refresh_from_db()
    assert AuditEntry.objects.get(verb="take_referral").actor_id == need.taken_by_id
