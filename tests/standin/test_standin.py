"""The stand-in behaves like the national system, and misbehaves as ordered."""

from __future__ import annotations

import json
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from http.client import HTTPException
from pathlib import Path
from typing import Any

import pytest

from standin.faults import BEFORE_COMMIT, MODES
from standin.ledger import Ledger
from standin.rules import document_errors
from standin.server import StandIn
from tests.attendance.conftest import SILENT
from tests.waiting import wait_until

KEY = "k"
PERSON = {"cpf": "52998224725", "nome": "José"}
BUSINESS = {"cnpj": "12ABC34501DE35", "razao_social": "SALÃO", "porte": "mei", "situacao": "ATIVA"}
LINK = {"cpf": PERSON["cpf"], "cnpj": BUSINESS["cnpj"], "papel": "owner"}
ATTENDANCE = {
    "referencia": "r1", "cpf": PERSON["cpf"], "cnpj": BUSINESS["cnpj"], "tipo_solucao": "CON-ORI",
    "categoria": "Orientação", "codigo_acao": "CE-2026-0001-01", "modalidade": "Presencial",
    "inicio": "2026-11-20T10:00:00-03:00", "fim": "2026-11-20T10:20:00-03:00", "agente": "a1",
}  # fmt: skip


@pytest.fixture
def server(tmp_path: Path) -> Iterator[StandIn]:
    running = StandIn(("127.0.0.1", 0), Ledger(tmp_path / "ledger.sqlite3"), KEY)
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield running
    running.stopping.set()
    running.shutdown()
    thread.join()
    running.server_close()
    running.ledger.close()


def ask(
    server: StandIn, method: str, path: str, body: Any = None, *, key: str = KEY, within_s: float = 60
) -> tuple[int, Any]:
    data = json.dumps(body).encode() if body is not None else None
    url = f"http://127.0.0.1:{server.server_address[1]}{path}"
    request = urllib.request.Request(url, data, {"x-req": key}, method=method)
    try:
        with urllib.request.urlopen(request, timeout=within_s) as answer:
            return answer.status, _read(answer.read())
    except urllib.error.HTTPError as error:
        return error.code, _read(error.read())


def _read(raw: bytes) -> Any:
    return json.loads(raw) if raw[:1] in b"{[" else raw.decode(errors="replace")


def prepare(server: StandIn) -> None:
    for path, body in (("/clientes/pf", PERSON), ("/clientes/pj", BUSINESS), ("/vinculos", LINK)):
        assert ask(server, "POST", path, body)[0] == 200


def codes(answer: tuple[int, Any]) -> list[str]:
    assert answer[0] == 422
    return [error["codigo"] for error in answer[1]["erros"]]


def test_it_works(server: StandIn) -> None:
    prepare(server)
    status, body = ask(server, "POST", "/atendimentos", ATTENDANCE)
    assert (status, body) == (201, {"numero": "SAS-0000001", "referencia": "r1"})
    status, found = ask(server, "GET", "/atendimentos?referencia=r1")
    assert [row["numero"] for row in found] == ["SAS-0000001"]
    assert ask(server, "GET", "/atendimentos?referencia=r2") == (200, [])
    assert ask(server, "GET", f"/clientes/pf/{PERSON['cpf']}")[1]["nome"] == "José"
    assert ask(server, "GET", "/clientes/pj/11222333000181")[0] == 404


def test_a_repeated_reference_gets_the_same_number(server: StandIn) -> None:
    prepare(server)
    ask(server, "POST", "/atendimentos", ATTENDANCE)
    status, body = ask(server, "POST", "/atendimentos", ATTENDANCE)
    assert (status, body["numero"], body["referencia"]) == (409, "SAS-0000001", "r1")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"cnpj": 12345013}, "DOC-TEXTO"),
        ({"cnpj": "123450135"}, "DOC-INVALIDO"),  # letters stripped
        ({"cnpj": "12ABC34501DE36"}, "DOC-INVALIDO"),
        ({"cpf": 52998224725}, "DOC-TEXTO"),
        ({"cpf": "11144477735"}, "PF-NAO-CADASTRADA"),
        ({"cnpj": "11222333000181"}, "PJ-NAO-CADASTRADA"),
        ({"codigo_acao": "XX"}, "ACAO-DESCONHECIDA"),
        ({"codigo_acao": "CE-2025-0001-01"}, "ACAO-OUTRO-ANO"),
        ({"tipo_solucao": "ACE-FAM"}, "TIPO-DESCONHECIDO"),
        ({"modalidade": ""}, "OBRIGATORIO"),
    ],
)
def test_refuses(server: StandIn, change: dict[str, Any], code: str) -> None:
    prepare(server)
    assert code in codes(ask(server, "POST", "/atendimentos", ATTENDANCE | change))
    assert server.ledger.attendances() == []


