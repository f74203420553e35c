"""The server's keys for what only it may open: visits that a phone has finished, and the phone's own key in escrow.

A phone seals with the newest public key; every older private key stays here for visits that are still on their way.
Whoever loses these keys loses the visits that phones have sealed with them (docs/guias/operacao.md says how to keep).
"""

from __future__ import annotations

import json
import os
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import ECKey
from joserfc.registry import HeaderParameter

FILE = "phone_keys.json"
CURVE = "P-256"
PUBLIC = ("kty", "crv", "x", "y")


class _Registry(jwe.JWERegistry):
    """One way to seal (no compression, so that a small document cannot unpack to gigabytes), for whole visits."""

    max_ciphertext_length = 512 * 1024


_registry = _Registry({"id": HeaderParameter("Number of the visit inside", "str")}, algorithms=["ECDH-ES", "A256GCM"])


class UnknownKey(ValueError):  # noqa: N818  (a sentence about the document, not a fault of ours)
    """Sealed with a key that this server does not have."""


class KeysElsewhere(ValueError):  # noqa: N818  (a sentence for whoever keeps the keys, not a fault of ours)
    """The keys come from the setting; there is no file to write to."""


class Damaged(ValueError):  # noqa: N818  (a sentence about the document, not a fault of ours)
    """Not a sealed document, or one whose bytes were changed."""


def seal_key() -> dict[str, str]:
    """The public half of the newest key, which phones seal with."""
    kid, key = next(iter(_keys().items()))
    public = key.as_dict(private=False)
    return {"kid": kid, **{name: str(public[name]) for name in PUBLIC}}


def unseal(sealed: bytes) -> bytes:
    """What a phone has sealed (JWE compact, ECDH-ES with A256GCM)."""
    kid = _kid_of(sealed)
    key = _keys().get(kid) or _read_anew().get(kid)
    if key is None:
        raise UnknownKey(kid)
    try:
        return jwe.decrypt_compact(sealed, key, registry=_registry).plaintext or b""
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise Damaged(type(error).__name__) from error


def seal(plain: bytes, **header: str) -> bytes:
    """Seal as a phone does (the demo, benchmarks and tests play phones)."""
    public = seal_key()
    key = ECKey.import_key({name: public[name] for name in PUBLIC})
    protected = {"alg": "ECDH-ES", "enc": "A256GCM", "kid": public["kid"], "cty": "json", **header}
    return jwe.encrypt_compact(protected, plain, key, registry=_registry).encode()


def write_key_file() -> None:
    """Make the key file on the first start, readable by its owner only; whoever comes second uses the first one's."""
    path = _path()
    if settings.PHONE_KEYS or path.exists():
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = _written([new_key()], path.parent)
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        Path(fresh).unlink()


def new_key() -> dict[str, Any]:
    """A private key with its id."""
    key = ECKey.generate_key(CURVE, private=True)
    return {**key.as_dict(private=True), "kid": key.thumbprint()}


def with_new_key() -> dict[str, Any]:
    """The whole set with a new key in front, for whoever keeps it in the setting."""
    has_older = settings.PHONE_KEYS or _path().exists()
    return {"keys": [new_key(), *(json.loads(_source())["keys"] if has_older else [])]}


def add_key() -> str:
    """Put a new key in front of the file; the older ones stay. Returns its id."""
    if settings.PHONE_KEYS:
        raise KeysElsewhere
    write_key_file()
    path, keys = _path(), with_new_key()["keys"]
    Path(_written(keys, path.parent)).replace(path)
    _keys.cache_clear()
    return str(keys[0]["kid"])


def _written(keys: list[dict[str, Any]], folder: Path) -> str:
    """A finished file with these keys, readable by its owner only, to be moved to its place."""
    descriptor, fresh = tempfile.mkstemp(dir=folder)  # mode 0600
    with os.fdopen(descriptor, "w") as file:
        json.dump({"keys": keys}, file)
        file.flush()
        os.fsync(file.fileno())
    return fresh


def _kid_of(sealed: bytes) -> str:
    """Which key a document was sealed with, by its own first part."""
    try:
        return str(jwe.extract_compact(sealed, _registry).headers()["kid"])
    except (JoseError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise Damaged(type(error).__name__) from error


def _read_anew() -> dict[str, ECKey]:
    """The keys as they are now: another process, started later, may have handed out one that is new to this one."""
    _keys.cache_clear()
    return _keys()


@cache
def _keys() -> dict[str, ECKey]:
    """Every private key by its id, the newest first."""
    write_key_file()
    found: list[dict[str, Any]] = json.loads(_source())["keys"]
    try:
        keys = [ECKey.import_key(one) for one in found]
    except JoseError as error:
        raise ValueError("a key of the set cannot be read") from error
    if not keys or not all(key.is_private for key in keys):
        raise ValueError("the set has no private key, or one without its private half")
    return {str(one.get("kid") or key.thumbprint()): key for one, key in zip(found, keys, strict=True)}


def _source() -> str:
    """The JWK Set: from the setting (the JSON itself or a file's path), else from the file made here."""
    said = settings.PHONE_KEYS.strip()
    if said.startswith("{"):
        return said
    return (Path(said) if said else _path()).read_text()


def _path() -> Path:
    return Path(settings.VAR_DIR) / FILE
