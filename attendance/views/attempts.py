"""A form and the verb that it is for: carried out, or each problem put at its field."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.forms import Form
from django.views.decorators.http import require_http_methods

from common.problems import RefusedError

Done = TypeVar("Done")
FIELDS = {"from_on": "on", "ended_at": "ends"}  # what the rules name, where a form calls it otherwise

require_get_or_post = require_http_methods(["GET", "HEAD", "POST"])


def attempt(form: Form, verb: Callable[[], Done]) -> Done | None:
    """What the verb answers; None when nothing was sent, or the form or the verb refuses (the form says why)."""
    if not form.is_valid():
        return None
    try:
        return verb()
    except RefusedError as refused:
        for problem in refused.problems:
            names = (problem.where, FIELDS.get(problem.where, ""))
            form.add_error(next((name for name in names if name in form.fields), None), problem.message)
    return None
