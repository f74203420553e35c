"""What an answer of SAS means for a record: registered, refused for a reason, not now, or unknown (I3, F44 to F50)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

from attendance.rules.breaker import Health
from attendance.rules.decision import MANAGER, STATE, SUPPORT


class Verdict(Enum):
    """What we know after a request to register an attendance."""

    REGISTERED = "registered"
    REFUSED = "refused"  # a person has to act
    NOT_NOW = "not now"  # certainly nothing stored: send again later
    UNKNOWN = "unknown"  # may be stored: look up before any resend


@dataclass(frozen=True)
class Answer:
    """What came back. `was_sent` False: the request certainly never arrived; `status` None: no answer came."""

    was_sent: bool
    status: int | None = None
    body: Any = None  # parsed JSON; None when it was not JSON
    retry_after_s: float | None = None


@dataclass(frozen=True)
class Meaning:
    """A verdict with what belongs to it."""

    verdict: Verdict
    number: str = ""
    problem: str = ""
    acts: str = ""
    code: str = ""
    retry_after_s: float | None = None


REASONS = {
    "ACAO-DESCONHECIDA": ("O SAS não conhece o código da ação. Confira os códigos no cadastro da ação.", STATE),
    "ACAO-OUTRO-ANO": ("A ação é de outro ano que o da visita. Cadastre a ação do ano da visita.", STATE),
    "PJ-INATIVA": ("No SAS, o negócio está inativo. Confira a situação do negócio no cadastro.", MANAGER),
    "DOC-INVALIDO": ("O SAS não aceita o documento. Confira o CPF e o CNPJ com o cliente.", MANAGER),
    "DOC-TEXTO": ("O SAS não aceita o formato do documento.", SUPPORT),
    "PF-NAO-CADASTRADA": ("O SAS não achou a pessoa atendida.", SUPPORT),
    "PJ-NAO-CADASTRADA": ("O SAS não achou o negócio.", SUPPORT),
    "SEM-VINCULO": ("No SAS, a pessoa não está ligada ao negócio.", SUPPORT),
    "TIPO-DESCONHECIDO": ("O SAS não conhece o tipo de solução.", SUPPORT),
    "OBRIGATORIO": ("O SAS pede um dado que falta.", MANAGER),
    "CAMPO-INVALIDO": ("O SAS não aceita o valor de um campo. A resposta dele, abaixo, diz qual.", SUPPORT),
    "COMPETENCIA-FECHADA": ("O mês deste atendimento está fechado no SAS, e nenhum outro está aberto.", STATE),
    "CLIENTE-UNIFICADO": ("No SAS, este cliente foi unificado com outro. Confira lá qual cadastro vale.", MANAGER),
    "REGISTRO-NAO-ENCONTRADO": ("O SAS não achou o registro que este corrige ou cancela.", SUPPORT),
    "JA-CANCELADO": ("No SAS, o registro que este corrige ou cancela já foi cancelado.", MANAGER),
    "NAO-CONTABILIZA": ("O SAS não aceita que este registro conte como atendimento.", SUPPORT),
    "ESPECIE-DESCONHECIDA": ("O SAS não conhece esta espécie de registro.", SUPPORT),
}
MONTH_CLOSED, MERGED = "COMPETENCIA-FECHADA", "CLIENTE-UNIFICADO"
LOCKED_OUT = "locked_out"  # SAS takes nothing from us, whatever the record: all wait, one notice says so
LOCKS = (401, 403)
ONLY_THIS = frozenset({"not_permitted", "keeps_failing"})  # SAS is well, as others show
BY_STATUS = {
    404: ("O SAS não reconheceu o endereço do serviço. Confira a configuração.", SUPPORT),
    409: ("O SAS diz que este atendimento já existe com outra referência. Confira no SAS antes de reenviar.", MANAGER),
}


def read_answer(answer: Answer, reference: str) -> Meaning:
    """What the answer to a request to register the attendance `reference` means."""
    if not answer.was_sent:
        return Meaning(Verdict.NOT_NOW, code="unreachable")
    if answer.status is None or answer.status >= 500:  # a 500 may come after the commit (F28, F48)
        return Meaning(Verdict.UNKNOWN, code="no_answer", retry_after_s=answer.retry_after_s)
    if answer.status == 429:
        return Meaning(Verdict.NOT_NOW, code="too_many", retry_after_s=answer.retry_after_s)
    number = _number(answer.body, reference)
    if number and answer.status in (200, 201, 409):
        return Meaning(Verdict.REGISTERED, number=number)
    if is_locked_out(answer):
        return Meaning(Verdict.NOT_NOW, code=LOCKED_OUT)
    if 400 <= answer.status < 500 or _says_error(answer.body):
        return refusal(answer)
    return Meaning(Verdict.UNKNOWN, code="not_understood")  # garbage, HTML, an empty list, a redirect (F50)


def read_lookup(answer: Answer, reference: str) -> Meaning:
    """What a look-up by our reference means: registered, certainly absent (NOT_NOW), or still unknown.

    Only SAS itself, in JSON, can say "absent": a gateway's own 404 page knows nothing of what is stored (F50).
    """
    if (answer.status == 404 and isinstance(answer.body, dict)) or (answer.status == 200 and answer.body == []):
        return Meaning(Verdict.NOT_NOW, code="absent")
    if answer.status == 200 and isinstance(answer.body, list):
        for item in answer.body:
            number = _number(item, reference)
            if number:
                return Meaning(Verdict.REGISTERED, number=number)
    if is_locked_out(answer):
        return Meaning(Verdict.UNKNOWN, code=LOCKED_OUT)
    return Meaning(Verdict.UNKNOWN, code="lookup_failed", retry_after_s=answer.retry_after_s)


def read_preparation(answer: Answer) -> Meaning | None:
    """What an answer to registering a client or a link means; None: go on. Doing it twice is harmless."""
    if answer.status in (200, 201) and isinstance(answer.body, dict) and not _says_error(answer.body):
        return None
    if is_locked_out(answer):
        return Meaning(Verdict.NOT_NOW, code=LOCKED_OUT)
    if answer.status is not None and 400 <= answer.status < 500 and answer.status != 429:
        return refusal(answer)
    if answer.status == 200 and _says_error(answer.body):
        return refusal(answer)
    return Meaning(Verdict.NOT_NOW, code="not_prepared", retry_after_s=answer.retry_after_s)


def health(answer: Answer) -> Health:
    """What an answer says about SAS itself (F44 to F46); a refusal of a record is a healthy answer."""
    if answer.status == 429:
        return Health.BUSY
    if answer.status == 503 and answer.retry_after_s is not None:
        return Health.MAINTENANCE
    if is_locked_out(answer):
        return Health.KEY
    if not answer.was_sent or answer.status is None or answer.status >= 500 or answer.body is None:
        return Health.SILENT
    return Health.ANSWERED


def mutilated(field: str, sent: str, answer: Answer) -> Meaning | None:
    """Whether SAS kept another document than the one we sent: letters stripped, digits lost. Loud, never silent.

    Older services give documents as numbers: their lost zeros at the front are no loss.
    """
    said = answer.body.get(field) if isinstance(answer.body, dict) else None
    if said is None or str(said).zfill(len(sent)) == sent:
        return None
    return _mutilation()


def _mutilation() -> Meaning:
    problem = "O SAS não guardou o documento como ele é: letras ou números se perderam. Nada foi registrado."
    return Meaning(Verdict.REFUSED, problem=problem, acts=SUPPORT, code="document_mutilated")


def current_codes(answer: Answer) -> dict[str, str]:
    """The codes that merged clients go by now: `{"codigo_pf": …}` (empty: it is about something else)."""
    merged = [e for e in _errors(answer.body) if e.get("codigo") == MERGED]
    return {str(e["campo"]): str(e["codigo_atual"]) for e in merged if e.get("campo") and e.get("codigo_atual")}


def is_locked_out(answer: Answer) -> bool:
    """Whether SAS refuses our key or what it may do, and not this record for a reason of its own."""
    return answer.status in LOCKS and _error_code(answer.body) not in REASONS


def only_this_record() -> Meaning:
    """SAS takes others but goes on refusing this one."""
    problem = "O SAS aceita outros registros e não dá permissão para este. Confira a permissão da chave no SAS."
    return Meaning(Verdict.REFUSED, problem=problem, acts=SUPPORT, code="not_permitted")


def keeps_failing() -> Meaning:
    """SAS answers others and fails over and over with this one."""
    problem = "O SAS responde a outros registros e falha sempre com este. Confira no SAS se ele está lá, e reenvie."
    return Meaning(Verdict.REFUSED, problem=problem, acts=SUPPORT, code="keeps_failing")


def refusal(answer: Answer) -> Meaning:
    """A business error in plain Portuguese, with who has to act (F47)."""
    code = _error_code(answer.body)
    if code in REASONS:
        problem, acts = REASONS[code]
    elif answer.status in BY_STATUS:
        problem, acts = BY_STATUS[answer.status]
    else:
        problem, acts = "O SAS recusou o registro. A resposta dele está guardada abaixo.", SUPPORT
    return Meaning(Verdict.REFUSED, problem=problem, acts=acts, code=code or f"status_{answer.status}")


def _number(body: Any, reference: str) -> str:
    """The attendance number, if the body is about our reference."""
    if not isinstance(body, dict) or body.get("referencia") != reference:
        return ""
    number = body.get("numero")
    if isinstance(number, int) and not isinstance(number, bool) and number > 0:
        number = str(number)
    return number if isinstance(number, str) and 0 < len(number) <= 40 else ""


def _says_error(body: Any) -> bool:
    return isinstance(body, dict) and bool(body.get("erro") or body.get("erros"))


def _errors(body: Any) -> list[dict[str, Any]]:
    errors = body.get("erros") if isinstance(body, dict) else None
    return [error for error in errors if isinstance(error, dict)] if isinstance(errors, list) else []


def _error_code(body: Any) -> str:
    """The first known error code of a refusal."""
    codes = [str(error.get("codigo")) for error in _errors(body)]
    known = [code for code in codes if code in REASONS]
    return (known or codes or [""])[0][:40]
