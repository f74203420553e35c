"""One address of the open internet, looked at without reading what it holds.

Anybody who may write a tool may name any address, so the way is narrow: http and https, the usual ports, only public
addresses, each step of a redirect checked anew, and the connection goes to the very address that was checked (a name
that says something else a moment later gains nothing).
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
from types import TracebackType
from urllib.parse import urljoin, urlsplit

import httpx
from django.conf import settings

from deliveries.rules import Looked, is_public

TIMES = httpx.Timeout(8, connect=5)
LONGEST_S = 25.0  # for one address with all its redirects
HOPS = 5
MOST_TRIED = 3  # addresses of one name
PORTS = {"http": 80, "https": 443}
NO_HEAD = 400  # from here on HEAD may just be unknown to the site: GET is asked
AGENT = "RotaAtiva/1 (confere enderecos de ferramentas uma vez por semana)"

NOT_WEB = "O endereço não é de uma página da internet (http ou https)."
INSIDE = "O endereço leva a uma rede interna. Só endereços públicos são oferecidos."
NO_NAME = "O endereço não foi encontrado: confira se está escrito certo."
NO_ANSWER = "O site não respondeu."
TOO_SLOW = "O site demorou demais para responder."
NOT_SAFE = "O certificado de segurança do site não vale."
IN_CIRCLES = "O endereço leva de um lugar a outro sem chegar."


class NoWayError(Exception):
    """An address that is not looked at (any further), and why."""

    def __init__(self, why: str, *, is_hopeless: bool = False) -> None:
        super().__init__(why)
        self.looked = Looked(failure=why, is_hopeless=is_hopeless)


class Visitor:
    """Looks at addresses, one after another, with one connection pool."""

    def __init__(self) -> None:
        self._http = httpx.Client(
            timeout=TIMES, trust_env=False, follow_redirects=False, headers={"User-Agent": AGENT, "Accept": "*/*"}
        )

    def __enter__(self) -> Visitor:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    def look(self, url: str) -> Looked:
        """Where the address leads in the end."""
        until = time.monotonic() + LONGEST_S
        try:
            return self._follow(url, until)
        except NoWayError as found:
            return found.looked
        except httpx.TimeoutException:
            return Looked(failure=TOO_SLOW)
        except httpx.HTTPError as error:
            is_certificate = isinstance(error.__cause__, ssl.SSLCertVerificationError) or "CERTIFICATE" in str(error)
            return Looked(failure=NOT_SAFE if is_certificate else NO_ANSWER)
        except (httpx.InvalidURL, ValueError):
            return Looked(failure=NOT_WEB, is_hopeless=True)

    def _follow(self, url: str, until: float) -> Looked:
        for _ in range(HOPS + 1):
            status, onward = self._ask("HEAD", url)
            if status >= NO_HEAD:
                status, onward = self._ask("GET", url)
            if not onward:
                return Looked(status=status)
            url = urljoin(url, onward)
            if time.monotonic() > until:
                raise NoWayError(TOO_SLOW)
        raise NoWayError(IN_CIRCLES)

    def _ask(self, method: str, url: str) -> tuple[int, str]:
        """The status and, for a redirect, where to; the body is never read."""
        to = httpx.URL(url)
        name, port = checked(to)
        *others, last = public_addresses(name, port)
        for address in others:
            try:
                return self._ask_at(address, method, to, name)
            except (httpx.ConnectError, httpx.ConnectTimeout):  # a machine without IPv6, say: the next one may answer
                continue
        return self._ask_at(last, method, to, name)

    def _ask_at(self, address: str, method: str, to: httpx.URL, name: str) -> tuple[int, str]:
        request = self._http.build_request(
            method, to.copy_with(host=address), headers={"Host": to.netloc.decode()}, extensions={"sni_hostname": name}
        )
        self._http.cookies.clear()
        response = self._http.send(request, stream=True)
        response.close()
        return response.status_code, response.headers.get("location", "") if response.is_redirect else ""


def checked(url: httpx.URL) -> tuple[str, int]:
    """The host's name and the port, of an address that may be looked at."""
    name = url.raw_host.decode("ascii")
    if url.scheme not in PORTS or not name or url.userinfo:
        raise NoWayError(NOT_WEB, is_hopeless=True)
    port = url.port or PORTS[url.scheme]
    if port not in PORTS.values() and not settings.LINK_LOOPBACK:
        raise NoWayError(INSIDE, is_hopeless=True)
    return name, port


def public_addresses(name: str, port: int) -> list[str]:
    """Some addresses behind a name. All of them must be public: a name that is half inside is a trap."""
    try:
        told = socket.getaddrinfo(name.strip("[]"), port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as error:
        raise NoWayError(NO_NAME) from error
    addresses = list(dict.fromkeys(str(each[4][0]) for each in told))
    if not addresses or not all(_is_allowed(each) for each in addresses):
        raise NoWayError(INSIDE, is_hopeless=True)
    return addresses[:MOST_TRIED]


def _is_allowed(address: str) -> bool:
    if settings.LINK_LOOPBACK and ipaddress.ip_address(address.partition("%")[0]).is_loopback:
        return True
    return is_public(address)


def host_of(url: str) -> str:
    """Whom an address asks."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
