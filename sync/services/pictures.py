"""A picture that strangers' bytes are turned into: decoded, stripped of everything but its pixels, written anew."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from io import BytesIO

MOST_PIXELS = 16_000_000  # a phone sends 1,600 pixels on the longer side; a bomb claims far more than it weighs
LONGEST_SIDE = 2_000
QUALITY = 82
END_OF_IMAGE = b"\xff\xd9"

NOT_JPEG = "O arquivo não é uma foto JPEG."
TOO_MANY_PIXELS = "A foto diz ter pixels demais para ser verdade."
SOMETHING_HIDDEN = "Depois da foto vem mais alguma coisa no arquivo."
CUT_OFF = "A foto está cortada ou estragada."


@dataclass(frozen=True)
class Picture:
    """A clean JPEG and its size."""

    jpeg: bytes
    width: int
    height: int


def redraw(content: bytes) -> Picture | str:
    """The picture in these bytes drawn anew (no place, no hour, no camera, nothing hidden), or why there is none."""
    from PIL import Image, ImageOps  # only the worker needs it

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(BytesIO(content), formats=["JPEG"])
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return TOO_MANY_PIXELS
    except (OSError, SyntaxError, ValueError):
        return NOT_JPEG
    if image.width * image.height > MOST_PIXELS:
        return TOO_MANY_PIXELS
    if not content.endswith(END_OF_IMAGE):
        return SOMETHING_HIDDEN if END_OF_IMAGE in content else CUT_OFF
    try:
        drawn = ImageOps.exif_transpose(image).convert("RGB")
    except Exception:  # broken EXIF: TypeError, struct.error and more; trying again would not help
        return CUT_OFF
    drawn.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    clean = Image.frombytes("RGB", drawn.size, drawn.tobytes())
    written = BytesIO()
    clean.save(written, "JPEG", quality=QUALITY, optimize=True)
    return Picture(written.getvalue(), *clean.size)
