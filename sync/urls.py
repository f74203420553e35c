"""The capsule, its service worker, what phones call, and what managers see of documents that were kept."""

from django.urls import URLPattern, URLResolver, path, re_path

from reviews.views import feedback_read
from sync.views import api, blobs, devices, field, kept, rescue, shell

app_name = "sync"

urlpatterns: list[URLPattern | URLResolver] = [
    path("visita/", shell.capsule, name="capsule"),
    path("sw.js", shell.worker, name="worker"),
    path("manifest.webmanifest", shell.manifest, name="manifest"),
    path("api/session/", api.session, name="session"),
    path("api/day/", api.day, name="day"),
    path("api/territory/", field.territory, name="territory"),
    path("api/route/<uuid:pk>/plan/", field.route_plan, name="route_plan"),
    path("api/visits/<uuid:visit_id>/", api.visit, name="visit"),
    re_path(r"^api/blobs/(?P<sha256>[0-9a-f]{64})/$", blobs.blob, name="blob"),
    path("api/states/", api.states, name="states"),
    path("api/device/", api.device, name="device"),
    path("api/device/key/", api.device_key, name="device_key"),
    path("api/feedback/<uuid:pk>/read/", feedback_read, name="feedback_read"),
    path("aparelhos/", devices.devices, name="devices"),
    path("aparelhos/<uuid:pk>/", devices.device, name="managed_device"),
    path("aparelhos/<uuid:pk>/desligamento/", devices.revocation, name="revocation"),
    path("aparelhos/<uuid:pk>/religamento/", devices.reinstatement, name="reinstatement"),
    path("guardados/", kept.kept, name="kept"),
    path("guardados/resgate/", rescue.rescue, name="rescue"),
    path("guardados/<uuid:pk>/", kept.kept_document, name="kept_document"),
    path("guardados/<uuid:pk>/leitura/", kept.kept_retry, name="kept_retry"),
    path("guardados/<uuid:pk>/decisao/", kept.kept_settlement, name="kept_settlement"),
]
