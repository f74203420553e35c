"""A whole visit without touching the screen: labels, order and focus carry it (WCAG 2.1.1, 2.4.3; ux.md 27)."""

from __future__ import annotations

import re

from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.e2e import steps
from tests.e2e.conftest import begin_day
from tests.e2e.product import Product

IS_FOCUSED = "element => element === document.activeElement"


def tab_to(page: Page, target: Locator, *, most: int = 40) -> None:
    """Tab forwards until the thing has the focus; whoever opens a screen stands at its title."""
    expect(target).to_be_visible()
    for _ in range(most):
        if target.evaluate(IS_FOCUSED):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no way to {target} by keyboard")


def press(page: Page, target: Locator, key: str = "Enter") -> None:
    """Go to a button, link or choice and use it."""
    tab_to(page, target)
    page.keyboard.press(key)


def title(page: Page, words: str | re.Pattern[str]) -> None:
    """A new screen opened and its title has the focus, so that a screen reader says it."""
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text(words)
    expect(heading).to_be_focused()


def answer(page: Page) -> None:
    """The question on the screen, by its first choice or a number."""
    heading = page.get_by_role("heading", level=1)
    question = heading.inner_text()
    expect(heading).to_be_focused()
    number = page.get_by_label("Resposta, em números")
    if number.count():
        tab_to(page, number)
        page.keyboard.type("3")
    else:
        press(page, page.get_by_role("radio").first, "Space")
        expect(page.get_by_role("radio").first).to_be_checked()
    press(page, page.get_by_role("button", name=steps.WAYS_TO_CONTINUE))
    expect(heading).not_to_have_text(question)


def to_the_conversation(page: Page) -> None:
    """The notice, the acceptance that is spoken, and who is there; Enter goes from field to field."""
    press(page, page.get_by_role("button", name=re.compile("^Cheguei")))
    title(page, "O que aconteceu na porta?")
    press(page, page.get_by_role("button", name="Começar atendimento"))
    title(page, re.compile("estes dados são seus", re.IGNORECASE))
    press(page, page.get_by_role("button", name="Aceito", exact=True))
    title(page, "Assine com o dedo")
    press(page, page.get_by_role("button", name=re.compile("de viva voz")))
    title(page, "Quem está falando com você?")
    tab_to(page, page.get_by_label("Nome completo"))
    page.keyboard.press("Control+a")
    page.keyboard.type("José Wilson Pereira")
    page.keyboard.press("Enter")
    expect(page.get_by_label("CPF")).to_be_focused()
    page.keyboard.type("52998224725")
    expect(page.get_by_label("CPF")).to_have_value("529.982.247-25")
    press(page, page.get_by_role("radio", name="Dono ou dona"), "Space")
    press(page, page.get_by_role("button", name="Continuar"))
    title(page, "Os dados do negócio estão certos?")
    press(page, page.get_by_role("button", name="Ir para a conversa"))
    expect(page.get_by_text(re.compile("Etapa 3 de 6"))).to_be_visible()


def to_the_end(page: Page) -> None:
    """What is left, what comes next, and the check page."""
    press(page, page.get_by_role("checkbox", name=re.compile("Incluir na entrega")).first, "Space")
    press(page, page.get_by_role("link", name=re.compile("Escolher como entregar")))
    title(page, re.compile("O que fica hoje com"))
    press(page, page.get_by_role("radio", name="Fizemos juntos"), "Space")
    press(page, page.get_by_role("button", name="Próximo passo"))
    title(page, re.compile("quer continuar"))
    press(page, page.get_by_role("group", name=re.compile("Por onde")).get_by_role("radio").first, "Space")
    press(page, page.get_by_role("radio", name="Pelo celular"), "Space")
    press(page, page.get_by_role("button", name="Continuar"))
    press(page, page.get_by_role("radio", name="Sim, combinamos"), "Space")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="Não precisa")).to_be_checked()
    press(page, page.get_by_role("button", name="Continuar"))
    press(page, page.get_by_role("radio", name="Não falou"), "Space")
    press(page, page.get_by_role("button", name="Conferir a visita"))
    title(page, "Confira antes de concluir")
    press(page, page.get_by_role("button", name="Concluir visita"))
    title(page, "Visita guardada")


def test_a_whole_visit_with_the_keyboard_alone(product: Product, phone: BrowserContext) -> None:
    page = begin_day(phone, product)
    to_the_conversation(page)
    for _ in range(60):
        if page.get_by_text(re.compile("Etapa 3 de 6")).count() == 0:
            break
        answer(page)
    to_the_end(page)
    steps.received(page)
    assert [len(steps.kept(page, rows)) for rows in ("drafts", "outbox", "sent")] == [0, 0, 1]
