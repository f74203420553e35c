"""Addresses of credit needs and of the client's result on paper."""

from django.urls import URLPattern, URLResolver, path

from deliveries import views

app_name = "deliveries"

urlpatterns: list[URLPattern | URLResolver] = [
    path("credito/", views.referrals, name="referrals"),
    path("credito/<uuid:pk>/", views.referral, name="referral"),
    path("credito/<uuid:pk>/alinhamento/", views.alignment, name="alignment"),
    path("credito/<uuid:pk>/agente/", views.taking, name="taking"),
    path("credito/<uuid:pk>/encerramento/", views.declining, name="declining"),
    path("resultados/<uuid:pk>/", views.result_sheet, name="result_sheet"),
    path("resultados/<uuid:pk>/pedido/", views.result_sheet_request, name="result_sheet_request"),
    path("resultados/<uuid:pk>/arquivo/", views.result_sheet_file, name="result_sheet_file"),
]
