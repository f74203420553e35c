"""Addresses of territories."""

from django.urls import URLPattern, URLResolver, path

from clients import views

app_name = "clients"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.territories, name="territories"),
    path("regional/<uuid:region>/novo/", views.new_territory, name="new_territory"),
    path("regional/<uuid:region>/contagem/", views.count, name="count"),
    path("<uuid:pk>/", views.territory, name="territory"),
    path("<uuid:pk>/desenho/", views.edit_territory, name="edit_territory"),
    path("<uuid:pk>/agentes/", views.workers, name="workers"),
    path("agentes/<uuid:pk>/fim/", views.worker_end, name="worker_end"),
]
