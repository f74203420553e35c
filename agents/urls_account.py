"""Login, logout and password: allauth's views and names under our addresses, each with a declared policy.

Only what the product needs is mounted: no sign-up, no change of e-mail. Without a namespace, as allauth expects.
"""

from allauth.account import views
from django.urls import URLPattern, URLResolver, path, re_path

from agents.perms import ANYONE_SIGNED_IN, PUBLIC, allow

public = allow(PUBLIC)
signed_in = allow(ANYONE_SIGNED_IN)

urlpatterns: list[URLPattern | URLResolver] = [
    path("entrar/", public(views.login), name="account_login"),
    path("sair/", public(views.logout), name="account_logout"),
    path("desligado/", public(views.account_inactive), name="account_inactive"),
    path("senha/trocar/", signed_in(views.password_change), name="account_change_password"),
    path("senha/esqueci/", public(views.password_reset), name="account_reset_password"),
    path("senha/enviada/", public(views.password_reset_done), name="account_reset_password_done"),
    re_path(
        r"^senha/nova/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        public(views.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path("senha/pronta/", public(views.password_reset_from_key_done), name="account_reset_password_from_key_done"),
]
