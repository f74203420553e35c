"""Who may move a credit need on, in two voices: `check_can_x` says why not, `can_x` only whether."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import PermissionDenied

from agents.enums import MANAGING_ROLES, Role
from agents.models import User
from deliveries.enums import REFERRAL_TRANSITIONS, ReferralState
from deliveries.models import Referral


def _check_state(referral: Referral, to: ReferralState) -> None:
    """Say who was faster when the need has moved on meanwhile."""
    if to in REFERRAL_TRANSITIONS[ReferralState(referral.state)]:
        return
    if referral.state == ReferralState.TAKEN:
        raise PermissionDenied(f"Este caso já está com {referral.taken_by}.")
    if referral.state == ReferralState.DECLINED:
        raise PermissionDenied("Este pedido foi encerrado: não segue para o agente de crédito.")
    if referral.state == ReferralState.WITHDRAWN:
        raise PermissionDenied("O cliente retirou o aceite: este caso não segue.")
    if referral.state == ReferralState.REQUESTED:
        raise PermissionDenied("A gestão local ainda não alinhou este pedido.")
    raise PermissionDenied(f"{referral.aligned_by} já alinhou este pedido.")


def check_can_align(user: User, referral: Referral) -> None:
    """The local management aligns before anybody is called (CRD-02)."""
    if user.role not in MANAGING_ROLES:
        raise PermissionDenied("Quem alinha é a gestão local.")
    _check_state(referral, ReferralState.ALIGNED)


def check_can_take(user: User, referral: Referral) -> None:
    """A credit agent of the region takes what is aligned; one agent a case."""
    if user.role != Role.CREDIT_AGENT or user.region_id != referral.visit.region_id:
        raise PermissionDenied("Quem assume é um agente de crédito e finanças da regional.")
    _check_state(referral, ReferralState.TAKEN)


def check_can_decline(user: User, referral: Referral) -> None:
    """The local management closes what shall not go on."""
    if user.role not in MANAGING_ROLES:
        raise PermissionDenied("Quem encerra um pedido é a gestão local.")
    _check_state(referral, ReferralState.DECLINED)


def _quietly(check: Callable[[User, Referral], None], user: User, referral: Referral) -> bool:
    try:
        check(user, referral)
    except PermissionDenied:
        return False
    return True


def can_align(user: User, referral: Referral) -> bool:
    """See `check_can_align`."""
    return _quietly(check_can_align, user, referral)


def can_take(user: User, referral: Referral) -> bool:
    """See `check_can_take`."""
    return _quietly(check_can_take, user, referral)


def can_decline(user: User, referral: Referral) -> bool:
    """See `check_can_decline`."""
    return _quietly(check_can_decline, user, referral)
