"""What happens to a credit need after the door: aligned by the local management, then taken by one credit agent."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.utils import timezone

from agents.models import User
from common import audit
from deliveries.enums import OPEN_REFERRALS, ReferralState
from deliveries.models import Referral
from deliveries.perms import check_can_align, check_can_decline, check_can_take
from privacy.services.chain import on_withdrawal
from privacy.services.consents import CREDIT_SHARING


def _locked(referral: Referral) -> Referral:
    """The need as it stands now, held until the transaction ends: of two people at once, the second sees the first."""
    return Referral.objects.select_for_update().get(pk=referral.pk)


@transaction.atomic
def align(referral: Referral, *, by: User, note: str = "") -> Referral:
    """Record that the local management agrees to call the second level (CRD-02)."""
    referral = _locked(referral)
    check_can_align(by, referral)
    referral.state, referral.aligned_by, referral.aligned_at = ReferralState.ALIGNED, by, timezone.now()
    referral.alignment_note = note.strip()
    referral.save(update_fields=["state", "aligned_by", "aligned_at", "alignment_note"])
    audit.record("align_referral", referral, by=by)
    return referral


@transaction.atomic
def take(referral: Referral, *, by: User) -> Referral:
    """Make a credit agent the one who follows the client (CRD-03); nobody else can take it then."""
    referral = _locked(referral)
    check_can_take(by, referral)
    referral.state, referral.taken_by, referral.taken_at = ReferralState.TAKEN, by, timezone.now()
    referral.save(update_fields=["state", "taken_by", "taken_at"])
    audit.record("take_referral", referral, by=by)
    return referral


@transaction.atomic
def decline(referral: Referral, *, by: User, because: str) -> Referral:
    """Close a need that shall not go to the second level, with the reason."""
    referral = _locked(referral)
    check_can_decline(by, referral)
    referral.state, referral.declined_by, referral.declined_at = ReferralState.DECLINED, by, timezone.now()
    referral.declined_because = because.strip()
    referral.save(update_fields=["state", "declined_by", "declined_at", "declined_because"])
    audit.record("decline_referral", referral, by=by)
    return referral


@on_withdrawal(CREDIT_SHARING)
def withdraw_needs(person_id: uuid.UUID) -> None:
    """The client does not want the credit agent to see the case any more: it leaves every queue. In a transaction."""
    for referral in Referral.objects.select_for_update().filter(visit__person=person_id, state__in=OPEN_REFERRALS):
        audit.record("withdraw_referral", referral, by=None, was=str(referral.state))
        Referral.objects.filter(pk=referral.pk).update(state=ReferralState.WITHDRAWN)
