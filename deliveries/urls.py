"""Addresses of credit needs."""

from django.urls import URLPattern, URLResolver, path

from deliveries import views

app_name = "deliveries"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.referrals, name="referrals"),
    path("<uuid:pk>/", views.referral, name="referral"),
    path("<uuid:pk>/alinhamento/", views.alignment, name="alignment"),
    path("<uuid:pk>/agente/", views.taking, name="taking"),
    path("<uuid:pk>/encerramento/", views.declining, name="declining"),
]
