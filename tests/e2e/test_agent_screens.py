"""Every screen of the agent's phone in every way of looking (quality/ux.md 1-4 and 27; LOOK.md, Targets)."""

from __future__ import annotations

import re
from pathlib import Path

from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e import steps
from tests.e2e.conftest import begin_day, sign_in
from tests.e2e.looks import Looks
from tests.e2e.product import Product

ROSANGELA = "rosangela@rota.test"
SESSION = "**/api/session/"
REFUSED = {"error": "invalid", "message": "O servidor não entendeu esta visita."}
STEPS = {"": "Etapas da visita", "/respostas": "O que foi respondido", "/outra": "Outra ferramenta ou orientação"}


def screen(page: Page, name: str, title: str | re.Pattern[str]) -> None:
    """Open a screen by its address, as a link does."""
    page.evaluate("name => { location.hash = `#/${name}`; }", name)
    steps.heading(page, title)


def test_the_way_in_and_the_day(product: Product, phone: BrowserContext) -> None:
    product.stage("busy_day", ROSANGELA)
    page = sign_in(phone, product, "rosangela")
    looks = Looks(page)
    create_the_pin(page, product, looks)
    look_at_the_day(page, looks)
    look_for_a_business(page, looks)
    look_at_what_is_on_the_phone(page, looks)
    lock_and_forget(page, looks)
    assert not looks.found, "\n".join(looks.found)