def test_refuses_an_inactive_business_and_a_missing_link(server: StandIn) -> None:
    ask(server, "POST", "/clientes/pf", PERSON)
    assert codes(ask(server, "POST", "/vinculos", LINK)) == ["NAO-CADASTRADO"]
    ask(server, "POST", "/clientes/pj", BUSINESS)
    assert codes(ask(server, "POST", "/atendimentos", ATTENDANCE)) == ["SEM-VINCULO"]
    ask(server, "POST", "/clientes/pj", BUSINESS | {"situacao": "BAIXADA"})
    assert codes(ask(server, "POST", "/atendimentos", ATTENDANCE)) == ["PJ-INATIVA"]
    assert ask(server, "POST", "/atendimentos", ATTENDANCE | {"cnpj": None})[0] == 201


def test_refuses_a_wrong_key(server: StandIn) -> None:
    assert ask(server, "POST", "/clientes/pf", PERSON, key="x")[0] == 401


def test_closed_actions_are_unknown(server: StandIn) -> None:
    prepare(server)
    ask(server, "POST", "/_controle/acoes-fechadas", {"codigo": ATTENDANCE["codigo_acao"]})
    assert codes(ask(server, "POST", "/atendimentos", ATTENDANCE)) == ["ACAO-DESCONHECIDA"]


NO_ANSWER = 0
SEEN = {  # the others answer as if all were well
    "403": 403, "404": 404, "404_html": 404, "409": 409, "422": 422, "429": 429, "html_500": 500, "maintenance": 503,
    "500_after_commit": 500, "error_in_200": 200, "empty_200": 200, "html_200": 200,
    "redirect": 400,  # what it leads to is asked with GET, without what a question needs
    **dict.fromkeys(
        ["close_before_commit", "close_after_commit", "truncated", *SILENT], NO_ANSWER
    ),
}  # fmt: skip


@pytest.mark.parametrize("mode", sorted(MODES))
def test_faults_come_as_ordered(server: StandIn, mode: str) -> None:
    prepare(server)
    order = {"rota": "/atendimentos", "modo": mode, "vezes": 1, "segundos": 0}
    assert ask(server, "POST", "/_controle/falhas", order)[0] == 200
    try:
        status = ask(server, "POST", "/atendimentos", ATTENDANCE, within_s=1 if mode in SILENT else 60)[0]
    except (OSError, HTTPException):  # closed, cut or silent
        status = NO_ANSWER
    assert status == SEEN.get(mode, 201)
    wait_until(lambda: server.faults.used() == [{"modo": mode, "usada": 1}])
    wait_until(lambda: mode != "timeout_after_commit" or server.ledger.attendances())
    assert len(server.ledger.attendances()) == (mode not in BEFORE_COMMIT)
    again = ask(server, "POST", "/atendimentos", ATTENDANCE)[0]  # the order is used up
    assert again == (201 if mode in BEFORE_COMMIT else 409)


def test_faults_can_be_withdrawn_and_the_ledger_read(server: StandIn) -> None:
    prepare(server)
    ask(server, "POST", "/_controle/falhas", {"modo": "html_500", "vezes": 0})
    assert [ask(server, "POST", "/atendimentos", ATTENDANCE)[0] for _ in range(3)] == [500] * 3
    assert ask(server, "GET", "/_controle/falhas") == (200, {"falhas": [{"modo": "html_500", "usada": 3}]})
    ask(server, "DELETE", "/_controle/falhas")
    assert ask(server, "POST", "/atendimentos", ATTENDANCE)[0] == 201
    book = ask(server, "GET", "/_controle/livro")[1]
    assert len(book["atendimentos"]) == 1
    assert [asked["status"] for asked in book["pedidos"]][-4:] == [500, 500, 500, 201]
    assert ask(server, "POST", "/_controle/falhas", {"modo": "inventado"})[0] == 400


def test_the_ledger_survives_a_restart(tmp_path: Path) -> None:
    first = Ledger(tmp_path / "l.sqlite3")
    first.put_attendance({"referencia": "r"})
    first.close()
    assert len(Ledger(tmp_path / "l.sqlite3").attendances("r")) == 1


@pytest.mark.parametrize("document", ["11222333000181", "12ABC34501DE35", "A87HBZHB000161", "SEBRAE01000155"])
def test_knows_cnpjs_with_and_without_letters(document: str) -> None:
    assert document_errors("cnpj", document) == []
    assert document_errors("cnpj", document.lower() + " ") != []


