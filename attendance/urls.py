"""Addresses of this app."""

from django.urls import URLPattern, URLResolver, path

from attendance.views import comparisons, corrections, files, queue, state

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
    path("arquivos/", files.files, name="files"),
    path("arquivos/caminho/", files.way, name="way"),
    path("arquivos/novo/", files.make, name="make_file"),
    path("arquivos/<uuid:pk>/", files.file, name="file"),
    path("arquivos/<uuid:pk>/retorno/", files.take_return, name="take_return"),
    path("arquivos/<uuid:pk>/retirada/", files.withdrawal, name="withdrawal"),
    path("conferencia/", comparisons.comparisons, name="comparisons"),
    path("conferencia/agora/", comparisons.compare_now, name="compare_now"),
    path("conferencia/<uuid:pk>/", comparisons.comparison, name="comparison"),
    path("conferencia/<uuid:pk>/de-novo/", comparisons.compare_again, name="compare_again"),
    path("conferencia/<uuid:pk>/correcoes/", comparisons.repair_day, name="repair_day"),
    path("conferencia/diferencas/<uuid:pk>/correcao/", comparisons.repair_one, name="repair_one"),
    path("estado/", state.state, name="state"),
    path("estado/agora/", state.try_now, name="try_now"),
]
