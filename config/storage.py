"""Static files with hashed names, JavaScript module imports included, and the capsule's bundle beside them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.storage import HashedFilesMixin
from whitenoise.storage import CompressedManifestStaticFilesStorage
from zopfli import gzip as zopfli

from common import bundle

ROUNDS = 5


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Rewrites imports inside our own modules only, and bundles the capsule where esbuild is installed.

    Django's own switch (`support_js_module_import_aggregation`) reads every script, and a comment in django-htmx looks
    like an import to it. The private attribute is why Django is pinned to 5.2 and a test checks the result. The
    bundle keeps the names that esbuild gave: its files may import each other in a circle, which Django cannot hash.
    """

    max_post_process_passes = 20  # each pass settles one level of imports; screens stand many levels above their pieces

    patterns = (
        *(pattern for pattern in HashedFilesMixin.patterns if pattern[0] == "*.css"),
        ("js/*.js", HashedFilesMixin._js_module_import_aggregation_patterns[1]),  # type: ignore[attr-defined]  # Django's own, without a type
    )

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        """Small styles, so that their name is of what is served; the bundle, and no hashed copy of what is in it."""
        root = Path(self.location)
        made = () if dry_run else bundle.build(root)
        if made and bundle.minify_styles(root):
            paths = {path: where for path, where in paths.items() if not bundle.is_source(path)}
            paths[bundle.STYLES] = (self, bundle.STYLES)
        yield from super().post_process(paths, dry_run=dry_run, **options)
        for name, compressed in self.compress_files(made):
            yield name, compressed, True
        for path in made:
            self._pack(path)
        if made:
            self._pack(self.stored_name(bundle.STYLES))

    def _pack(self, path: str) -> None:
        """What phones download over bad networks is worth a second of work here: 3 % less than gzip at its best."""
        packed = Path(self.path(path) + ".gz")
        if packed.is_file():
            packed.write_bytes(zopfli.compress(Path(self.path(path)).read_bytes(), numiterations=ROUNDS))
