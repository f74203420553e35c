"""No personal data in the log, whatever fails."""

from __future__ import annotations

import json
import logging
import logging.config

import pytest
from django.conf import settings

from config.logs import CarefulFormatter, JsonFormatter, without_people

ROW = """duplicate key value violates unique constraint "clients_person_cpf_key"
DETAIL:  Failing row contains (52998224725, José Wilson Pereira,
Rua do Limoeiro)."""


def test_it_works():
    """Through the settings themselves: a database's error with its row, inside a traceback."""
    handler = logging.Handler()
    line = dict(settings.LOGGING["formatters"]["line"])
    made = logging.config.DictConfigurator({"version": 1}).configure_formatter(line)
    handler.setFormatter(made)
    try:
        raise ValueError(ROW)
    except ValueError as error:
        exc_info = (type(error), error, error.__traceback__)
    record = logging.LogRecord("rota.jobs", logging.ERROR, __file__, 1, "job %s failed", ("7",), exc_info)
    text = handler.format(record)
    assert "job 7 failed" in text
    assert "clients_person_cpf_key" in text
    assert not [private for private in ("52998224725", "José", "Limoeiro") if private in text]


def test_as_json_for_a_collector():
    """LOG_FORMAT=json: one object, with what the code said beside the message, and nobody in it."""
    made = JsonFormatter()
    record = logging.LogRecord("rota.sas", logging.INFO, __file__, 1, "SAS POST %s: 201", ("/atendimentos",), None)
    record.attempt, record.asked = 2, "CPF 529.982.247-25"
    said = json.loads(made.format(record))
    assert (said["message"], said["attempt"], said["asked"]) == ("SAS POST /atendimentos: 201", 2, "CPF (number)")
    assert said["at"].endswith("+00:00")


@pytest.mark.parametrize(
    "private", ["529.982.247-25", "52998224725", "88999990000", "(88) 99999-0000", "jose.wilson@exemplo.com.br"]
)
def test_what_identifies_somebody(private: str):
    assert private not in without_people(f"could not read “{private}” here")


@pytest.mark.parametrize(
    "useful",
    [
        "visit 0198b9a4-7c52-7d7e-9c8b-112233445566 cannot be written",
        "2026-11-22 04:56:40,123 WARNING rota.jobs",
        "A própria linha: receive.py:142 < api.py:97",
    ],
)
def test_the_rest_stays(useful: str):
    assert without_people(useful) == useful


def test_a_row_ends_where_the_next_error_begins():
    text = without_people(f"{ROW}\n\nDuring handling of the above exception, another exception occurred:\nnext")
    assert text.endswith("another exception occurred:\nnext")


@pytest.mark.parametrize("place", ["/c/", "/equipe/convite/", "/conta/senha/nova/"])
def test_a_link_that_opens_something_is_not_in_the_log(rf, place: str):
    """Django names the address of every page that it refuses; this one is a key (both formats, message and request)."""
    token = "eK9_xY-2.3bQ"
    record = logging.LogRecord("django.request", logging.WARNING, __file__, 1, "Gone: %s", (f"{place}{token}/",), None)
    record.request = rf.post(f"{place}{token}/confirmar/?para=held")
    for made in (CarefulFormatter("%(message)s"), JsonFormatter()):
        assert token not in made.format(record)
