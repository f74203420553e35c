"""The visit's screens as an agent uses them: with thumbs, with a keyboard, over the telephone, with second thoughts."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
from playwright.sync_api import Page, expect

from tests.e2e import steps
from tests.e2e.product import Product

HERE = ZoneInfo("America/Fortaleza")


def test_what_was_said_about_coming_back_is_offered_first(product: Product, agents_page: Page) -> None:
    page = agents_page
    steps.arrive(page, "Pediu para voltar outro dia")
    page.get_by_role("button", name="Continuar").click()
    page.get_by_role("button", name="Concluir visita").click()
    expect(page.get_by_role("alert")).to_contain_text("Escolha o dia.")
    expect(page.locator("#problemas")).to_be_focused()

    page.get_by_label("O que ficou combinado").fill("volta daqui a pouco: amanhã às 9")
    first = page.get_by_role("radio").first
    expect(page.locator("label.choice").first).to_contain_text(re.compile(r"Amanhã, .*, às 09:00\s*Como você anotou"))
    first.check()
    visit_id = steps.finish(page)

    tomorrow = (datetime.now(HERE) + timedelta(days=1)).date()
    with page.expect_download() as saving:
        page.get_by_role("button", name="Pôr na agenda do celular").click()
    (event,) = icalendar.Calendar.from_ical(saving.value.path().read_bytes()).walk("VEVENT")
    begins = event.decoded("DTSTART").astimezone(HERE)
    assert (begins.date(), begins.hour) == (tomorrow, 9)
    assert event["UID"] == visit_id + "@rota-ativa"
    assert steps.told(product, page, visit_id)["promise"] == [str(tomorrow)]


def test_a_second_visit_shows_what_was_promised_in_the_first(product: Product, agents_page: Page) -> None:
    page = agents_page
    steps.arrive(page, "Pediu para voltar outro dia")
    page.get_by_role("button", name="Continuar").click()
    page.get_by_label("O que ficou combinado").fill("Trazer a planilha do caixa")
    page.get_by_role("radio").nth(1).check()
    steps.told(product, page, steps.finish(page))

    last = page.get_by_role("region", name="Da última vez")
    page.get_by_role("link", name="Ver a rota").click()
    page.get_by_role("link", name="Mercearia São José").click()
    expect(last).to_contain_text("Por Rosângela Alves")  # a fresh day came by itself, with the server's word
    page.get_by_role("button", name="Fazer outra visita").click()
    steps.heading(page, "O que aconteceu na porta?")
    expect(last).to_contain_text("Trazer a planilha do caixa")
    expect(last).to_contain_text("pediu para voltar")


def test_a_visit_over_the_telephone_asks_for_no_place_and_no_signature(product: Product, agents_page: Page) -> None:
    page = agents_page
    steps.arrive(page, "Vou atender agora")
    page.get_by_text("Não é na porta?").click()
    page.get_by_text("Telefone", exact=True).click()
    expect(page.get_by_text("Local anotado")).to_have_count(0)
    expect(page.get_by_role("link", name="Ligar agora")).to_have_attribute("href", re.compile(r"^tel:\+55\d{10,11}$"))
    page.get_by_role("button", name="Começar atendimento").click()
    expect(page.get_by_text("Leia em voz alta")).to_be_visible()
    page.get_by_role("button", name="Disse que aceita").click()
    steps.introduce(page)
    page.goto(re.sub("#.*", "", page.url) + "#" + page.url.split("#")[1].split("/conversa")[0] + "/chegada")
    page.get_by_role("radio", name="Não atendeu").check()
    page.get_by_role("button", name="Continuar").click()
    page.get_by_role("button", name="Depois das 17h").click()
    expect(page.get_by_label("Melhor hora para ligar")).to_have_value("Depois das 17h")
    told = steps.told(product, page, steps.finish(page))
    assert (told["channel"], told["arrival"], told["departure"], told["proof"]) == ("phone", "", "", "spoken")


def test_fields_keep_their_dots_and_the_caret(agents_page: Page) -> None:
    page = agents_page
    page.get_by_role("link", name="Nova").click()
    cnpj = page.get_by_label("CNPJ")
    cnpj.press_sequentially("12abc34501de35")
    expect(cnpj).to_have_value("12.ABC.345/01DE-35")
    cnpj.evaluate("field => field.setSelectionRange(5, 5)")
    page.keyboard.press("Backspace")
    page.keyboard.type("z")
    expect(cnpj).to_have_value("12.AZC.345/01DE-35")
    assert cnpj.evaluate("field => field.selectionStart") == 5
    cnpj.fill("")
    cnpj.evaluate(
        "(field, text) => { field.value = text; field.dispatchEvent(new InputEvent('input', {bubbles: true})); }",
        "CNPJ: 11.222.333/0001-81",
    )
    expect(cnpj).to_have_value("11.222.333/0001-81")
    expect(page.get_by_text("já está na sua lista")).to_be_visible()
    cnpj.press("Enter")
    expect(page.get_by_label("Nome do negócio")).to_be_focused()
    assert page.get_by_label("Telefone com DDD").get_attribute("inputmode") == "tel"


def test_continue_discard_and_undo(agents_page: Page) -> None:
    page = agents_page
    steps.arrive(page, "Vou atender agora")
    steps.accept_notice(page)
    steps.introduce(page)
    steps.answer_one(page)
    question = page.get_by_role("heading", level=1).inner_text()
    page.goto(re.sub("#.*", "#/hoje", page.url))
    resume = page.get_by_role("link", name=re.compile("Continuar de onde parou"))
    expect(resume).to_contain_text(question)
    expect(resume).to_contain_text(re.compile(r"Mercearia São José · hoje, \d\d:\d\d"))
    page.get_by_role("button", name="Descartar rascunho de Mercearia São José").click()
    expect(resume).to_have_count(0)
    page.get_by_role("button", name="Desfazer").click()
    resume.click()
    steps.heading(page, question)


def test_what_is_taken_back_can_be_brought_back(agents_page: Page) -> None:
    page = agents_page
    steps.arrive(page, "Vou atender agora")
    expect(page.get_by_text(re.compile("^Local anotado às"))).to_be_visible()
    page.get_by_role("button", name="Apagar local anotado").click()
    expect(page.get_by_text("Local apagado").first).to_be_visible()
    page.get_by_role("button", name="Desfazer").click()
    expect(page.get_by_text(re.compile("^Local anotado às"))).to_be_visible()
    page.get_by_role("button", name="Começar atendimento").click()
    page.get_by_role("button", name="Aceito", exact=True).click()
    steps.heading(page, "Assine com o dedo")
    steps.draw(page)
    drawing = page.locator("#assinatura .ink")
    expect(drawing).to_have_attribute("d", re.compile("^M"))
    signed = drawing.get_attribute("d")
    page.get_by_role("button", name="Apagar").click()
    expect(page.get_by_text("O cliente assina aqui")).to_be_visible()
    page.get_by_role("button", name="Desfazer").click()
    expect(drawing).to_have_attribute("d", signed or "")
    page.get_by_role("button", name="Apagar").click()
    expect(page.locator(".toast")).to_be_visible()
    page.evaluate("location.hash = '#/hoje'")
    page.get_by_role("link", name="Salão Divina Beleza").click()
    page.get_by_role("button", name="Cheguei no Salão Divina Beleza").click()
    steps.heading(page, "O que aconteceu na porta?")
    expect(page.locator(".toast")).to_have_count(0)  # that Desfazer was the other visit's
