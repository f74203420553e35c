"""The steps of an agent's work on the phone, one function a step, as a person would do them."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.product import Product, Reached

PIN = "147258"
ROWS = """name => new Promise(resolve => {
  const opening = indexedDB.open("rota-cofre");
  opening.onsuccess = () => {
    const asking = opening.result.transaction(name).objectStore(name).getAll();
    asking.onsuccess = () => { resolve(asking.result); opening.result.close(); };
  };
})"""
ASKS_FOR_PIN = re.compile("^(Crie um PIN|Repita o PIN|Digite o seu PIN)")
PLACE_TOLD = "new Promise((told) => navigator.geolocation.getCurrentPosition(told, told)).then(() => true)"
WAYS_TO_CONTINUE = re.compile("^(Continuar|Ver o resultado|Responder depois)$")


def open_capsule(page: Page, product: Reached) -> None:
    """The phone is opened anew, and gets ready."""
    page.goto(product.url + "/visita/")
    get_ready(page)


def get_ready(page: Page) -> None:
    """Today's route is on the phone and the service worker holds the shell: the phone may lose its signal now."""
    unlock(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("paradas")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    reload(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("paradas")


def unlock(page: Page, pin: str = PIN) -> None:
    """Type the PIN, or create it (twice) the first time somebody uses this phone. Whoever used it before may be asked
    first, until the server says who is signed in now."""
    title = page.get_by_role("heading", level=1)
    expect(title).to_have_text(ASKS_FOR_PIN)
    while ASKS_FOR_PIN.search(asked := title.inner_text()):
        page.get_by_label(re.compile("PIN")).fill(pin)
        expect(title).not_to_have_text(asked)


def reload(page: Page) -> None:
    """Load the page anew and type the PIN: no key survives a reload."""
    saved(page)
    page.reload()
    unlock(page)


def saved(page: Page) -> None:
    """What was typed is on disk: at most a write under way may be lost (F01)."""
    expect(page.locator("html[data-saving]")).to_have_count(0)


def placed(page: Page) -> None:
    """Whoever asked this phone where it is was answered, in the order of the questions, and what came of it is kept."""
    page.evaluate(PLACE_TOLD)
    saved(page)


def kept(page: Page, store: str) -> list[dict[str, Any]]:
    """What this phone keeps, as it lies there: drafts, outbox or sent. Sealed parts are bytes."""
    rows: list[dict[str, Any]] = page.evaluate(ROWS, store)
    return rows


def arrive(page: Page, outcome: str, business: str = "Mercearia São José") -> None:
    """Tap the next stop's button and say what happened at the door."""
    page.get_by_role("button", name=re.compile(f"^Cheguei (na|no|em) {business}$")).click()
    heading(page, "O que aconteceu na porta?")
    page.get_by_role("radio", name=outcome).check()


def closed_door(page: Page) -> None:
    """A visit of seconds, up to its last button."""
    arrive(page, "Está fechado agora")
    page.get_by_role("button", name="Continuar").click()
    heading(page, "Estava fechado")


def quick_visit(page: Page) -> str:
    """A visit of seconds, finished; answers with its id."""
    closed_door(page)
    return finish(page)


def heading(page: Page, text: str | re.Pattern[str]) -> None:
    """The screen with this title is there."""
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def accept_notice(page: Page) -> None:
    """The client reads the notice, says yes to WhatsApp and to the credit agent, and signs."""
    page.get_by_role("button", name="Começar atendimento").click()
    heading(page, re.compile("estes dados são seus", re.IGNORECASE))
    for purpose in ("WhatsApp", "agente de crédito"):
        page.get_by_role("group", name=re.compile(purpose)).get_by_text("Sim, pode").click()
    page.get_by_role("button", name="Aceito", exact=True).click()
    heading(page, "Assine com o dedo")
    draw(page)
    expect(page.get_by_text(re.compile(r"Assinado às \d\d:\d\d"))).to_be_visible()
    page.get_by_role("button", name="Continuar").click()


def draw(page: Page) -> None:
    """Two strokes in the box."""
    box = page.get_by_role("img", name=re.compile("Área de assinatura")).bounding_box()
    assert box
    page.mouse.move(box["x"] + 40, box["y"] + 90)
    page.mouse.down()
    page.mouse.move(box["x"] + 140, box["y"] + 50, steps=8)
    page.mouse.move(box["x"] + 220, box["y"] + 110, steps=8)
    page.mouse.up()


def introduce(page: Page, name: str = "José Wilson Pereira", cpf: str = "529.982.247-25") -> None:
    """Who is speaking, and the business's data as the register has them."""
    heading(page, "Quem está falando com você?")
    page.get_by_label("Nome completo").fill(name)
    page.get_by_label("CPF").fill(cpf)
    page.get_by_role("radio", name="Dono ou dona").check()
    page.get_by_role("button", name="Continuar").click()
    heading(page, "Os dados do negócio estão certos?")
    page.get_by_role("button", name="Ir para a conversa").click()
    expect(page.get_by_text(re.compile("Etapa 3 de 6"))).to_be_visible()


def answer_one(page: Page) -> None:
    """Answer the question on the screen with its first choice, and see it saved before going on."""
    question = page.get_by_role("heading", level=1).inner_text()
    number = page.get_by_label("Resposta, em números")
    words = page.get_by_label("Resposta, com as palavras do cliente")
    if number.count():
        number.fill("3")
    elif words.count():
        words.fill("Vende bem de manhã.")
    else:
        page.get_by_role("radio").first.check()
    expect(page.get_by_text(re.compile(r"Salvo no aparelho às \d\d:\d\d"))).to_be_visible()
    page.get_by_role("button", name=WAYS_TO_CONTINUE).click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text(question)


def converse(page: Page, *, most: int = 60) -> None:
    """Answer until the result appears."""
    for _ in range(most):
        if page.get_by_text(re.compile("Etapa 3 de 6")).count() == 0:
            return
        answer_one(page)
    raise AssertionError("the conversation did not end")


def deliver(page: Page) -> None:
    """Include the first tool, done together and explained, which the client asked for."""
    expect(page.get_by_role("region", name="Nível por tema")).to_be_visible()
    page.get_by_role("checkbox", name=re.compile("Incluir na entrega")).first.check()
    page.get_by_role("link", name=re.compile("Escolher como entregar")).click()
    heading(page, re.compile("O que fica hoje com"))
    page.get_by_text("Fizemos juntos").click()
    page.get_by_role("checkbox", name="O cliente pediu").check()
    page.get_by_role("button", name="Próximo passo").click()


def agree(page: Page, *, credit: str = "") -> None:
    """How the client goes on, no next contact, and a credit need if there is one."""
    heading(page, re.compile("quer continuar"))
    page.get_by_role("group", name=re.compile("Por onde")).get_by_role("radio").first.check()
    page.get_by_role("radio", name="Pelo celular").check()
    page.get_by_role("button", name="Continuar").click()
    page.get_by_role("radio", name=re.compile("^Não")).first.check()
    page.get_by_role("button", name="Continuar").click()
    heading(page, re.compile("precisa de crédito"))
    if credit:
        page.get_by_role("radio", name="Sim, quer orientação").check()
        page.get_by_label("A necessidade, com as palavras do cliente").fill(credit)
    else:
        page.get_by_role("radio", name="Não falou").check()
    page.get_by_role("button", name="Conferir a visita").click()


def finish(page: Page) -> str:
    """Finish on the check page, or where the visit takes one screen; answers with the visit's id."""
    page.get_by_role("button", name="Concluir visita").click()
    heading(page, "Visita guardada")
    found = re.search(r"[0-9a-f]{8}-[0-9a-f-]{27}", page.url)
    assert found
    return found.group()


def received(page: Page) -> None:
    """The phone says that the server has the visit; SAS may have it already, too."""
    expect(page.get_by_text(re.compile("Recebido|Registrado no SAS"))).to_be_visible()


def told(product: Product, page: Page, visit_id: str) -> dict[str, Any]:
    """What the server knows of a visit, once the phone says that it has it."""
    received(page)
    return product.stage("evidence", visit_id)


def round_over(page: Page) -> None:
    """Nobody on this phone is sending or asking the server now: what a round does has been done."""
    page.evaluate("navigator.locks.request('rota-ativa-envio', () => true)")


def another_round(page: Page) -> None:
    """The phone hears that it is online: it asks the server and sends what may go; and then it is done."""
    round_over(page)
    page.evaluate("dispatchEvent(new Event('online'))")
    round_over(page)


def network(context: BrowserContext, *, on: bool) -> None:
    """The phone's signal."""
    context.set_offline(not on)


def eventually(page: Page, check: Callable[[], bool], *, seconds: float = 60) -> None:
    """Wait for something outside the browser, while the browser goes on."""
    deadline = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < deadline, "it did not happen in time"
        page.wait_for_timeout(200)
