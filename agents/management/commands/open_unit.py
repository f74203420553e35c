"""Command: open a state unit in a new installation."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from agents.models import Municipality, User
from agents.services.units import RegionsFileError, first_administrator, open_unit, read_regions


class Command(BaseCommand):
    """`manage.py open_unit CE --regions FILE --admin-email … --admin-name …`."""

    help = "Abre uma unidade: regionais, municípios e a primeira conta, com o link para criar a senha."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """UF, the regions file and the first administrator."""
        parser.add_argument("uf", help="sigla do estado, por exemplo CE")
        parser.add_argument("--regions", type=Path, required=True, help="CSV com regional;municipio (código IBGE)")
        parser.add_argument("--timezone", default="America/Sao_Paulo", help="fuso horário, por exemplo America/Manaus")
        parser.add_argument("--admin-email", required=True)
        parser.add_argument("--admin-name", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        """Open the unit and print the administrator's link."""
        uf, email = options["uf"].upper(), options["admin_email"].lower()
        if not Municipality.objects.filter(uf=uf).exists():
            raise CommandError(f"Não conheço o estado {uf}. Rode antes: manage.py load_reference")
        if User.objects.filter(email=email).exists():
            raise CommandError(f"{email} já tem conta. Use outro e-mail ou a página de nova senha.")
        try:
            lines = read_regions(options["regions"])
        except (OSError, RegionsFileError) as error:
            raise CommandError(str(error)) from error
        unit = open_unit(uf=uf, timezone=options["timezone"], lines=lines)
        administrator = first_administrator(unit=unit, email=email, name=options["admin_name"])
        key = f"{user_pk_to_url_str(administrator)}-{default_token_generator.make_token(administrator)}"
        uid, token = key.split("-", 1)
        link = reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})
        self.stdout.write(f"{unit} está aberta. Para criar a senha, abra no endereço do serviço: {link}")
