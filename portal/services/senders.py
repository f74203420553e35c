"""Who sends short messages to telephones: the function `(number, text)` that the setting SMS_SENDER names.

An operator with a contract writes one for it, of ten lines, and names it there; it raises OSError when the message was
not taken, and is then asked again. Without one, nothing is offered that needs a message.
"""

from __future__ import annotations

import os
import uuid

from django.conf import settings


def to_file(number: str, text: str) -> None:
    """For a demonstration: each message becomes a file in VAR_DIR/sms, as mails do without a server; no log."""
    settings.SMS_FILE_PATH.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = settings.SMS_FILE_PATH / f"{uuid.uuid4().hex}.txt"
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as message:
        message.write(f"{number}\n{text}\n")
