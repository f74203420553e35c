"""Pages of conversations, for the unit's administration."""

from diagnostics.views.drafts import (
    disposal,
    draft,
    draft_file,
    new_question,
    place,
    publication,
    question,
    removal,
    upload,
)
from diagnostics.views.instruments import beginning, copying, instruments, use, version, version_file
from diagnostics.views.preview import draft_preview, version_preview

__all__ = [
    "beginning",
    "copying",
    "disposal",
    "draft",
    "draft_file",
    "draft_preview",
    "instruments",
    "new_question",
    "place",
    "publication",
    "question",
    "removal",
    "upload",
    "use",
    "version",
    "version_file",
    "version_preview",
]
