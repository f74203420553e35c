"""Managers' pages of the phones in the field: the list, one phone, switching it off and on again."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from agents.perms import MANAGING, SignedInRequest, allow
from sync.models import Device
from sync.services import devices as verbs
from sync.services import phones


@require_GET
@allow(MANAGING)
def devices(request: SignedInRequest) -> HttpResponse:
    """The phones of the people one steers."""
    now, tab = timezone.now(), request.GET.get("situacao", "")
    tab = tab if tab in phones.TABS else ""
    visible = Device.objects.visible_to(request.user)
    page, rows = phones.page_of(visible, tab=tab, number=request.GET.get("pagina", ""), now=now)
    context = {
        "page": page,
        "rows": rows,
        "tab": tab,
        "tabs": [(key, name, phones.tab_of(visible, key, now).count()) for key, name in phones.TABS.items()],
        "unheard": visible.in_use(now).unheard(now).count(),
        "late": visible.in_use(now).late(now).count(),
    }
    return render(request, "sync/devices.html", context)


@require_GET
@allow(MANAGING)
def device(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One phone: what it says of itself, what happened to it, and its switch."""
    related = "user__region", "revoked_by"
    found = get_object_or_404(Device.objects.visible_to(request.user).select_related(*related), pk=pk)
    return render(request, "sync/device.html", {"phone": phones.phone_of(found, timezone.now())})


@require_POST
@allow(MANAGING)
def revocation(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Switch a phone off."""
    found = get_object_or_404(Device.objects.visible_to(request.user), pk=pk)
    if verbs.revoke(found, by=request.user):
        messages.success(request, "Aparelho desligado. No próximo contato, ele apaga o que dá para ler e só envia.")
    return redirect("sync:managed_device", pk=pk)


@require_POST
@allow(MANAGING)
def reinstatement(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Switch a phone on again."""
    found = get_object_or_404(Device.objects.visible_to(request.user), pk=pk)
    if verbs.reinstate(found, by=request.user):
        messages.success(request, "Aparelho ligado de novo. A pessoa entra com a senha e cria um PIN.")
    return redirect("sync:managed_device", pk=pk)
