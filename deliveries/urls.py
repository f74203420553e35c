"""Addresses of the catalogue of tools and of credit needs."""

from django.urls import URLPattern, URLResolver, path

from deliveries import views

app_name = "deliveries"

urlpatterns: list[URLPattern | URLResolver] = [
    path("catalogo/", views.catalogue, name="catalogue"),
    path("catalogo/achados/", views.matching, name="matching"),
    path("catalogo/nova/", views.new_tool, name="new_tool"),
    path("catalogo/<uuid:pk>/", views.tool, name="tool"),
    path("catalogo/<uuid:pk>/mudar/", views.edit_tool, name="edit_tool"),
    path("catalogo/<uuid:pk>/copia/", views.tool_copy, name="tool_copy"),
    path("catalogo/<uuid:pk>/uso/", views.tool_use, name="tool_use"),
    path("catalogo/<uuid:pk>/lugar/", views.tool_place, name="tool_place"),
    path("credito/", views.referrals, name="referrals"),
    path("credito/<uuid:pk>/", views.referral, name="referral"),
    path("credito/<uuid:pk>/alinhamento/", views.alignment, name="alignment"),
    path("credito/<uuid:pk>/agente/", views.taking, name="taking"),
    path("credito/<uuid:pk>/encerramento/", views.declining, name="declining"),
]
