"""Pages of credit needs and of the catalogue of tools."""

from deliveries.views.catalogue import catalogue, matching, tool
from deliveries.views.own_tools import edit_tool, new_tool, tool_copy, tool_place, tool_use
from deliveries.views.referrals import (
    alignment,
    declining,
    referral,
    referrals,
    taking,
)

__all__ = [
    "alignment",
    "catalogue",
    "declining",
    "edit_tool",
    "matching",
    "new_tool",
    "referral",
    "referrals",
    "taking",
    "tool",
    "tool_copy",
    "tool_place",
    "tool_use",
]
