"""Addresses of contacts beyond the visit."""

from django.urls import URLPattern, URLResolver, path

from attendance.views import contacts

app_name = "contacts"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", contacts.contacts, name="contacts"),
    path("<uuid:pk>/", contacts.contact, name="contact"),
    path("negocio/<uuid:business_pk>/", contacts.kinds, name="kinds"),
    path("negocio/<uuid:business_pk>/<slug:kind>/", contacts.new_contact, name="new_contact"),
    path("negocio/<uuid:business_pk>/<slug:kind>/conferencia/", contacts.preview, name="preview"),
    path("negocio/<uuid:business_pk>/<slug:kind>/registro/", contacts.creation, name="creation"),
]
