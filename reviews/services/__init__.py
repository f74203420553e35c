"""Verbs and readings of the tutor's work. Import from here."""

from reviews.services.decide import criteria_of, decide, feedback_for, mark_read, reopen, save_marks
from reviews.services.draw import draw_last_week_everywhere, draw_sample, drawn_again, monday_of
from reviews.services.evidence import Evidence, evidence, with_evidence
from reviews.services.queue import TutorPage, next_open, sample_in_hand, tutor_page, weeks_to_draw
from reviews.services.rubric import rubric

__all__ = [
    "Evidence", "TutorPage", "criteria_of", "decide", "draw_last_week_everywhere", "draw_sample", "drawn_again",
    "evidence", "feedback_for", "mark_read", "monday_of", "next_open", "reopen", "rubric", "sample_in_hand",
    "save_marks", "tutor_page", "weeks_to_draw", "with_evidence",
]  # fmt: skip
