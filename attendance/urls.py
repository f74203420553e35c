"""Addresses of this app."""

from django.urls import URLPattern, URLResolver, path

from attendance.views import corrections, queue, state

app_name = "attendance"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", queue.queue, name="queue"),
    path("<uuid:pk>/", queue.record, name="record"),
    path("<uuid:pk>/reenvio/", queue.resend, name="resend"),
    path("<uuid:pk>/correcao/", queue.amend, name="amend"),
    path("<uuid:pk>/retificacao/", corrections.correction, name="correction"),
    path("<uuid:pk>/cancelamento/", corrections.cancellation, name="cancellation"),
    path("<uuid:pk>/prova/", queue.evidence, name="evidence"),
    path("impedimentos/<uuid:pk>/reenvio/", queue.retry, name="retry"),
    path("impedimentos/<uuid:pk>/cpf/", queue.cpf, name="cpf"),
    path("estado/", state.state, name="state"),
    path("estado/agora/", state.try_now, name="try_now"),
]
