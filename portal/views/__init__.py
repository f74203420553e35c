"""What a client's link opens."""

from portal.views.devolutiva import calendar, devolutiva
from portal.views.papers import paper, paper_file, papers
from portal.views.receipt import choices, notice, receipt, receipt_file
from portal.views.rights import copy_file, held, requests
from portal.views.who import code, confirmation

__all__ = [
    "calendar",
    "choices",
    "code",
    "confirmation",
    "copy_file",
    "devolutiva",
    "held",
    "notice",
    "paper",
    "paper_file",
    "papers",
    "receipt",
    "receipt_file",
    "requests",
]