def create_the_pin(page: Page, product: Product, looks: Looks) -> None:
    """The first screens ever, up to the route."""
    page.goto(product.url + "/visita/")
    steps.heading(page, "Crie um PIN de 6 números")
    looks.at("pin, create")
    page.get_by_label(re.compile("PIN")).fill("111111")
    expect(page.get_by_role("alert")).to_be_visible()
    looks.at("pin, too easy")
    with page.expect_response(re.compile("/api/territory/")):
        steps.unlock(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("paradas")


def look_at_the_day(page: Page, looks: Looks) -> None:
    """Today, its map, its order and its week."""
    looks.at("today")
    page.get_by_role("button", name="Mapa", exact=True).click()
    expect(page.get_by_role("dialog")).to_be_visible()
    looks.at("today, ways to the door")
    page.keyboard.press("Escape")
    screen(page, "mapa", "Mapa do dia")
    expect(page.locator(".map-box canvas, .map-box svg").first).to_be_attached()
    looks.at("map")
    screen(page, "organizar", "Em que ordem você vai?")
    page.get_by_role("button", name="Pular Salão Divina Beleza").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    looks.at("order, why skip")
    page.get_by_role("button", name="Não vai dar tempo").click()
    expect(page.locator(".toast")).to_be_visible()
    looks.at("order")
    page.get_by_role("button", name="Desfazer").click()
    expect(page.locator(".toast")).to_have_count(0)
    screen(page, "semana", "A sua semana")
    looks.at("week")


def look_for_a_business(page: Page, looks: Looks) -> None:
    """Search with and without results, a business, a new one with mistakes in it."""
    screen(page, "buscar", "Qual negócio?")
    looks.at("search")
    page.get_by_label("Nome, rua, CNPJ ou telefone").fill("rua sao pedro")
    expect(page.locator("mark").first).to_be_visible()
    looks.at("search, found")
    page.get_by_label("Nome, rua, CNPJ ou telefone").fill("Quitanda Nova Aurora")
    expect(page.get_by_text("Nenhum negócio com")).to_be_visible()
    looks.at("search, nothing found")
    page.get_by_label("Nome, rua, CNPJ ou telefone").fill("mercearia")
    page.locator(".results a").first.click()
    steps.heading(page, "Mercearia São José")
    looks.at("business")
    screen(page, "nova", "Que negócio você encontrou?")
    looks.at("new")
    page.get_by_label("CNPJ").fill("12ABC34501DE36")
    page.get_by_role("button", name="Começar visita").press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    looks.at("new, mistakes")
    page.get_by_label("CNPJ").fill("")


def look_at_what_is_on_the_phone(page: Page, looks: Looks) -> None:
    """Nothing to send yet; what this phone keeps; another PIN."""
    screen(page, "envios", "Nada para enviar")
    looks.at("sending, empty")
    screen(page, "mais", "Este aparelho e você")
    looks.at("more")
    with page.expect_download():
        page.get_by_role("button", name="Fazer uma cópia").click()
    expect(page.locator(".toast")).to_be_visible()
    looks.at("more, rescue")
    screen(page, "pin", re.compile("PIN"))
    looks.at("pin, change")


def lock_and_forget(page: Page, looks: Looks) -> None:
    """Locked, a wrong PIN, the PIN is over, signed out."""
    steps.saved(page)
    page.reload()
    steps.heading(page, "Digite o seu PIN")
    looks.at("pin, unlock")
    page.get_by_label("PIN de 6 números").fill("000001")
    expect(page.get_by_role("alert")).to_be_visible()
    looks.at("pin, wrong")
    page.context.set_offline(True)
    page.get_by_role("button", name="Esqueci o PIN").click()
    expect(page.get_by_text("Sem internet ninguém entra").first).to_be_visible()
    steps.heading(page, "Digite o seu PIN")
    looks.at("pin, no way in without internet")
    page.route(SESSION, lambda route: route.abort("internetdisconnected"))  # else the password just typed is enough
    steps.network(page.context, on=True)
    expect(page.get_by_role("link", name=re.compile("^(Online|Internet instável)"))).to_be_visible()
    page.get_by_role("button", name="Esqueci o PIN").click()
    steps.heading(page, "Vamos criar um PIN novo")
    looks.at("pin, forgotten")
    page.unroute(SESSION)


def test_a_visit(product: Product, phone: BrowserContext, tmp_path: Path) -> None:
    page = begin_day(phone, product)
    looks = Looks(page)
    arrive_and_ask(page, looks)
    talk(page, looks)
    take_a_photo(page, looks, tmp_path / "fachada.jpg")
    agree_and_finish(page, looks)
    come_back_another_day(page, looks)
    read_the_feedback(page, product, looks)
    assert not looks.found, "\n".join(looks.found)


def arrive_and_ask(page: Page, looks: Looks) -> None:
    """The door, the notice, the signature, who is speaking."""
    page.get_by_role("button", name=re.compile("^Cheguei")).click()
    steps.heading(page, "O que aconteceu na porta?")
    looks.at("arrival")
    page.get_by_role("radio", name="Vou atender agora").check()
    page.get_by_text("Não é na porta?").click()
    looks.at("arrival, not at the door")
    page.get_by_role("button", name="Começar atendimento").click()
    steps.heading(page, re.compile("estes dados são seus", re.IGNORECASE))
    looks.at("notice")
    page.get_by_role("button", name="Não aceito").click()
    steps.heading(page, re.compile("^Tudo bem"))
    looks.at("notice, refused")
    page.get_by_role("button", name="Voltar ao aviso").click()
    page.get_by_role("link", name="Ler tudo").click()
    expect(page.get_by_role("link", name="Ler tudo")).to_have_count(0)
    looks.at("notice, all of it")
    page.go_back()
    steps.heading(page, re.compile("estes dados são seus", re.IGNORECASE))
    page.get_by_role("button", name="Aceito", exact=True).click()
    steps.heading(page, "Assine com o dedo")
    looks.at("signature")
    steps.draw(page)
    page.get_by_role("button", name="Continuar").click()
    steps.heading(page, "Quem está falando com você?")
    page.get_by_label("CPF").fill("123")
    page.get_by_role("button", name="Continuar").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    looks.at("person, mistakes")
    page.get_by_label("Nome completo").fill("José Wilson Pereira")
    page.get_by_label("CPF").fill("529.982.247-25")
    page.get_by_role("radio", name="Dono ou dona").check()
    page.get_by_role("button", name="Continuar").click()
    steps.heading(page, "Os dados do negócio estão certos?")
    looks.at("business's data")
    page.get_by_role("button", name="Ir para a conversa").click()
    expect(page.get_by_text(re.compile("Etapa 3 de 6"))).to_be_visible()


def talk(page: Page, looks: Looks) -> None:
    """One question of each kind, the sections, the answers, the result, what is delivered."""
    kinds: set[str] = set()
    for _ in range(60):
        kind = page.locator("main").evaluate(
            "main => [...main.querySelectorAll('input, textarea')].map((e) => e.inputMode || e.type)"
        )
        if page.get_by_text(re.compile("Etapa 3 de 6")).count() == 0:
            break
        if kind[0] not in kinds:
            looks.at(f"question, {kind[0]}")
        kinds.add(kind[0])
        steps.answer_one(page)
    looks.at("result")
    visit = page.url.split("#/")[1].removesuffix("/resultado")
    for step, title in STEPS.items():
        screen(page, visit + step, title)
        looks.at(f"visit{step}")


def take_a_photo(page: Page, looks: Looks, picture: Path) -> None:
    """Photos before and after the first."""
    Image.effect_noise((640, 480), 60).convert("RGB").save(picture)
    visit = page.url.split("#/")[1].split("/")[1]
    screen(page, f"visita/{visit}/fotos", "Fotos do local")
    looks.at("photos, none")
    page.get_by_label("Escolher do celular").set_input_files(picture)
    expect(page.get_by_role("img", name="Fachada, foto 1")).to_be_visible()
    expect(page.locator("canvas[width='16']")).to_have_count(0)
    looks.at("photos, one")


def agree_and_finish(page: Page, looks: Looks) -> None:
    """What is delivered, how it goes on, the check with and without problems, done, sent."""
    visit = page.url.split("#/")[1].split("/")[1]
    screen(page, f"visita/{visit}/resultado", re.compile("."))
    page.get_by_role("checkbox", name=re.compile("Incluir na entrega")).first.check()
    page.get_by_role("link", name=re.compile("Escolher como entregar")).click()
    steps.heading(page, re.compile("O que fica hoje com"))
    page.get_by_text("QR na tela").click()
    expect(page.get_by_role("img", name=re.compile("^QR code de"))).to_be_visible()
    looks.at("delivery, QR code")
    page.get_by_text("Fizemos juntos").click()
    page.get_by_role("checkbox", name="O cliente pediu").check()
    looks.at("delivery")
    screen(page, f"visita/{visit}/confira", "Confira antes de concluir")
    expect(page.get_by_role("alert")).to_be_visible()
    looks.at("check, problems")
    screen(page, f"visita/{visit}/proximo", re.compile("quer continuar"))
    looks.at("next step")
    page.get_by_role("button", name="Continuar").click()
    expect(page.get_by_role("alert")).to_be_visible()
    looks.at("next step, mistakes")
    page.get_by_role("group", name=re.compile("Por onde")).get_by_role("radio").first.check()
    page.get_by_role("radio", name="Pelo celular").check()
    page.get_by_role("button", name="Continuar").click()
    page.get_by_role("radio", name="Sim, combinamos").check()
    page.get_by_role("radio", name="Outro dia ou hora").check()
    looks.at("next contact")
    page.get_by_role("radio", name=re.compile("Não precisa")).check()
    page.get_by_role("button", name="Continuar").click()
    page.get_by_role("radio", name="Sim, quer orientação").check()
    page.get_by_label("A necessidade, com as palavras do cliente").fill("Quer um forno novo.")
    looks.at("credit")
    page.get_by_role("button", name="Conferir a visita").click()
    steps.heading(page, "Confira antes de concluir")
    looks.at("check")
    steps.finish(page)
    looks.at("done")
    steps.received(page)


def come_back_another_day(page: Page, looks: Looks) -> None:
    """A door that takes seconds, without a signal; then everything that waits and went."""
    page.context.set_offline(True)
    screen(page, "hoje", re.compile("paradas"))
    page.get_by_role("button", name=re.compile("^Cheguei")).click()
    page.get_by_role("radio", name="Está fechado agora").check()
    page.get_by_role("button", name="Continuar").click()
    steps.heading(page, "Estava fechado")
    looks.at("reason, closed")
    page.get_by_role("link", name="Voltar", exact=True).last.click()
    page.get_by_role("radio", name="Pediu para voltar outro dia").check()
    page.get_by_role("button", name="Continuar").click()
    page.get_by_role("button", name="Concluir visita").click()
    expect(page.get_by_role("alert")).to_be_visible()
    looks.at("reason, come back")
    page.get_by_role("radio").first.check()
    steps.finish(page)
    screen(page, "envios", "1 visita espera a internet")
    expect(page.locator(".sync li")).to_have_count(2)
    looks.at("sending, rows")
    page.route("**/api/visits/*/", lambda route: route.fulfill(status=422, json=REFUSED))
    page.context.set_offline(False)
    expect(page.get_by_text(REFUSED["message"])).to_be_visible(timeout=60_000)
    looks.complaints = [said for said in looks.complaints if "422" not in said]
    looks.at("sending, refused")
    page.unroute("**/api/visits/*/")
    page.get_by_role("button", name="Tentar de novo").click()
    expect(page.get_by_text("Precisa de atenção")).to_have_count(0)


def read_the_feedback(page: Page, product: Product, looks: Looks) -> None:
    """What the tutor said of the first visit."""
    product.stage("returned", ROSANGELA)
    steps.open_capsule(page, product)
    expect(page.get_by_text("Devolvida pela tutoria")).to_be_visible()
    looks.at("today, done")
    page.get_by_role("link", name=re.compile("Devolvida pela tutoria")).click()
    expect(page.get_by_text("Ponto por ponto")).to_be_visible()
    looks.at("feedback")
