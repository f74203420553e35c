"""Document numbers: CNPJ (with letters since July 2026, IN RFB 2.229/2024) and CPF.

The phone runs the same rules in static/js/rules/cnpj.js and cpf.js over tests/shared_cases/{cnpj,cpf}.json. Letters are
never thrown away, and only ASCII counts: other scripts' digits pass most libraries, the check digits included.
"""

from __future__ import annotations

import re

from stdnum.br import cnpj as stdnum_cnpj
from stdnum.br import cpf as stdnum_cpf

from common.problems import Problem

CNPJ_SHAPE = re.compile(r"[0-9A-Z]{12}[0-9]{2}")
_MASK = re.compile("[ \t\r\n\u00a0./\u2010\u2011\u2012\u2013\u2014-]")
_UPPER = str.maketrans("abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def normalize_cnpj(text: str) -> str:
    """The CNPJ as it is stored: no mask, no blanks, upper case. What is not a CNPJ stays as it is, to be told."""
    return _MASK.sub("", text).translate(_UPPER)


def normalize_cpf(text: str) -> str:
    """The CPF without mask and blanks."""
    return _MASK.sub("", text)


def format_cnpj(text: str) -> str:
    """`12.ABC.345/01DE-35`; anything that has not 14 characters comes back without change."""
    n = normalize_cnpj(text)
    return f"{n[:2]}.{n[2:5]}.{n[5:8]}/{n[8:12]}-{n[12:]}" if len(n) == 14 else text


def format_cpf(text: str) -> str:
    """`529.982.247-25`; anything that has not 11 characters comes back without change."""
    n = normalize_cpf(text)
    return f"{n[:3]}.{n[3:6]}.{n[6:9]}-{n[9:]}" if len(n) == 11 else text


def masked_cpf(cpf: str | None) -> str:
    """`•••.982.247-••`, enough to tell two people apart; nothing for somebody who gave none."""
    return f"•••.{cpf[3:6]}.{cpf[6:9]}-••" if cpf and len(cpf) == 11 else ""


def format_phone(text: str) -> str:
    """`(88) 91020-0020`; what is no Brazilian number with its area comes back without change."""
    return f"({text[:2]}) {text[2:-4]}-{text[-4:]}" if text.isdigit() and len(text) in (10, 11) else text


def cnpj_problem(text: str) -> Problem | None:
    """What keeps a text from being a CNPJ, or nothing."""
    number = normalize_cnpj(text)
    if not number:
        return Problem("empty", "Escreva o CNPJ: são 14 letras e números.")
    if re.search("[^0-9A-Z]", number):
        return Problem("characters", "O CNPJ só tem letras e números. Tire os outros sinais.")
    if len(number) != 14:
        return Problem("length", f"O CNPJ tem 14 letras e números. {_difference(len(number), 14)}")
    if not CNPJ_SHAPE.fullmatch(number):
        return Problem("shape", "Os dois últimos do CNPJ são sempre números. Confira no cartão do CNPJ.")
    if number == "0" * 14:
        return Problem("repeated", "Este CNPJ só tem zeros. Confira no cartão do CNPJ.")
    if not stdnum_cnpj.is_valid(number):
        return Problem("check", "Este CNPJ não confere. Veja de novo as letras e os números no cartão do CNPJ.")
    return None


def cpf_problem(text: str) -> Problem | None:
    """What keeps a text from being a CPF, or nothing. Repeated digits are refused though their arithmetic fits."""
    number = normalize_cpf(text)
    if not number:
        return Problem("empty", "Escreva o CPF: são 11 números.")
    if re.search("[^0-9]", number):
        return Problem("characters", "O CPF só tem números. Tire as letras e os outros sinais.")
    if len(number) != 11:
        return Problem("length", f"O CPF tem 11 números. {_difference(len(number), 11)}")
    if number == number[0] * 11:
        return Problem("repeated", "Este CPF repete o mesmo número. Confira no documento.")
    if not stdnum_cpf.is_valid(number):
        return Problem("check", "Este CPF não confere. Veja de novo os números no documento.")
    return None


def _difference(length: int, wanted: int) -> str:
    count = abs(wanted - length)
    verb = ("Falta" if count == 1 else "Faltam") if length < wanted else ("Sobra" if count == 1 else "Sobram")
    return f"{verb} {count}."
