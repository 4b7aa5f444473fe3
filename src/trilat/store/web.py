"""Files by HTTP, whatever the other side does: bounded in length, time, tries and redirects, and never decoded.

On urllib3, whose retries know neither a body that breaks off nor one deadline for all, so that the loop is ours. Pooch
would leave more to do, not less: it tries a 404 again, has no deadline and no bound on length, and keeps what a killed
download leaves.
"""

from __future__ import annotations

import random
import re
import socket
import ssl
import threading
import time
import urllib.request
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote, urljoin, urlsplit

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, InvalidHeader, NewConnectionError, ProxyError, SSLError

from trilat import __version__
from trilat.errors import ReleaseError, UsageError
from trilat.findings import visible
from trilat.store.index import looks_like_html
from trilat.store.source import Limits, Sink, UnreachableError, is_loopback

PIECE = 1 << 16
TRANSIENT = frozenset({408, 425, 429, 500, 502, 503, 504})
REDIRECTS = frozenset({301, 302, 303, 307, 308})


class _AgainError(Exception):
    """What may go well the next time; `after` is how long the host asks to wait."""

    def __init__(self, message: str, after: float = 0) -> None:
        super().__init__(message)
        self.after = after


class Web:
    """A static host. Used in a `with` block, within which all that is fetched shares one deadline."""

    def __init__(self, where: str, limits: Limits) -> None:
        self.where, self.limits = where, limits
        self._until = time.monotonic() + limits.total
        self._sockets: list[socket.socket] = []
        self._pool = _pool(where, self._watch)
        self._watchdog = threading.Timer(limits.total, self._hang_up)
        self._watchdog.daemon = True

    def __enter__(self) -> Self:
        self._watchdog.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._watchdog.cancel()
        self._pool.clear()

    def fetch(self, name: str, sink: Sink) -> None:
        """Give the bytes of a file, in several tries where what went wrong may pass."""
        url = urljoin(self.where, quote(name))
        for number in range(1, self.limits.tries + 1):
            try:
                self._try(url, sink)
            except _AgainError as error:
                self._in_time(url)
                if number == self.limits.tries:
                    raise UnreachableError(f"{url}: {error} ({number} tries): try again later; what has come so far "
                                           "is kept") from error
                pause = min(self.limits.pause * 2 ** (number - 1), self.limits.longest_pause)
                pause *= random.uniform(0.5, 1)  # noqa: S311  # so that many who wait do not all come back at once
                self._wait(url, max(pause, min(error.after, self.limits.longest_pause)))
            else:
                return

    def _try(self, url: str, sink: Sink) -> None:
        try:
            response = self._answer(url, {"Range": f"bytes={sink.size}-"} if sink.size else {})
            try:
                self._judge(url, response, sink)
                self._take(url, response, sink)
                response.release_conn()
            finally:
                response.close()
        except SSLError as error:
            raise ReleaseError(f"{url}: the host cannot prove that it is who it should be ({_reason(error)}): check "
                               "the address; for a certificate of your own, name its file in SSL_CERT_FILE") from error
        except (NewConnectionError, ProxyError) as error:
            raise UnreachableError(f"{url} cannot be reached: {_reason(error)}") from error
        except (HTTPError, OSError) as error:
            raise _AgainError(_reason(error)) from error

    def _answer(self, url: str, headers: dict[str, str]) -> urllib3.BaseHTTPResponse:
        """The answer to a request, behind redirects that stay as safe as the address was."""
        asked = url
        for _ in range(self.limits.redirects + 1):
            self._in_time(asked)
            response = self._pool.request(
                "GET", url, redirect=False, retries=False, preload_content=False, decode_content=False,
                timeout=urllib3.Timeout(connect=self.limits.connect, read=self.limits.read),
                headers=headers | {"Accept-Encoding": "identity", "User-Agent": f"trilat/{__version__}"},
            )
            if response.status not in REDIRECTS:
                return response
            response.close()
            url = _led(url, response.headers.get("Location", ""))
        raise ReleaseError(f"{asked} leads from one address to the next more than {self.limits.redirects} times")

    def _judge(self, url: str, response: urllib3.BaseHTTPResponse, sink: Sink) -> None:
        """Whether the answer is the file, or the rest of it that was asked for."""
        status = response.status
        if status in TRANSIENT:
            raise _AgainError(f"the host answers {status} {visible(response.reason or '')}", _retry_after(response))
        if status == 416:
            sink.restart()
            raise _AgainError("the host has not as much of it as came before")
        if status in (404, 410):
            raise ReleaseError(f"there is no {url} (the host answers {status}): check the address of the index")
        if status not in (200, 206):
            raise ReleaseError(f"{url}: the host answers {status} {visible(response.reason or '')}")
        if response.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise ReleaseError(f"{url} comes compressed, though it was asked for as it is: not unpacked")
        if status == 206:
            given = re.match(r"bytes (\d{1,18})-", response.headers.get("Content-Range", ""))
            if given is None or int(given[1]) != sink.size:
                sink.restart()
                raise _AgainError("the host sends another part than was asked for")
        elif sink.size:
            sink.restart()  # the host sends all of it again
        length = response.headers.get("Content-Length", "")
        if re.fullmatch(r"\d{1,18}", length) and sink.size + int(length) > sink.most:
            raise ReleaseError(f"{url} has {sink.size + int(length)} bytes, and may have {sink.most}"
                               f"{_web_page(response.headers.get('Content-Type', ''))}")

    def _take(self, url: str, response: urllib3.BaseHTTPResponse, sink: Sink) -> None:
        while piece := response.read1(PIECE):  # what has come, and not a full piece: a drip must not hold us
            self._in_time(url)
            if sink.size == 0 and looks_like_html(piece):
                raise ReleaseError(f"{url} is a web page, and no file of a release: check the address, and whether a "
                                   "network that asks for a log-in answers in its place")
            sink.write(piece)
        self._in_time(url)  # the watchdog's hanging up looks like an end

    def _wait(self, url: str, seconds: float) -> None:
        time.sleep(max(0.0, min(seconds, self._until - time.monotonic())))
        self._in_time(url)

    def _in_time(self, url: str) -> None:
        if time.monotonic() >= self._until:
            raise UnreachableError(f"{url}: not done within {self.limits.total:g} seconds: run it again, and it goes "
                                   "on with what has come so far (TRILAT_TIMEOUT gives it more)")

    def _watch(self, connected: socket.socket) -> None:
        self._sockets.append(connected)

    def _hang_up(self) -> None:
        """End what still waits for the host when the time is over: headers can drip as well as a body."""
        for one in self._sockets:
            try:
                socket.socket.shutdown(one, socket.SHUT_RDWR)
            except OSError:
                continue  # it was closed before


