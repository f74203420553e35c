"""Login, logout, password and invitation: allauth's names, so no namespace."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
