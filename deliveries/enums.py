"""How something was left with the client, and what comes next."""

from django.db import models


class Handover(models.TextChoices):
    """How a tool reached the client."""

    TOGETHER = "together", "Fizemos juntos"
    WHATSAPP = "whatsapp", "Vai por WhatsApp"
    EMAIL = "email", "Vai por e-mail"
    QR = "qr", "QR code"
    PAPER = "paper", "Papel"


class Opinion(models.TextChoices):
    """What the client thought of what was left; empty: not asked."""

    WILL_USE = "will_use", "Vai usar"
    UNDECIDED = "undecided", "Ainda não sabe"
    NOT_USEFUL = "not_useful", "Não serve"


class LinkState(models.TextChoices):
    """What the last checks of a tool's address found (DEL-11)."""

    UNCHECKED = "unchecked", "Ainda não conferido"
    WORKS = "works", "Abre"
    FAILING = "failing", "Não abriu na última vez"  # may be a bad day of theirs: still offered
    BROKEN = "broken", "Não abre"


class JourneyMode(models.TextChoices):
    """How the client chose to go on (PRM-02)."""

    DIGITAL = "digital", "Pelo celular"
    IN_PERSON = "in_person", "Presencial"
    ASSISTED = "assisted", "Com acompanhamento"
    SELF_SERVICE = "self_service", "Por conta própria"


class JourneyState(models.TextChoices):
    """Where a client stands on a journey."""

    ENTERED = "entered", "Entrou"
    ENGAGED = "engaged", "Seguiu em outro canal"
    LEFT = "left", "Saiu"


class ReferralState(models.TextChoices):
    """A credit need: asked for at the door, aligned by the local management (CRD-02), taken by a credit agent."""

    REQUESTED = "requested", "Espera alinhamento"
    ALIGNED = "aligned", "Alinhado"
    TAKEN = "taken", "Com agente de crédito"
    DECLINED = "declined", "Não segue"
    WITHDRAWN = "withdrawn", "Aceite retirado"  # the client took back the yes (LGPD art. 8 §5)


class CreditPhase(models.TextChoices):
    """What a credit agent's consultation was about (CRD-05). Money is neither offered nor promised in any (CRD-04)."""

    MANAGEMENT = "management", "Gestão financeira do negócio"
    PRE_CREDIT = "pre_credit", "Antes de procurar crédito"
    POST_CREDIT = "post_credit", "Depois do crédito"


OPEN_REFERRALS = frozenset({ReferralState.REQUESTED, ReferralState.ALIGNED, ReferralState.TAKEN})

# What may follow what; a declined need can be asked for again only by another visit.
REFERRAL_TRANSITIONS = {
    ReferralState.REQUESTED: frozenset({ReferralState.ALIGNED, ReferralState.DECLINED, ReferralState.WITHDRAWN}),
    ReferralState.ALIGNED: frozenset({ReferralState.TAKEN, ReferralState.DECLINED, ReferralState.WITHDRAWN}),
    ReferralState.TAKEN: frozenset({ReferralState.WITHDRAWN}),
    ReferralState.DECLINED: frozenset(),
    ReferralState.WITHDRAWN: frozenset(),
}
