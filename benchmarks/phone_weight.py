"""What a phone downloads, gzipped: the pages, and each file that the service worker keeps, by kind."""

from __future__ import annotations

import json
import re
import urllib.request

OF_THE_MAP = re.compile("map|leaflet", re.IGNORECASE)  # loads only where a map is opened
IMPORT = re.compile(rb"""(?:from|import)\s*"\./([^"]+)\"""")  # not `import("./…")`, which comes later


def of_first_install(url: str) -> dict[str, int]:
    """Bytes by kind. `js_today` is what the route of today needs, `js_visit` with the screens of a visit."""
    page, worker = fetched(url + "/visita/"), fetched(url + "/sw.js")
    listed = re.search(rb"const FILES = ([\[{].*?[\]}]);", worker)
    if listed is None:
        raise SystemExit("the service worker lists no files")
    files = {path: fetched(url + path) for path in json.loads(listed[1])}
    sizes = {path: sent(url + path) for path in files}
    of_page, of_worker = sent(url + "/visita/"), sent(url + "/sw.js")
    scripts = {path: content for path, content in files.items() if path.endswith(".js")}
    map_js = {path for path in scripts if OF_THE_MAP.search(path)}
    first = set(re.findall(r'(?:modulepreload" href|<script[^>]* src)="([^"]+)"', page.decode()))
    visit = first | {path for path in scripts if "screens_visit" in path}
    styles = sum(size for path, size in sizes.items() if path.endswith(".css"))
    fonts = sum(size for path, size in sizes.items() if re.search(r"\.(woff2?|ttf|otf)$", path))
    everything = sum(sizes.values()) + of_worker
    return {
        "js_today": sum(sizes[path] for path in needed(first, scripts)),
        "js_visit": sum(sizes[path] for path in needed(visit, scripts)),
        "js_all_but_the_map": sum(sizes[path] for path in set(scripts) - map_js),
        "js_of_the_map": sum(sizes[path] for path in map_js),
        "css": styles,
        "fonts": fonts,
        "page": of_page,
        "worker": of_worker,
        "other": everything - sum(sizes[path] for path in scripts) - styles - fonts - of_page - of_worker,
        "first_install": everything,
        "files": len(sizes),
    }


def needed(paths: set[str], scripts: dict[str, bytes]) -> set[str]:
    """Scripts with those that they cannot start without."""
    found, waiting = set(), list(paths)
    while waiting:
        path = waiting.pop()
        found.add(path)
        folder = path.rpartition("/")[0]
        others = (f"{folder}/{name.decode()}" for name in IMPORT.findall(scripts[path]))
        waiting += [other for other in others if other in scripts and other not in found]
    return found


def fetched(url: str) -> bytes:
    """A file as it is."""
    with urllib.request.urlopen(url, timeout=30) as answer:
        return answer.read()


def sent(address: str) -> int:
    """Bytes of a file on its way to a phone that takes gzip (over HTTPS browsers take Brotli, which is smaller)."""
    with urllib.request.urlopen(
        urllib.request.Request(address, headers={"Accept-Encoding": "gzip"}), timeout=30
    ) as answer:
        return len(answer.read())
