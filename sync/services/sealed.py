"""Documents that arrive sealed: the stored bytes stay as they came, and are opened each time somebody reads them."""

from __future__ import annotations

from sync.services.document import VisitDocument
from sync.services.keys import Damaged, UnknownKey, unseal
from sync.services.reading import MAX_BYTES, Unreadable, parse, too_large

UNKNOWN_KEY = Unreadable(
    422,
    "unknown_key",
    "Esta visita foi fechada com uma chave que o servidor não tem. Está guardada; não apague do aparelho. "
    "O suporte técnico precisa devolver a chave.",
)
DAMAGED = Unreadable(
    422, "sealed", "Não conseguimos abrir esta visita. Está guardada para conferência; não apague do aparelho."
)


def is_sealed(body: bytes) -> bool:
    """Whether bytes look like a sealed document (five parts, the first one a JSON object in Base64)."""
    return body.startswith(b"eyJ") and body.count(b".") == 4


def opened(body: bytes) -> bytes | Unreadable:
    """The document's own bytes, or why they cannot be had."""
    if not is_sealed(body):
        return body
    try:
        plain = unseal(body)
    except UnknownKey:
        return UNKNOWN_KEY
    except Damaged:
        return DAMAGED
    return too_large() if len(plain) > MAX_BYTES else plain


def read(body: bytes) -> VisitDocument | Unreadable:
    """A visit document from bytes as they arrived."""
    plain = opened(body)
    return plain if isinstance(plain, Unreadable) else parse(plain)


def legible(body: bytes) -> bytes:
    """What a person may look at: the opened document, or the bytes themselves when nothing opens them."""
    plain = opened(body)
    return body if isinstance(plain, Unreadable) else plain
