"""Addresses of this app."""

from django.urls import URLPattern, URLResolver

app_name = "deliveries"

urlpatterns: list[URLPattern | URLResolver] = []
