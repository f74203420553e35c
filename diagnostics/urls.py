"""Addresses of conversations (instruments): what the unit's phones carry, and writing them."""

from django.urls import URLPattern, URLResolver, path

from diagnostics import views

app_name = "diagnostics"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.instruments, name="instruments"),
    path("planilha/", views.upload, name="upload"),
    path("<uuid:pk>/uso/", views.use, name="use"),
    path("<uuid:pk>/inicio/", views.beginning, name="beginning"),
    path("versoes/<uuid:pk>/", views.version, name="version"),
    path("versoes/<uuid:pk>/planilha.xlsx", views.version_file, name="version_file"),
    path("versoes/<uuid:pk>/previa/", views.version_preview, name="version_preview"),
    path("versoes/<uuid:pk>/copia/", views.copying, name="copying"),
    path("rascunhos/<uuid:pk>/", views.draft, name="draft"),
    path("rascunhos/<uuid:pk>/planilha.xlsx", views.draft_file, name="draft_file"),
    path("rascunhos/<uuid:pk>/previa/", views.draft_preview, name="draft_preview"),
    path("rascunhos/<uuid:pk>/publicacao/", views.publication, name="publication"),
    path("rascunhos/<uuid:pk>/descarte/", views.disposal, name="disposal"),
    path("rascunhos/<uuid:pk>/perguntas/nova/", views.new_question, name="new_question"),
    path("rascunhos/<uuid:pk>/perguntas/<slug:key>/", views.question, name="question"),
    path("rascunhos/<uuid:pk>/perguntas/<slug:key>/lugar/", views.place, name="place"),
    path("rascunhos/<uuid:pk>/perguntas/<slug:key>/remocao/", views.removal, name="removal"),
]
