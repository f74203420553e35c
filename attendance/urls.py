"""Addresses of this app."""

from django.urls import URLPattern, URLResolver, path

from attendance import views

app_name = "attendance"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.queue, name="queue"),
    path("<uuid:pk>/", views.record, name="record"),
    path("<uuid:pk>/reenvio/", views.resend, name="resend"),
    path("impedimentos/<uuid:pk>/reenvio/", views.retry, name="retry"),
    path("impedimentos/<uuid:pk>/cpf/", views.cpf, name="cpf"),
]
