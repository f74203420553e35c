"""Addresses of this app."""

from django.urls import URLPattern, URLResolver, path

from dashboard import views

app_name = "dashboard"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.overview, name="overview"),
    path("visitas/", views.visits, name="visits"),
    path("visitas/baixar/", views.visits_csv, name="visits_csv"),
    path("visitas/<uuid:pk>/", views.visit, name="visit"),
    path("visitas/<uuid:pk>/fotos/<uuid:photo_pk>/", views.photo, name="photo"),
    path("entregas/", views.deliveries, name="deliveries"),
    path("negocios/", views.businesses, name="businesses"),
    path("registros/", views.records, name="records"),
]
