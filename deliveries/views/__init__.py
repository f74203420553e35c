"""Pages of credit needs, of the result on paper and of the catalogue of tools."""

from deliveries.views.referrals import (
    alignment,
    declining,
    referral,
    referrals,
    result_sheet,
    result_sheet_file,
    result_sheet_request,
    taking,
)

__all__ = [
    "alignment",
    "declining",
    "referral",
    "referrals",
    "result_sheet",
    "result_sheet_file",
    "result_sheet_request",
    "taking",
]
