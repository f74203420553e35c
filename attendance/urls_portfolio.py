"""Addresses of the portfolio."""

from django.urls import URLPattern, URLResolver, path

from attendance.views import portfolio

app_name = "portfolio"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", portfolio.portfolio, name="portfolio"),
    path("nova/", portfolio.new_solution, name="new_solution"),
    path("<uuid:pk>/", portfolio.solution, name="solution"),
    path("<uuid:pk>/fim/", portfolio.solution_end, name="solution_end"),
]
