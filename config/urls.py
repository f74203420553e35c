"""Every address of the product. Each view declares who may open it (see agents.perms)."""

from django.urls import URLPattern, URLResolver, include, path

from attendance.views.state import metrics
from config import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
    path("conta/", include("agents.urls_account")),
    path("equipe/", include("agents.urls")),
    path("rotas/", include("visits.urls")),
    path("territorios/", include("clients.urls")),
    path("", include("deliveries.urls")),  # the catalogue of tools, and credit needs
    path("sas/", include("attendance.urls")),
    path("contatos/", include("attendance.urls_contacts")),
    path("acoes/", include("attendance.urls_actions")),
    path("portfolio/", include("attendance.urls_portfolio")),
    path("conversas/", include("diagnostics.urls")),
    path("tutoria/", include("reviews.urls")),
    path("painel/", include("dashboard.urls")),
    path("privacidade/", include("privacy.urls")),
    path("devolutivas/", include("portal.urls_handover")),  # the team hands a client's link over
    path("c/", include("portal.urls")),  # what a client's link opens
    path("", include("sync.urls")),  # the capsule, its service worker and /api/
]

handler400 = "config.views.bad_request"
handler403 = "config.views.forbidden"
handler404 = "config.views.not_found"
handler429 = "config.views.too_many_requests"  # allauth's rate limits answer with it
handler500 = "config.views.server_error"
