"""WSGI entry point."""

import os

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

from sync.services.keys import seal_key

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()
if settings.SECRET_KEY == settings.BUILD_KEY:  # everybody can read it: links and sessions could be forged
    raise ImproperlyConfigured("Falta a chave de assinatura. Defina SECRET_KEY, longa e secreta.")
try:
    seal_key()  # the first phone must find it; a set that cannot be read is noticed now, not in the field
except (OSError, ValueError, KeyError, StopIteration) as error:
    raise ImproperlyConfigured(
        "As chaves dos celulares não podem ser lidas. Defina PHONE_KEYS com o que manage.py new_phone_key imprime."
    ) from error
