"""What a visit or a contact was: a solution that somebody consumed, or one of the kinds that never count."""

from __future__ import annotations

from attendance.enums import RecordKind
from attendance.rules.decision import Reason
from attendance.rules.facts import VISIT, ContactFacts
from visits.enums import ContactKind, Outcome

GUIDANCE, INFORMATION, CONSULTING = "CON-ORI", "CON-INF", "INT-CON"
NOT_THERE = frozenset({Outcome.OWNER_AWAY, Outcome.CLOSED})


def kind_of(facts: ContactFacts) -> tuple[RecordKind, str, Reason | None]:
    """The kind, the code that details it, and the rule that says so. ATTENDANCE: the solution type decides further."""
    if facts.kind == VISIT:
        return _kind_of_visit(facts)
    match facts.kind:
        case ContactKind.NO_SHOW:
            return RecordKind.NO_SHOW, facts.kind, Reason("SOL-43", "O cliente faltou ao combinado: é uma falta.")
        case ContactKind.IMPROPER:
            text = "O contato não pôde virar atendimento: é um contato improcedente."
            return RecordKind.IMPROPER_CONTACT, facts.improper_reason, Reason("SOL-43", text)
        case ContactKind.CAMPAIGN:
            text = "Quem procurou foi o Sebrae, para pesquisa, cadastro ou divulgação: é campanha, não atendimento."
            return RecordKind.ACTIVE_CAMPAIGN, facts.kind, Reason("SOL-42", text)
        case ContactKind.ENROLMENT:
            return RecordKind.ENROLMENT, facts.kind, Reason("SOL-34", "Inscrever ou agendar ainda não é atender.")
    if facts.claim and not facts.claim.took_part:
        text = "Havia inscrição, mas o cliente não participou: é uma falta."
        return RecordKind.NO_SHOW, "enrolled", Reason("SOL-34", text)
    return RecordKind.ATTENDANCE, "", None


def _kind_of_visit(facts: ContactFacts) -> tuple[RecordKind, str, Reason | None]:
    if facts.outcome == Outcome.ATTENDED:
        return RecordKind.ATTENDANCE, "", None
    if facts.outcome in NOT_THERE and facts.was_promised:
        text = "Havia hora combinada e o cliente não estava: é uma falta."
        return RecordKind.NO_SHOW, facts.outcome, Reason("SOL-43", text)
    text = "Ninguém foi atendido nesta visita: é um contato improcedente."
    return RecordKind.IMPROPER_CONTACT, facts.outcome, Reason("SOL-43", text)


def solution_type_of(facts: ContactFacts) -> tuple[str, Reason]:
    """Which of the twenty types it was."""
    if facts.claim:
        return facts.claim.solution.solution_type, Reason("SOL-02", "O tipo é o da solução do portfólio.")
    match facts.kind:
        case ContactKind.CREDIT:
            return CONSULTING, Reason("CRD-03", "O segundo nível atende por consultoria.")
        case ContactKind.INFORMATION:
            return INFORMATION, Reason("SOL-30", "Informação sem conteúdo técnico, pedida pelo cliente.")
        case kind if kind == VISIT:
            return _of_deliveries(facts)
    if facts.was_explained and facts.was_requested:
        return GUIDANCE, Reason("SOL-11", "Um assunto técnico que o cliente quis foi explicado: é orientação técnica.")
    if facts.was_requested:
        return INFORMATION, Reason("SOL-30", "O cliente pediu o conteúdo, mas ele não foi explicado: é informação.")
    return INFORMATION, Reason("SOL-29", "O cliente não pediu este assunto: não é orientação técnica, é informação.")


def _of_deliveries(facts: ContactFacts) -> tuple[str, Reason]:
    """Orientação técnica when something technical was explained; else informação."""
    if any(delivery.is_technical_guidance for delivery in facts.deliveries):
        text = "Um assunto técnico de interesse do cliente foi explicado: é orientação técnica."
        return GUIDANCE, Reason("SOL-11", text)
    if any(delivery.was_requested for delivery in facts.deliveries):
        return INFORMATION, Reason("SOL-30", "O cliente pediu o conteúdo, mas ele não foi explicado: é informação.")
    text = "Mostrar ou mandar uma ferramenta que o cliente não pediu não é orientação técnica: é informação."
    return INFORMATION, Reason("SOL-29", text)
