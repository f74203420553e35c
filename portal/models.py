"""Papers made for a client, links that were mailed, and the codes by which somebody shows to be the client."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from common.models import Identified
from portal.enums import CodeWay, PaperKind
from visits.models import Visit


class Paper(Identified):
    """A PDF that somebody asked for from a link. It is kept for a day: the link makes another one any time."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="papers")
    kind = models.CharField(max_length=8, choices=PaperKind.choices)
    asked_at = models.DateTimeField(default=timezone.now)
    made_at = models.DateTimeField(null=True, blank=True)
    file = models.FileField(upload_to="papeis/%Y/%m", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(made_at__isnull=True) | ~models.Q(file=""), name="paper_made_has_its_file"
            )
        ]


class SentLink(Identified):
    """The link on its way by e-mail, because the client asked for it. The address is read when the mail is written."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="sent_links")
    asked_at = models.DateTimeField(default=timezone.now)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(null=True, blank=True)
    dropped_because = models.CharField(max_length=160, blank=True)  # what the client took back meanwhile

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sent_at__isnull=True) | models.Q(dropped_because=""), name="link_sent_or_dropped"
            )
        ]


class Code(Identified):
    """Six digits sent to the person so that they can show who they are. Only a keyed hash is kept, for a day."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="codes")
    way = models.CharField(max_length=5, choices=CodeWay.choices)
    asked_at = models.DateTimeField(default=timezone.now)
    digest = models.CharField(max_length=64, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sent_at__isnull=True, used_at__isnull=True) | ~models.Q(digest=""),
                name="code_sent_has_its_digest",
            )
        ]
