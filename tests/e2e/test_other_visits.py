"""Visits that take seconds, visits off the list, and what goes wrong on the way to SAS."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e import steps
from tests.e2e.product import Product


def test_a_refused_visit_takes_seconds_and_holds_nobody(
    product: Product, phone: BrowserContext, agents_page: Page
) -> None:
    registered = len(product.ledger())
    steps.network(phone, on=False)
    steps.arrive(agents_page, "Não quis atendimento")
    agents_page.get_by_role("button", name="Continuar").click()
    visit_id = steps.finish(agents_page)

    steps.network(phone, on=True)
    expect(agents_page.get_by_text("Registrado no SAS")).to_be_visible()
    assert product.stage("visit", visit_id) | {"state": ""} == {
        "state": "", "outcome": "refused", "deliveries": 0, "submissions": 1, "jobs": 1,
        "records": [["registered", "", False]],  # an improper contact, under its own kind and never counted (SOL-43)
    }  # fmt: skip
    newest = product.ledger()[registered:]
    assert [(row["especie"], row["contabiliza"], row["cpf"]) for row in newest] == [("improper_contact", False, None)]


def test_a_business_off_the_list_with_letters_in_its_cnpj(
    product: Product, phone: BrowserContext, agents_page: Page
) -> None:
    steps.network(phone, on=False)
    agents_page.get_by_role("link", name="Nova").click()
    agents_page.get_by_label("CNPJ").fill("b1.c2d.3e4/0001-79")
    agents_page.get_by_label("Nome do negócio").fill("Tapiocaria da Nena")
    agents_page.get_by_label("Rua").fill("Rua da Feira")
    agents_page.get_by_label("Número").fill("12")
    agents_page.get_by_label("Bairro").fill("Pirajá")
    agents_page.get_by_role("button", name="Começar visita").click()
    steps.heading(agents_page, "O que aconteceu na porta?")
    agents_page.get_by_role("radio", name="Vou atender agora").check()
    steps.accept_notice(agents_page)
    steps.introduce(agents_page, name="Nena Barros", cpf="111.444.777-35")
    steps.converse(agents_page)
    steps.deliver(agents_page)
    steps.agree(agents_page)
    visit_id = steps.finish(agents_page)

    steps.network(phone, on=True)
    expect(agents_page.get_by_text("Registrado no SAS")).to_be_visible()
    assert product.stage("visit", visit_id)["state"] == "registered"
    assert "B1C2D3E4000179" in [row["cnpj"] for row in product.ledger()]


def test_a_wrong_cnpj_says_how_to_mend_it(agents_page: Page) -> None:
    agents_page.get_by_role("link", name="Nova").click()
    agents_page.get_by_label("CNPJ").fill("12ABC34501DE36")
    agents_page.get_by_label("Nome do negócio").fill("Bar do Nonato")
    agents_page.get_by_role("button", name="Começar visita").click()

    expect(agents_page.get_by_role("alert")).to_contain_text("CNPJ")
    expect(agents_page.get_by_label("CNPJ")).to_have_value("12.ABC.345/01DE-36")


def test_the_same_document_sent_twice_is_one_visit(agents_page: Page) -> None:
    visit_id = steps.quick_visit(agents_page)
    steps.received(agents_page)

    (kept,) = [row for row in steps.kept(agents_page, "sent") if row["id"] == visit_id]
    again = agents_page.evaluate(SEND_AGAIN, kept)
    changed = attended_without_conversation(agents_page, visit_id)

    assert (again["status"], again["receipt"]["id"]) == (200, visit_id)
    assert changed["status"] == 409


SEND_AGAIN = """async ({ id, body }) => {
  const { csrf } = await (await fetch("/api/session/")).json();
  const headers = { "Content-Type": "application/jose", "X-CSRFToken": csrf };
  const answer = await fetch(`/api/visits/${id}/`, { method: "PUT", body, headers });
  return { status: answer.status, receipt: await answer.json() };
}"""


@pytest.mark.parametrize("mode", ["hang", "timeout_after_commit"])
def test_a_worker_killed_in_the_middle_of_a_send_registers_once(product: Product, agents_page: Page, mode: str) -> None:
    before = len(product.ledger())
    product.fault("/atendimentos", mode, 1)
    document = attended_without_conversation(agents_page)
    assert document["status"] == 201
    steps.eventually(agents_page, product.has_misbehaved)
    product.kill_sender()  # the request has left, its answer will not come
    assert product.stage("visit", document["id"])["records"] == [["unknown", "CON-ORI", True]]
    assert product.stage("leases_run_out")["held"] == 1

    steps.eventually(agents_page, lambda: registered(product, document["id"]), seconds=120)
    assert len(product.ledger()) == before + 1


def registered(product: Product, visit_id: str) -> bool:
    """Whether the visit's way ended in the national system."""
    return bool(product.stage("visit", visit_id)["state"] == "registered")


def attended_without_conversation(page: Page, visit_id: str = "") -> dict[str, Any]:
    """A short attended visit, sent straight from the phone's session: this test is about what follows."""
    session = page.evaluate("fetch('/api/session/').then((r) => r.json())")
    return page.evaluate(SEND_SHORT, [session, visit_id])


SEND_SHORT = """async ([session, wanted]) => {
  const id = wanted || crypto.randomUUID();
  const day = await (await fetch("/api/day/", { headers: { "X-Device-Id": session.device } })).json();
  const [business] = day.businesses;
  const now = Date.now();
  const at = (minutes) => new Date(now + minutes * 60000).toISOString();
  const document = {
    schema: 1, id, agent_id: session.user.id, device_id: crypto.randomUUID(), app_version: "test", sequence: 1,
    stop_id: null, channel: "in_person", outcome: "attended", started_at: at(-20), finished_at: at(0),
    visited_on: day.on, timezone: "America/Fortaleza",
    arrival: { position: null, missing_because: "denied" },
    business: { id: business.id, cnpj: business.cnpj, added: null, changes: {} },
    person: { id: null, name: "José Wilson Pereira", cpf: "52998224725", phone: "", email: "", role: "owner" },
    consent: { notice_id: day.notice.id, notice_sha256: day.notice.sha256, proof: "spoken", signature: "",
      capacity: "owner", answered_at: at(-19), choices: [] },
    diagnosis: null,
    deliveries: [{ id: crypto.randomUUID(), tool: null, guidance: "Separar o caixa.", findings: [],
      handover: "together", was_explained: true, was_requested: true, own_choice_because: "" }],
    next_step: null, contact: null, credit: null, notes: "Só escuta.", timings: {},
  };
  const headers = { "Content-Type": "application/json", "X-CSRFToken": session.csrf };
  const answer = await fetch(`/api/visits/${id}/`, { method: "PUT", body: JSON.stringify(document), headers });
  return { status: answer.status, id };
}"""
