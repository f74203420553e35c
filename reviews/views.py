"""The tutor's page, its autosave and its verdicts; the agent's reading of the feedback."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from agents.perms import FIELD, TUTOR, SignedInRequest, allow
from common.templatetags.look import first_name
from reviews import services
from reviews.models import Review, Sample
from reviews.querysets import ReviewQuerySet
from visits.models import Photo
from visits.views import picture


@require_GET
@allow(TUTOR)
def queue(request: SignedInRequest) -> HttpResponse:
    """The tutor's first page: the sample in hand, or how to draw one."""
    week = _week(request.GET.get("semana", ""))
    sample = services.sample_in_hand(request.user, week)
    if sample is None:
        return render(request, "reviews/empty.html", {"weeks": services.weeks_to_draw(request.user)})
    return render(request, "reviews/review.html", _page(request, sample, None))


@require_GET
@allow(TUTOR)
def review(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """One visit of the sample: evidence beside rubric."""
    chosen = get_object_or_404(_own(request), pk=pk)
    return render(request, "reviews/review.html", _page(request, chosen.sample, chosen))


@require_GET
@allow(TUTOR)
def photo(request: SignedInRequest, pk: uuid.UUID, photo_pk: uuid.UUID) -> HttpResponse:
    """A photo of a visit of the sample."""
    chosen = get_object_or_404(_own(request), pk=pk)
    return picture(get_object_or_404(Photo.objects.ready(), pk=photo_pk, visit_id=chosen.visit_id))


@require_POST
@allow(TUTOR)
def marks(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Keep marks and words as they are given."""
    chosen = get_object_or_404(_own(request), pk=pk)
    services.save_marks(chosen, marks=request.POST, feedback=request.POST.get("feedback", ""))
    if request.htmx:
        return render(request, "reviews/review.html#saved", {"review": chosen})
    return redirect("reviews:review", pk=chosen.pk)


@require_POST
@allow(TUTOR)
def decision(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Approve or return, then on to the next open visit."""
    chosen = get_object_or_404(_own(request), pk=pk)
    problems = services.decide(
        chosen, by=request.user, verdict=request.POST.get("verdict", ""),
        marks=request.POST, feedback=request.POST.get("feedback", ""),
    )  # fmt: skip
    if problems:
        context = _page(request, chosen.sample, chosen) | {"problems": problems}
        return render(request, "reviews/review.html", context, status=422)
    agent = first_name(chosen.visit.agent)
    told = f"{chosen.get_verdict_display()}: {chosen.visit.business}. {agent} lê o recado no celular."
    messages.success(request, told)
    return redirect("reviews:review", pk=(services.next_open(chosen.sample) or chosen).pk)


@require_POST
@allow(TUTOR)
def reopening(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Take a verdict back while the agent has not read it."""
    chosen = get_object_or_404(_own(request), pk=pk)
    if not services.reopen(chosen, by=request.user):
        messages.error(request, "O agente já leu o recado, então a revisão fica como está.")
    return redirect("reviews:review", pk=chosen.pk)


@require_POST
@allow(TUTOR)
def draw(request: SignedInRequest) -> HttpResponse:
    """Draw a week's sample."""
    user, region = request.user, request.user.region
    week = _week(request.POST.get("semana", ""))
    if region is None or week is None or week not in {monday for monday, _ in services.weeks_to_draw(user)}:
        messages.error(request, "Esta semana já foi sorteada ou não pode ser sorteada agora.")
        return redirect("reviews:queue")
    sample = services.draw_sample(region=region, tutor=user, week_starts_on=week, by=user)
    if sample:
        messages.success(request, f"Amostra sorteada: {sample.reviews.count()} de {sample.frame_size} visitas.")
    return redirect(f"{reverse('reviews:queue')}?semana={week.isoformat()}")


@require_POST
@allow(FIELD)
def feedback_read(request: SignedInRequest, pk: uuid.UUID) -> JsonResponse:
    """The phone says that the agent has read what the tutor wrote. Mounted at /api/feedback/<uuid>/read/."""
    chosen = get_object_or_404(Review.objects.visible_to(request.user), pk=pk)
    read_at = services.mark_read(chosen, by=request.user)
    return JsonResponse({"id": str(chosen.pk), "read_at": read_at.isoformat() if read_at else None})


def _own(request: SignedInRequest) -> ReviewQuerySet:
    """The reviews of the tutor's own samples."""
    return Review.objects.visible_to(request.user).select_related("sample", "visit__business", "visit__agent")


def _week(text: str) -> date | None:
    """A Monday from the address, or nothing."""
    try:
        return services.monday_of(date.fromisoformat(text))
    except (ValueError, OverflowError):
        return None


def _page(request: SignedInRequest, sample: Sample, chosen: Review | None) -> dict[str, Any]:
    """Context of the page; the review stands beside it for the fragment that autosave swaps."""
    page = services.tutor_page(request.user, sample, chosen)
    return {"page": page, "review": page.review, "problems": []}
