"""What a client's link opens. Nothing personal stands in an address; every change is a POST."""

from django.urls import URLPattern, URLResolver, path

from portal import views

app_name = "portal"

urlpatterns: list[URLPattern | URLResolver] = [
    path("<str:token>/", views.devolutiva, name="devolutiva"),
    path("<str:token>/combinado.ics", views.calendar, name="calendar"),
    path("<str:token>/recibo/", views.receipt, name="receipt"),
    path("<str:token>/aviso/", views.notice, name="notice"),
    path("<str:token>/recibo.json", views.receipt_file, name="receipt_file"),
    path("<str:token>/aceites/", views.choices, name="choices"),
    path("<str:token>/papeis/", views.papers, name="papers"),
    path("<str:token>/papeis/<uuid:pk>/", views.paper, name="paper"),
    path("<str:token>/papeis/<uuid:pk>/arquivo/", views.paper_file, name="paper_file"),
    path("<str:token>/confirmar/", views.confirmation, name="confirmation"),
    path("<str:token>/codigo/", views.code, name="code"),
    path("<str:token>/dados/", views.held, name="held"),
    path("<str:token>/copia.json", views.copy_file, name="copy_file"),
    path("<str:token>/pedidos/", views.requests, name="requests"),
]
