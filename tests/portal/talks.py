"""A visit with everything that a devolutiva tells; also the longest that is realistic."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from deliveries.models import Delivery, JourneyEntry, Referral, Tool
from diagnostics.models import Diagnosis, Finding, Instrument, InstrumentVersion
from privacy.models import Consent
from tests.cast import Cast
from tests.privacy.people import AT, person, said, visit
from visits.models import Appointment

LEVELS = [
    {"from": 0, "name": "Pede cuidado", "meaning": "Um passo pequeno já muda o dia."},
    {"from": 35, "name": "Em construção", "meaning": "Já existe um começo."},
    {"from": 60, "name": "No caminho", "meaning": "Funciona na maior parte do tempo."},
    {"from": 85, "name": "Forte", "meaning": "Vale manter."},
]
THEMES = {"financas": "Finanças", "vendas": "Vendas", "digital": "Presença digital"}
GAP = {"code": "dinheiro_misturado", "text": "O dinheiro da casa e o do negócio ficam juntos."}
QUESTION = {
    "key": "dinheiro", "theme": "financas", "kind": "single", "text": "O dinheiro fica separado?", "weight": 1,
    "required": True, "relevant": None, "help": "",
    "options": [{"key": "junto", "text": "Fica tudo junto", "points": 0, "finding": GAP}],
}  # fmt: skip
NEED = "Comprar um freezer de oito mil"
GUIDANCE = "Separar uma gaveta para o dinheiro da casa."
PURPOSE = "Ver as anotações do caixa"


def talk(cast: Cast, *, scores: dict[str, int] | None = None, at: Any = AT, consent: Consent | None = None) -> Consent:
    """José's visit: a result, a tool, a guidance, a promise, a journey and a credit need."""
    consent = consent or said(cast, at=at, whatsapp="given", credit_sharing="given")
    _diagnosis(consent, scores or {"financas": 20, "vendas": 90, "digital": 50})
    Delivery.objects.create(visit=consent.visit, tool=_tool(), findings=[GAP["code"]], handover="whatsapp")
    Delivery.objects.create(visit=consent.visit, guidance=GUIDANCE, handover="together", was_explained=True)
    Appointment.objects.create(
        business=cast.mercearia, agent=cast.rosangela, promised_in=consent.visit, due_at=at + timedelta(days=14),
        channel="in_person", purpose=PURPOSE,
    )  # fmt: skip
    JourneyEntry.objects.create(
        visit=consent.visit, destination="cursos", mode="in_person", entered_on=consent.visit.visited_on
    )
    Referral.objects.create(visit=consent.visit, need=NEED)
    return consent


def earlier(cast: Cast, scores: dict[str, int], *, days: int = 90) -> None:
    """The same conversation, some time before."""
    at = AT - timedelta(days=days)
    before = visit(cast, person(cast), at, visited_on=at.date())
    _diagnosis(Consent(visit=before), scores)


def _diagnosis(consent: Consent, scores: dict[str, int]) -> Diagnosis:
    definition = {
        "key": "x", "title": "Conversa", "levels": LEVELS, "questions": [QUESTION],
        "themes": [{"key": key, "name": THEMES.get(key, key)} for key in scores],
    }  # fmt: skip
    instrument, _ = Instrument.objects.get_or_create(key="x", defaults={"name": "X"})
    version = instrument.versions.first() or InstrumentVersion.objects.create(
        instrument=instrument, number=1, definition=definition
    )
    themes = [
        {"theme": key, "score": score, "level": _level(score), "answered": 1, "of": 1} for key, score in scores.items()
    ]
    made = Diagnosis.objects.create(visit=consent.visit, version=version, answers={"dinheiro": "junto"}, themes=themes)
    Finding.objects.create(diagnosis=made, theme="financas", rank=1, **GAP)
    return made


def _level(score: int) -> str:
    return str([level["name"] for level in LEVELS if int(str(level["from"])) <= score][-1])


def _tool() -> Tool:
    made, _ = Tool.objects.get_or_create(
        key="caixa",
        defaults={
            "name": "Fluxo de Caixa", "theme": "Finanças", "summary": "Planilha para anotar o que entra e o que sai.",
            "url": "https://ferramentas.example/caixa", "steps": ["Anote hoje.", "Anote sempre.", "Olhe na sexta."],
            "answers": [{"finding": GAP["code"], "why": "em 10 minutos por dia, você vê o que sobra."}],
        },
    )  # fmt: skip
    return made


def longest(cast: Cast) -> Consent:
    """As long as it gets: every text at the limit that our own content and the catalogue keep."""
    consent = said(cast, person(cast, name="Maximiliano Wenceslau Albuquerque de Vasconcelos Figueiredo"))
    themes = {f"Compras e vendas pela internet {place}": 20 + place for place in range(7)}
    made = _diagnosis(consent, themes)
    earlier(cast, dict.fromkeys(themes, 10))
    texts = [f"{place}. {'Falta juntar e guardar as notas de cada compra do mês todo. ' * 2}"[:120] for place in "23"]
    for rank, text in enumerate(texts, start=2):
        Finding.objects.create(diagnosis=made, code=f"f{rank}", theme="a", text=text, rank=rank)
    for place in range(3):
        tool = Tool.objects.create(
            key=f"tool-{place}", name=f"Programa de Capacitação e Acompanhamento {place}"[:48], theme="Finanças",
            summary="Curso completo pelo celular, com exemplos de negócios como o seu e exercícios curtos.",
            url=f"https://ferramentas.example/{'caminho-comprido/' * 7}{place}",
            steps=["Abra o endereço, faça o cadastro com o seu CPF e escolha o curso."] * 3,
            answers=[{"finding": GAP["code"], "why": "o dinheiro da casa e o do negócio ficam juntos. " * 2}],
        )  # fmt: skip
        Delivery.objects.create(visit=consent.visit, tool=tool, findings=[GAP["code"]], handover="paper")
    Delivery.objects.create(visit=consent.visit, guidance="Separar o dinheiro da casa. " * 8, handover="together")
    Appointment.objects.create(
        business=cast.mercearia, agent=cast.rosangela, promised_in=consent.visit, due_at=AT + timedelta(days=14),
        channel="video", purpose="Conferir juntos as anotações do caixa e o preço de cada produto que mais sai",
    )  # fmt: skip
    JourneyEntry.objects.create(
        visit=consent.visit, destination="solucoes", mode="assisted", entered_on=consent.visit.visited_on
    )
    Referral.objects.create(visit=consent.visit, need="Trocar a geladeira e comprar mercadoria para o fim do ano. " * 4)
    return consent
