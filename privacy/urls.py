"""Notices, what people said to them, and what they ask about their data."""

from django.urls import URLPattern, URLResolver, path

from privacy import views

app_name = "privacy"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.requests, name="requests"),
    path("pedidos/<uuid:pk>/", views.request_page, name="request"),
    path("pedidos/<uuid:pk>/resposta/", views.request_answer, name="request_answer"),
    path("avisos/", views.notices, name="notices"),
    path("avisos/rascunho/", views.notice_draft, name="notice_draft"),
    path("avisos/publicacao/", views.notice_publication, name="notice_publication"),
    path("avisos/<uuid:pk>/", views.notice, name="notice"),
    path("pessoas/", views.people, name="people"),
    path("visitas/<uuid:pk>/", views.visit, name="visit"),
    path("visitas/<uuid:pk>/qr.svg", views.qr, name="qr"),
    path("visitas/<uuid:pk>/retirada/", views.withdrawal, name="withdrawal"),
    path("visitas/<uuid:pk>/pedido/", views.visit_request, name="visit_request"),
    path("visitas/<uuid:pk>/link/", views.new_link, name="new_link"),
]