CORRECTION = {
    "referencia": "r2", "operacao": "CORRECAO", "referencia_original": "r1", "motivo": "Tipo errado",
}  # fmt: skip


def test_a_closed_month_takes_nothing_and_another_competence_does(server: StandIn) -> None:
    prepare(server)
    ask(server, "POST", "/_controle/meses-fechados", {"mes": "2026-11"})
    assert codes(ask(server, "POST", "/atendimentos", ATTENDANCE)) == ["COMPETENCIA-FECHADA"]
    assert ask(server, "POST", "/atendimentos", ATTENDANCE | {"competencia": "2026-12"})[0] == 201


def test_a_merged_client_goes_by_another_code(server: StandIn) -> None:
    prepare(server)
    ask(server, "POST", "/_controle/unificacoes", {"documento": PERSON["cpf"], "codigo_atual": "PF-NOVO"})
    old = ask(server, "POST", "/clientes/pf", PERSON)[1]["codigo"]
    answer = ask(server, "POST", "/atendimentos", ATTENDANCE | {"codigo_pf": old})
    assert (codes(answer), answer[1]["erros"][0]["codigo_atual"]) == (["CLIENTE-UNIFICADO"], "PF-NOVO")
    assert ask(server, "POST", "/atendimentos", ATTENDANCE | {"codigo_pf": "PF-NOVO"})[0] == 201


def test_corrections_and_cancellations_refer_to_what_is_there(server: StandIn) -> None:
    prepare(server)
    assert codes(ask(server, "POST", "/atendimentos", ATTENDANCE | CORRECTION)) == ["REGISTRO-NAO-ENCONTRADO"]
    ask(server, "POST", "/atendimentos", ATTENDANCE)
    assert ask(server, "POST", "/atendimentos", ATTENDANCE | CORRECTION)[0] == 201
    cancel = ATTENDANCE | CORRECTION | {"referencia": "r3", "operacao": "CANCELAMENTO", "referencia_original": "r2"}
    assert codes(ask(server, "POST", "/atendimentos", cancel | {"contabiliza": True})) == ["NAO-CONTABILIZA"]
    assert ask(server, "POST", "/atendimentos", cancel)[0] == 201
    assert codes(ask(server, "POST", "/atendimentos", cancel | {"referencia": "r4"})) == ["JA-CANCELADO"]


def test_a_missed_appointment_names_nobody_and_counts_nothing(server: StandIn) -> None:
    nobody = ATTENDANCE | {"cpf": None, "cnpj": None, "tipo_solucao": None, "especie": "no_show"}
    assert ask(server, "POST", "/atendimentos", nobody)[0] == 201
    assert codes(ask(server, "POST", "/atendimentos", nobody | {"referencia": "x", "contabiliza": True})) == [
        "NAO-CONTABILIZA"
    ]


def test_a_days_list_names_nobody_and_goes_on_after_a_number(server: StandIn) -> None:
    prepare(server)
    for reference in ("r1", "r2"):
        ask(server, "POST", "/atendimentos", ATTENDANCE | {"referencia": reference, "unidade": "CE"})
    rows = ask(server, "GET", "/atendimentos?dia=2026-11-20&unidade=CE")[1]
    assert [row["referencia"] for row in rows] == ["r1", "r2"]
    assert "cpf" not in rows[0]
    assert ask(server, "GET", f"/atendimentos?dia=2026-11-20&unidade=CE&depois={rows[1]['numero']}")[1] == []
    assert ask(server, "GET", "/atendimentos?dia=2026-11-21&unidade=CE")[1] == []


def test_what_was_stored_may_show_later(server: StandIn) -> None:
    prepare(server)
    ask(server, "POST", "/_controle/demora", {"segundos": 60})
    ask(server, "POST", "/atendimentos", ATTENDANCE)
    assert ask(server, "GET", "/atendimentos?referencia=r1") == (200, [])
    ask(server, "POST", "/_controle/demora", {"segundos": 0})
    assert len(ask(server, "GET", "/atendimentos?referencia=r1")[1]) == 1


def test_what_it_remembers_has_its_number_and_what_comes_later_the_next_one(tmp_path: Path) -> None:
    """The demo's history was registered before the stand-in ever ran; told twice, it is there once."""
    ledger = Ledger(tmp_path / "ledger.sqlite3")
    for _ in range(2):
        ledger.remember([("SAS-2600001", ATTENDANCE, datetime(2026, 11, 20, 14, tzinfo=UTC))])
    assert [row["numero"] for row in ledger.attendances("r1")] == ["SAS-2600001"]
    assert ledger.put_attendance(ATTENDANCE | {"referencia": "r2"}) == "SAS-2600002"
    ledger.close()
