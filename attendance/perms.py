"""Who may correct or cancel a registered record."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied

from agents.enums import MANAGING_ROLES
from agents.models import User
from attendance.enums import RecordState
from attendance.models import AttendanceRecord


def check_can_amend(user: User, record: AttendanceRecord) -> None:
    """Only managers, only what SAS has, and only the latest of a chain of corrections."""
    if user.role not in MANAGING_ROLES:
        raise PermissionDenied("Quem corrige ou cancela um registro é a gestão.")
    if record.cancels_id:
        raise PermissionDenied("Este registro já é um cancelamento.")
    if record.state != RecordState.REGISTERED:
        raise PermissionDenied("Este registro ainda não está no SAS. Corrija o dado e reenvie o próprio registro.")
    if AttendanceRecord.objects.filter(corrects=record).exists():
        raise PermissionDenied("Este registro já foi corrigido. Corrija ou cancele a correção.")
    if AttendanceRecord.objects.filter(cancels=record).exists():
        raise PermissionDenied("Este registro já foi cancelado.")
