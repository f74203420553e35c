"""From bytes to a visit document, or to a problem that names the field. Never an exception (F56, F57)."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec

from privacy.enums import Proof
from sync.services.document import Answer, VisitDocument, moments

MAX_BYTES = 256 * 1024  # of the document itself, after any compression is undone
MAX_SEALED = MAX_BYTES * 4 // 3 + 2048  # the same, sealed: Base64 and the parts around it
YEARS = range(1971, 2200)  # a wrong clock is stored and flagged; outside of this it is no date at all

_decoder = msgspec.json.Decoder(VisitDocument)
_surrogate = re.compile(rb"\\u[dD][89a-fA-F]")
_where = re.compile(r" - at `\$\.?(?P<path>[^`]*)`$")


class _Sender(msgspec.Struct):
    """The phone that a document says it comes from, whatever else it holds."""

    device_id: UUID | None = None


_sender = msgspec.json.Decoder(_Sender)


@dataclass(frozen=True)
class FieldProblem:
    """What is wrong with one field: its path in the document and a sentence."""

    path: str
    message: str


@dataclass(frozen=True)
class Unreadable:
    """Why bytes are not a visit document: the HTTP status, a code for programs, a sentence for people."""

    status: int
    code: str
    message: str
    fields: tuple[FieldProblem, ...] = ()


def inflate(body: bytes, content_encoding: str) -> bytes | Unreadable:
    """The document's bytes, compression undone and never more than the limit (a small bomb may unpack to gigabytes)."""
    encoding = content_encoding.strip().lower()
    if encoding == "gzip":
        return _gunzip(body)
    if encoding not in ("", "identity"):
        return Unreadable(415, "encoding", "Compressão desconhecida. Envie o documento sem compressão ou com gzip.")
    return too_large() if len(body) > limit_of(body) else body


def _gunzip(body: bytes) -> bytes | Unreadable:
    """Undo gzip up to the limit."""
    unzip = zlib.decompressobj(wbits=31)
    try:
        plain = unzip.decompress(body, MAX_SEALED + 1)
    except zlib.error:
        return Unreadable(400, "gzip", "O documento chegou com a compressão estragada. Envie de novo.")
    if len(plain) > limit_of(plain):
        return too_large()
    if not unzip.eof or unzip.unused_data:
        return Unreadable(400, "gzip", "O documento chegou pela metade. Envie de novo.")
    return plain


def limit_of(body: bytes) -> int:
    """How long bytes may be: a sealed document (Base64 of JSON) is a third longer than the same one open."""
    return MAX_SEALED if body.startswith(b"eyJ") else MAX_BYTES


def too_large() -> Unreadable:
    """The sentence for a document that is too long."""
    return Unreadable(413, "too_large", f"O documento passa de {MAX_BYTES // 1024} KB. Chame o suporte técnico.")


def parse(body: bytes) -> VisitDocument | Unreadable:
    """Read a document strictly."""
    try:
        document = _decoder.decode(body)
        problems = [*_contradictions(document), *_repeated_keys(body), *_null_characters(body)]
    except msgspec.ValidationError as error:
        problem = _field_problem(str(error))
        return Unreadable(422, "invalid", f"O documento tem um campo errado: {problem.message}", (problem,))
    except (msgspec.DecodeError, ValueError, RecursionError, OverflowError):
        return Unreadable(400, "not_json", _why_not_json(body))
    if problems:
        return Unreadable(422, "invalid", f"O documento tem um campo errado: {problems[0].message}", tuple(problems))
    return document


def device_of(body: bytes) -> UUID | None:
    """The phone that bytes of any kind came from, if they say so."""
    try:
        return _sender.decode(body).device_id
    except (msgspec.DecodeError, ValueError, RecursionError):
        return None


def _why_not_json(body: bytes) -> str:
    """A sentence for bytes that are no JSON text."""
    if not body.strip():
        return "O documento chegou vazio. Envie de novo."
    if body.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        return "O documento começa com uma marca de codificação (BOM). Envie em UTF-8, sem marca."
    try:
        body.decode()
    except UnicodeDecodeError:
        return "O documento tem letras que não estão em UTF-8. Envie em UTF-8."
    if _surrogate.search(body):
        return "O documento tem meio caractere (surrogate) em um texto. Apague o símbolo estranho e envie de novo."
    return "O documento não é um texto JSON válido. Envie de novo."


