"""The sections that each role finds in the top bar. Only `config` knows every app, so it is composed here."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from agents.enums import Role

STEERING = [
    ("Painel", "dashboard:overview"),
    ("Visitas", "dashboard:visits"),
    ("Rotas", "visits:routes"),
    ("Territórios", "clients:territories"),
    ("Equipe", "agents:team"),
    ("Ferramentas", "deliveries:catalogue"),
    ("Crédito", "deliveries:referrals"),
    ("SAS", "attendance:queue"),
    ("Aparelhos", "sync:devices"),
    ("A conferir", "sync:kept"),
    ("Privacidade", "privacy:requests"),
]
SECTIONS: dict[str, list[tuple[str, str]]] = {
    Role.REGIONAL_MANAGER: STEERING,
    Role.STATE_ADMIN: [*STEERING, ("Conversas", "diagnostics:instruments")],
    Role.NATIONAL_OBSERVER: [("Painel", "dashboard:overview"), ("Visitas", "dashboard:visits")],
    Role.TUTOR: [("Minha amostra", "reviews:queue"), ("Ferramentas", "deliveries:catalogue")],
    Role.CREDIT_AGENT: [("Crédito", "deliveries:referrals"), ("Contatos", "contacts:contacts")],
    Role.AGENT: [
        ("Hoje", "sync:capsule"),
        ("Contatos", "contacts:contacts"),
        ("Ferramentas", "deliveries:catalogue"),
    ],
}

BESIDE = {"contacts": "attendance:queue", "actions": "attendance:queue", "portfolio": "attendance:queue"}  # where from


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Template context: the signed-in person's sections, the current one marked."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"navigation": []}
    sections = [(label, reverse(name)) for label, name in SECTIONS.get(user.role, [])]
    here = [url for _, url in sections if request.path.startswith(url)]
    current = max(here, key=len, default="")  # /painel/visitas/ is under /painel/ too: the longest is the section
    if not here and request.resolver_match and (way := BESIDE.get(request.resolver_match.namespace)):
        current = reverse(way)
    items = [{"label": label, "url": url, "is_current": url == current} for label, url in sections]
    return {"navigation": items}
