"""The team's pages of a devolutiva (mounted at /devolutivas/)."""

from django.urls import URLPattern, URLResolver, path

from portal.views import handover

app_name = "handover"

urlpatterns: list[URLPattern | URLResolver] = [
    path("<uuid:pk>/", handover.handover, name="handover"),
    path("<uuid:pk>/papel/", handover.sheet_request, name="sheet_request"),
    path("<uuid:pk>/papel/estado/", handover.sheet_state, name="sheet_state"),
    path("<uuid:pk>/papel/arquivo/", handover.sheet_file, name="sheet_file"),
    path("<uuid:pk>/email/", handover.mail, name="mail"),
]