def _contradictions(document: VisitDocument) -> Iterator[FieldProblem]:
    """One id for two things, an answer that contradicts itself, dates that no clock, however wrong, should tell."""
    if len({left.id for left in document.deliveries}) < len(document.deliveries):
        yield FieldProblem("deliveries", "Duas entregas têm o mesmo identificador.")
    if len({photo.sha256 for photo in document.photos}) < len(document.photos):
        yield FieldProblem("photos", "A mesma foto veio duas vezes.")
    if document.consent:
        yield from _consent_contradictions(document.consent)
    for path, moment in moments(document):
        if moment.year not in YEARS:
            yield FieldProblem(path, f"O ano de {path} não é possível.")
    if document.visited_on.year not in YEARS:
        yield FieldProblem("visited_on", "O ano de visited_on não é possível.")


def _consent_contradictions(consent: Answer) -> Iterator[FieldProblem]:
    """A yes and a no to the same purpose, a signature that is not there."""
    if len({choice.purpose for choice in consent.choices}) < len(consent.choices):
        yield FieldProblem("consent.choices", "Uma finalidade tem duas respostas.")
    if consent.proof == Proof.SIGNATURE and not consent.signature.strip():
        yield FieldProblem("consent.signature", "Falta a assinatura que o documento diz ter.")


def _repeated_keys(body: bytes) -> list[FieldProblem]:
    """Keys that an object holds twice: which of the two values was meant, nobody knows.

    Reading drops one of the two, so a document that is the same once read and written again repeats nothing; phones
    write theirs just so. Every other way of writing JSON is looked at pair by pair.
    """
    if msgspec.json.encode(msgspec.json.decode(body)) == body:
        return []
    repeated: list[str] = []

    def check(pairs: list[tuple[str, Any]]) -> None:
        if len({key for key, _ in pairs}) < len(pairs):
            keys = [key for key, _ in pairs]
            repeated.append(next(key for key in keys if keys.count(key) > 1))

    json.loads(body, object_pairs_hook=check)
    names = [_printable(key[:60]) for key in repeated[:5]]
    return [FieldProblem(name, f"O campo {name} veio repetido.") for name in names]


def _null_characters(body: bytes) -> list[FieldProblem]:
    """Texts with a NUL, which no database column can hold."""
    if b"\\u0000" not in body:
        return []
    holders = _holders_of_nul(json.loads(body), "")
    return [FieldProblem(path, f"O campo {path} tem um caractere nulo.") for path in holders][:5]


def _holders_of_nul(value: Any, path: str) -> Iterator[str]:
    """Paths of texts (and of keys) with a NUL inside."""
    if isinstance(value, str) and "\0" in value:
        yield path
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _holders_of_nul(item, f"{path}[{index}]")
    elif isinstance(value, dict):
        for key, item in value.items():
            inner = f"{path}.{key}".strip(".").replace("\0", "?")
            if "\0" in key:
                yield inner
            yield from _holders_of_nul(item, inner)


def _field_problem(error: str) -> FieldProblem:
    """msgspec's sentence as a path and a Portuguese sentence."""
    found = _where.search(error)
    path = found["path"][:120] if found else ""
    text = error[: found.start()] if found else error
    named = re.search(r"field `([^`]{1,60})", text)
    if named:
        path = f"{path}.{named[1]}".strip(".")
    path = _printable(path)
    return FieldProblem(path, f"{path or 'documento'}: {_in_portuguese(text)}.")


def _printable(text: str) -> str:
    """A name that somebody else chose, fit for a message and for a column."""
    return "".join(letter if letter.isprintable() else "?" for letter in text)


_PHRASES = (
    ("Object missing required field", "falta este campo"),
    ("Object contains unknown field", "campo desconhecido; atualize o aplicativo"),
    ("Invalid enum value", "valor que não está na lista"),
    ("Invalid RFC3339", "data e hora que não existem, ou sem fuso"),
    ("Invalid date", "data que não existe"),
    ("Invalid UUID", "identificador com formato errado"),
    ("Number out of range", "número grande demais"),
    ("Integer value out of range", "número grande demais"),
    ("matching regex", "formato não esperado"),
    ("of length <=", "tamanho acima do limite"),
    ("of length >=", "não pode ficar vazio"),
    ("got `null`", "não pode ficar vazio"),
    (" <= ", "número acima do limite"),
    (" >= ", "número abaixo do limite"),
    ("Expected `", "valor de outro tipo"),
)


def _in_portuguese(text: str) -> str:
    """What is wrong, in a few words."""
    return next((phrase for start, phrase in _PHRASES if start in text), "valor não aceito")
