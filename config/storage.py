"""Static files with hashed names, JavaScript module imports included."""

from django.contrib.staticfiles.storage import HashedFilesMixin
from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Rewrites imports inside our own modules only.

    Django's own switch (`support_js_module_import_aggregation`) reads every script, and a comment in django-htmx looks
    like an import to it. The private attribute is why Django is pinned to 5.2 and a test checks the result.
    """

    patterns = (
        *(pattern for pattern in HashedFilesMixin.patterns if pattern[0] == "*.css"),
        ("js/*.js", HashedFilesMixin._js_module_import_aggregation_patterns[1]),  # type: ignore[attr-defined]
    )
