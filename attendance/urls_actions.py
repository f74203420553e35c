"""Addresses of a unit's actions."""

from django.urls import URLPattern, URLResolver, path

from attendance.views import actions

app_name = "actions"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", actions.actions, name="actions"),
    path("nova/", actions.new_action, name="new_action"),
    path("<uuid:pk>/", actions.action, name="action"),
    path("<uuid:pk>/fim/", actions.action_end, name="action_end"),
]
