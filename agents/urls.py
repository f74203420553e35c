"""Addresses of the team, invitations and territories."""

from django.urls import URLPattern, URLResolver, path

from agents.views import accounts

app_name = "agents"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", accounts.team, name="team"),
    path("convidar/", accounts.invite, name="invite"),
    path("convites/<uuid:pk>/reenvio/", accounts.invite_again, name="invite_again"),
    path("convite/<str:secret>/", accounts.accept_invitation, name="accept_invitation"),
    path("<uuid:pk>/", accounts.person, name="person"),
    path("<uuid:pk>/territorios/", accounts.assignments, name="assignments"),
    path("<uuid:pk>/desligamento/", accounts.deactivation, name="deactivation"),
    path("<uuid:pk>/religamento/", accounts.reactivation, name="reactivation"),
    path("vinculos/<uuid:pk>/fim/", accounts.assignment_end, name="assignment_end"),
]
