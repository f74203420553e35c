"""Addresses of route planning."""

from django.urls import URLPattern, URLResolver, path

from visits import views

app_name = "visits"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.routes, name="routes"),
    path("nova/", views.new_route, name="new_route"),
    path("publicacao/", views.publications, name="publications"),
    path("promessas/", views.promises, name="promises"),
    path("paradas/<uuid:pk>/lugar/", views.position, name="position"),
    path("paradas/<uuid:pk>/retirada/", views.removal, name="removal"),
    path("<uuid:pk>/", views.route, name="route"),
    path("<uuid:pk>/ordem/", views.order, name="order"),
    path("<uuid:pk>/paradas/", views.stops, name="stops"),
    path("<uuid:pk>/publicacao/", views.publication, name="publication"),
    path("<uuid:pk>/recolhimento/", views.withdrawal, name="withdrawal"),
    path("<uuid:pk>/descarte/", views.disposal, name="disposal"),
]
