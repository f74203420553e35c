"""From a received visit to attendances in the national system."""

from attendance.services.build import expect_records
from attendance.services.resend import resend_record, retry_visit

__all__ = ["expect_records", "resend_record", "retry_visit"]
