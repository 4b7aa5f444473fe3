"""A real HTTP server on loopback that serves a folder, and misbehaves where it is told to, one way for each path."""

import re
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


class _Http(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        """A client that goes away is what many of these tests are about."""


class Server:
    """Serves a folder; `faults` has a function for the end of a path, `log` what was asked for, `sent` the bytes."""

    def __init__(self, folder, context=None):
        self.folder, self.faults, self.log, self.sent = Path(folder), {}, [], 0
        self.stopping = threading.Event()
        self._http = _Http(("127.0.0.1", 0), type("Here", (Handler,), {"served": self}))
        self.port = self._http.server_address[1]
        self.url = f"http{'s' if context else ''}://localhost:{self.port}/"
        if context is not None:
            self._http.socket = context.wrap_socket(self._http.socket, server_side=True)
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02})

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self.stopping.set()
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()

    def asked(self, end):
        """The Range headers of the requests for paths that end so."""
        return [asked for path, asked in self.log if path.endswith(end)]


class Handler(BaseHTTPRequestHandler):
    """Answers one request after the other; `served` is the Server."""

    protocol_version = "HTTP/1.1"
    served: Server

    def do_GET(self):
        asked = self.headers.get("Range")
        self.served.log.append((self.path, asked))
        path = self.served.folder / self.path.lstrip("/")
        self.data = path.read_bytes() if path.is_file() else None
        self.start = int(re.match(r"bytes=(\d+)-", asked)[1]) if asked else 0
        self.number = len(self.served.asked(self.path))
        faults = self.served.faults.items()
        fault = next((fault for end, fault in faults if self.path.endswith(end)), honest)
        try:
            fault(self)
        except OSError:
            self.close_connection = True

    def head(self, status, headers=(), length=None):
        self.send_response(status)
        for name, value in dict(headers).items():
            self.send_header(name, value)
        if length is not None:
            self.send_header("Content-Length", str(length))
        self.end_headers()

    def body(self, data):
        self.wfile.write(data)
        self.wfile.flush()
        self.served.sent += len(data)

    def wait(self, seconds):
        self.served.stopping.wait(seconds)

    def running(self):
        return not self.served.stopping.is_set()

    def hang_up(self):
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, *_):
        pass


def honest(request):
    """What a host should do, ranges included."""
    if request.data is None:
        request.head(404, length=0)
    elif request.start:
        rest = request.data[request.start:]
        asked = f"bytes {request.start}-{len(request.data) - 1}/{len(request.data)}"
        request.head(206, {"Content-Range": asked}, len(rest))
        request.body(rest)
    else:
        request.head(200, length=len(request.data))
        request.body(request.data)


def answers(status, headers=(), times=1000, body=b""):
    """Answers so the first times, and then as it should."""

    def fault(request):
        if request.number > times:
            return honest(request)
        request.head(status, headers, len(body))
        return request.body(body)

    return fault


def redirects(target, times=1000):
    """Leads elsewhere."""
    return answers(302, {"Location": target}, times)


def breaks_off(after, times=1000, length=True):
    """Sends so many bytes of what was asked for, and hangs up."""

    def fault(request):
        if request.number > times:
            return honest(request)
        rest = request.data[request.start:]
        asked = f"bytes {request.start}-{len(request.data) - 1}/{len(request.data)}"
        headers = {"Content-Range": asked} if request.start else {}
        request.head(206 if request.start else 200, headers | ({} if length else {"Connection": "close"}),
                     len(rest) if length else None)
        request.body(rest[:after])
        return request.hang_up()

    return fault


def stalls(times=1000, after=0):
    """Sends some bytes, and then nothing for longer than anyone waits."""

    def fault(request):
        if request.number > times:
            return honest(request)
        request.head(200, length=len(request.data))
        request.body(request.data[:after])
        return request.wait(60)

    return fault


def ignores_ranges(after):
    """Breaks off once, and sends all of it again when asked for the rest."""

    def fault(request):
        if request.number == 1:
            return breaks_off(after)(request)
        request.head(200, length=len(request.data))
        return request.body(request.data)

    return fault


def sends_another_part(after):
    """Breaks off once, and then once sends a part that was not asked for."""

    def fault(request):
        if request.number == 1:
            return breaks_off(after)(request)
        if request.number == 2:
            request.head(206, {"Content-Range": f"bytes 7-{len(request.data) - 1}/{len(request.data)}"},
                         len(request.data) - 7)
            return request.body(request.data[7:])
        return honest(request)

    return fault


def endless(request):
    """Never stops sending."""
    request.head(200, {"Transfer-Encoding": "chunked"})
    while request.running():
        request.body(b"8000\r\n" + b"\0" * 0x8000 + b"\r\n")


def drips(request):
    """Sends a byte now and then, soon enough for every time-out between two of them."""
    request.head(200, length=len(request.data))
    for byte in request.data:
        if not request.running():
            break
        request.body(bytes([byte]))
        request.wait(0.05)


def drips_headers(request):
    """Never comes to the end of its headers."""
    request.wfile.write(b"HTTP/1.1 200 OK\r\n")
    while request.running():
        request.wfile.write(b"X: y\r\n")
        request.wfile.flush()
        request.wait(0.05)


def sends(data, headers=(), times=1000):
    """Sends other bytes than it should."""
    return answers(200, headers, times, data)


def slowly(request):
    """Takes a moment over each piece."""
    request.head(200, length=len(request.data))
    for at in range(0, len(request.data), 50_000):
        request.body(request.data[at:at + 50_000])
        time.sleep(0.02)
