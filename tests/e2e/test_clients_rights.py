"""What a client does with the link: a copy, erasure, a yes taken back while the agent's phone has no signal."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e import steps
from tests.e2e.conftest import PATIENCE_MS, PHONE, sign_in
from tests.e2e.product import Product

SALON, GROCERY = "12ABC34501DE35", "11222333000181"
WORST = "-1"  # the option given throughout: the last


@pytest.fixture
def client(browser: Browser) -> Iterator[Page]:
    """The client's own phone: it knows the link and nothing else of us."""
    context = browser.new_context(**PHONE, accept_downloads=True)
    yield context.new_page()
    context.close()


def show_who_it_is(client: Page, digits: str) -> None:
    """The last four digits of the CPF, once asked."""
    client.get_by_label(re.compile("4 últimos números")).fill(digits)
    client.get_by_role("button", name="Continuar").click()


def test_everything_held_is_seen_and_taken_along(product: Product, client: Page, tmp_path: Path) -> None:
    link = product.url + product.stage("client_of_yesterday", GROCERY, "Raimundo Nonato", "39053344705", WORST)["link"]
    client.goto(f"{link}recibo/")
    client.get_by_role("link", name="Ver tudo o que temos sobre você").click()
    expect(client.get_by_text("Raimundo Nonato")).to_have_count(0)  # not before it is shown who asks
    show_who_it_is(client, "0000")
    expect(client.get_by_text("Não confere")).to_be_visible()
    show_who_it_is(client, "4705")
    expect(client.get_by_text("390.533.447-05")).to_be_visible()

    with client.expect_download() as saving:
        client.get_by_role("link", name=re.compile("JSON")).click()
    copy = json.loads(saving.value.path().read_bytes())
    held = {row["item"]: row["value"] for section in copy["sections"] for row in section["content"]}
    assert (held["Nome"], held["CPF"], held["Telefone"]) == ("Raimundo Nonato", "390.533.447-05", "(88) 99999-0000")

    client.get_by_role("button", name="Baixar cópia em PDF").click()
    with client.expect_download(timeout=PATIENCE_MS) as saving:
        client.get_by_role("link", name="Baixar o PDF").click(timeout=PATIENCE_MS)
    paper = tmp_path / "copia.pdf"
    saving.value.save_as(paper)
    text = " ".join(
        subprocess.run(["pdftotext", paper, "-"], capture_output=True, text=True, check=True).stdout.split()
    )
    missing = [said for said in held.values() if " ".join(said.split()) not in text]
    assert not missing, f"in the JSON, not in the PDF: {missing}"
    assert "Como fica o dinheiro do negócio e o da casa?" in held  # what was answered is theirs, too


def test_who_asks_to_be_erased_is_gone_but_for_what_the_law_keeps(
    product: Product, client: Page, laptop: BrowserContext
) -> None:
    link = product.url + product.stage("client_of_yesterday", GROCERY, "Cícero Belarmino", "85351346893", WORST)["link"]
    client.goto(f"{link}pedidos/")
    show_who_it_is(client, "6893")
    client.get_by_role("radio", name="Apagar os dados").check()
    client.get_by_role("button", name="Enviar pedido").click()
    expect(client.get_by_text("Em aberto").first).to_be_visible()

    manager = sign_in(laptop, product, "marta")
    manager.goto(product.url + "/privacidade/")
    row = manager.get_by_role("row").filter(has_text="Cícero Belarmino")
    expect(row).to_contain_text("Pelo link do recibo")
    row.get_by_role("link", name="Apagar os dados").click()
    manager.get_by_role("radio", name="Atender", exact=True).check()
    manager.get_by_role("button", name="Responder").click()
    expect(manager.get_by_role("heading", name="O que a lei mandou guardar")).to_be_visible()
    expect(manager.get_by_role("main")).not_to_contain_text("Cícero Belarmino")

    client.goto(f"{link}recibo/")
    expect(client.get_by_text("Não guardamos o seu nome nem os seus dados.")).to_be_visible()
    gone = client.get_by_role("heading", name=re.compile("Seus dados foram apagados em"))
    expect(gone).to_be_visible()
    kept = client.get_by_role("listitem").filter(has_text=re.compile("art. 8"))
    expect(kept.first).to_be_visible()  # the proof of what was agreed to, and why it stays
    expect(client.get_by_text("Cícero")).to_have_count(0)


def test_a_yes_taken_back_while_the_phone_is_offline_and_progress_since_last_time(
    product: Product, phone: BrowserContext, client: Page
) -> None:
    staged = product.stage("client_of_yesterday", SALON, "Francisca Lima", "71428793860", WORST)
    page = sign_in(phone, product, "rosangela")
    steps.open_capsule(page, product)

    steps.network(phone, on=False)
    visit_id = short_visit(page, staged["scores"])
    take_everything_back(client, product.url + staged["link"])

    steps.network(phone, on=True)
    steps.received(page)
    stands = product.stage("what_stands", visit_id)
    assert stands["words"] == {"whatsapp": "withdrawn", "credit_sharing": "withdrawn"}
    assert ["credit_sharing", "given", "door"] in stands["history"]  # what was said at the door is kept as said
    assert (stands["attended"], stands["credit"]) == (True, 0)
    page.get_by_role("link", name="Ver a rota").click()
    page.get_by_role("link", name="Salão Divina Beleza").click()
    expect(page.get_by_text("Pediu para não receber WhatsApp")).to_be_visible()


def short_visit(page: Page, before: dict[str, int]) -> str:
    """Francisca again, by the short conversation, a little better than yesterday; she says yes and needs credit."""
    steps.arrive(page, "Vou atender agora", "Salão Divina Beleza")
    steps.accept_notice(page)
    steps.introduce(page, name="Francisca Lima", cpf="714.287.938-60")
    page.get_by_role("link", name="Trocar a conversa").click()
    page.get_by_role("radio", name=re.compile("^Conversa rápida")).check()
    page.get_by_role("button", name="Começar").click()
    for _ in range(8):
        question = page.get_by_role("heading", level=1).inner_text()
        page.get_by_role("radio").nth(2).check()
        page.get_by_role("button", name=steps.WAYS_TO_CONTINUE).click()
        expect(page.get_by_role("heading", level=1)).not_to_have_text(question)
    assert before == {"financas": 0, "mercado": 0, "digital": 0, "organizacao": 0}
    levels = page.get_by_role("region", name="Nível por tema").get_by_role("listitem")
    same, better = re.compile(r"Presença digital.* 0\sde\s100, como\santes"), re.compile(r" 25\sde\s100, antes\s0")
    expect(levels).to_have_text([same, better, better, better])
    expect(page.get_by_text(re.compile("^Antes: .*, com as mesmas perguntas"))).to_be_visible()
    steps.deliver(page)
    steps.agree(page, credit="Comprar uma cadeira nova.")
    return steps.finish(page)


def take_everything_back(client: Page, link: str) -> None:
    """By the link of yesterday's visit, in one tap, without being asked who it is."""
    client.goto(f"{link}recibo/")
    client.get_by_role("button", name="Retirar tudo").click()
    expect(client.get_by_text("Retirado. Vale a partir de agora.")).to_be_visible()