def _pool(where: str, watch: Any) -> urllib3.PoolManager:
    """Connections that `watch` gets to know; through the proxy that the environment names, if it names one."""

    class Plain(HTTPConnection):
        def connect(self) -> None:
            super().connect()
            watch(self.sock)

    class Encrypted(HTTPSConnection):
        def connect(self) -> None:
            super().connect()
            watch(self.sock)

    class PlainPool(urllib3.HTTPConnectionPool):
        ConnectionCls = Plain

    class EncryptedPool(urllib3.HTTPSConnectionPool):
        ConnectionCls = Encrypted

    parts = urlsplit(where)
    host = parts.hostname or ""
    proxy = urllib.request.getproxies().get(parts.scheme)
    context = ssl.create_default_context()
    if proxy is None or is_loopback(host) or urllib.request.proxy_bypass(host):
        pool = urllib3.PoolManager(ssl_context=context)
    else:
        try:
            pool = urllib3.ProxyManager(proxy if "://" in proxy else f"http://{proxy}", ssl_context=context)
        except (HTTPError, ValueError) as error:
            raise UsageError(f"the proxy that the environment names ({parts.scheme}_proxy) cannot be used: "
                             f"{visible(str(error), 200)}") from error
    pool.pool_classes_by_scheme = {"http": PlainPool, "https": EncryptedPool}
    return pool


def _led(url: str, location: str) -> str:
    """Where a redirect leads: from https: to https:, or within this machine."""
    try:
        target = urljoin(url, location)
        one, other = urlsplit(url), urlsplit(target)
        same = one.scheme == other.scheme and bool(other.hostname) and other.username is None
    except ValueError:
        same = False
    if not same or not (one.scheme == "https" or is_loopback(other.hostname or "")):
        raise ReleaseError(f"{url} leads to {visible(location, 200)}, which is not as safe: not followed")
    return target


def _retry_after(response: urllib3.BaseHTTPResponse) -> float:
    try:
        return urllib3.Retry().parse_retry_after(response.headers.get("Retry-After", "0"))
    except InvalidHeader:
        return 0


def _web_page(content_type: str) -> str:
    return ": a web page came in its place" if content_type.lower().startswith("text/html") else ""


def _reason(error: Exception) -> str:
    """What urllib3 says, without its names of objects and pools."""
    text = str(error.args[-1] if error.args else error)
    return visible(re.sub(r"^[^:(]*\((?:host|port)=.*?\)>?: |<[^<>]*>[:,]? ?", "", text), 300)
