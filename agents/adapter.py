"""How allauth behaves here."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """No sign-up: people come in by invitation."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody can create an account alone."""
        return False
