"""WSGI entry point."""

import os

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()
if settings.SECRET_KEY == settings.BUILD_KEY:  # everybody can read it: links and sessions could be forged
    raise ImproperlyConfigured("Falta a chave de assinatura. Defina SECRET_KEY, longa e secreta.")
