"""Notices, what people said to them, and what they ask about their data."""

from privacy.views.notices import notice, notice_draft, notice_publication, notices
from privacy.views.requests import people, request_answer, request_page, requests
from privacy.views.visits import new_link, qr, visit, visit_request, withdrawal

__all__ = [
    "new_link",
    "notice",
    "notice_draft",
    "notice_publication",
    "notices",
    "people",
    "qr",
    "request_answer",
    "request_page",
    "requests",
    "visit",
    "visit_request",
    "withdrawal",
]
