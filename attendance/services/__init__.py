"""From a received visit to attendances in the national system."""

from attendance.services.build import expect_records
from attendance.services.cpf import note_cpf
from attendance.services.resend import resend_record, retry_cause

__all__ = ["expect_records", "note_cpf", "resend_record", "retry_cause"]
