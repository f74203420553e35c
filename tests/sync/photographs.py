"""Photos as a phone seals them."""

from __future__ import annotations

import hashlib
import os
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from PIL import Image


def jpeg(width: int = 320, height: int = 240, **options: Any) -> bytes:
    """A real picture."""
    written = BytesIO()
    Image.linear_gradient("L").resize((width, height)).convert("RGB").save(written, "JPEG", **options)
    return written.getvalue()


@dataclass
class Sealed:
    """Ciphertext, its name, and what the visit's document says of it."""

    blob: bytes
    sha256: str
    said: dict[str, Any]


def seal(content: bytes | None = None) -> Sealed:
    """A photo under a key of its own."""
    key, iv = os.urandom(32), os.urandom(12)
    blob = AESGCM(key).encrypt(iv, jpeg() if content is None else content, None)
    name = hashlib.sha256(blob).hexdigest()
    said = {
        "sha256": name,
        "key": urlsafe_b64encode(key).decode().rstrip("="),
        "iv": urlsafe_b64encode(iv).decode(),
        "bytes": len(blob),
        "taken_at": "2026-11-20T13:05:00Z",
        "what": "facade",
    }
    return Sealed(blob, name, said)
