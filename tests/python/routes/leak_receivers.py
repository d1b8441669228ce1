"""Servers on this machine that keep every byte that logging sends them."""

import contextlib
import gzip
import http.server
import socket
import tempfile
import threading
import zlib
from pathlib import Path

SEPARATOR = b"\n\x00\n"


class Http:
    """An HTTP server; the bodies as they were before they were compressed, and the paths."""

    def __init__(self):
        received = self.received = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                kind = self.headers.get("Content-Encoding")
                if kind == "gzip":
                    body = gzip.decompress(body)
                elif kind == "deflate":
                    body = zlib.decompress(body)
                elif kind:
                    raise AssertionError(f"Content-Encoding {kind}: add it here")
                received.append(body)
                # What goes out beside the body is output too.
                received.append(f"{self.path}\n{self.headers}".encode())
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"{}")

            do_GET = do_POST

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_port
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True)
        self.thread.start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()
        return SEPARATOR.join(self.received)


class Datagrams:
    """A UDP or Unix socket for syslog."""

    def __init__(self, family):
        self.directory = tempfile.TemporaryDirectory()
        self.socket = socket.socket(family, socket.SOCK_DGRAM)
        if family == socket.AF_INET:
            self.socket.bind(("127.0.0.1", 0))
            self.address = self.socket.getsockname()
        else:
            self.address = str(Path(self.directory.name) / "log")
            self.socket.bind(self.address)
        self.received = []
        self.thread = threading.Thread(target=self._read, daemon=True)
        self.thread.start()

    def _read(self):
        while data := self.socket.recv(65536):
            if data == b"END":
                return
            self.received.append(data)

    def close(self):
        with socket.socket(self.socket.family, socket.SOCK_DGRAM) as out:
            out.sendto(b"END", self.address)
        self.thread.join(10)
        self.socket.close()
        self.directory.cleanup()
        return b"\n".join(self.received)


class Stream:
    """A TCP server, for `SocketHandler`."""

    def __init__(self):
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        self.received = b""
        self.thread = threading.Thread(target=self._read, daemon=True)
        self.thread.start()

    def _read(self):
        with contextlib.suppress(OSError):
            peer, _ = self.server.accept()
            with peer:
                while data := peer.recv(65536):
                    self.received += data

    def close(self):
        self.thread.join(10)
        self.server.close()
        return self.received
