"""Addresses of this app."""

from django.urls import URLPattern, URLResolver, path

from reviews import views

app_name = "reviews"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.queue, name="queue"),
    path("sorteio/", views.draw, name="draw"),
    path("<uuid:pk>/", views.review, name="review"),
    path("<uuid:pk>/fotos/<uuid:photo_pk>/", views.photo, name="photo"),
    path("<uuid:pk>/notas/", views.marks, name="marks"),
    path("<uuid:pk>/decisao/", views.decision, name="decision"),
    path("<uuid:pk>/reabertura/", views.reopening, name="reopening"),
]
