"""A syslog daemon as a sink: what arrives at a real socket, and what happens where nobody listens."""

import json
import logging
import os
import re
import socket
import socketserver
import sys
import threading
import time

import pytest

import veilfold
from veilfold import _environment

#: As long as a slow machine may take.
LONG = 60
RFC5424 = re.compile(
    r"<(?P<pri>\d+)>1 (?P<time>\S+Z) (?P<host>\S+) (?P<app>\S+) (?P<pid>\d+) - - (?P<line>.*)", re.DOTALL
)


@pytest.fixture
def udp():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as daemon:
        daemon.bind(("127.0.0.1", 0))
        daemon.settimeout(LONG)
        yield daemon


class Collector(socketserver.ThreadingTCPServer):
    """A daemon that takes streams and keeps what each connection sent."""

    daemon_threads = True

    def __init__(self):
        self.streams = []
        super().__init__(("127.0.0.1", 0), None)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def finish_request(self, request, _address):
        received = bytearray()
        self.streams.append(received)
        while chunk := request.recv(65_536):
            received += chunk

    def messages(self, count):
        """Wait for so many messages; each begins with its length."""
        end = time.monotonic() + LONG
        while True:
            found = [message for stream in list(self.streams) for message in split(bytes(stream))]
            if len(found) >= count:
                return found
            assert time.monotonic() < end, f"{len(found)} of {count} messages"
            time.sleep(0.01)


def split(stream):
    """Messages of a stream, by the lengths before them."""
    found = []
    while stream:
        length, space, rest = stream.partition(b" ")
        if not space or len(rest) < int(length):
            break
        found.append(rest[: int(length)].decode())
        stream = rest[int(length) :]
    return found


@pytest.fixture
def tcp():
    with Collector() as daemon:
        yield daemon
        daemon.shutdown()


def free_port(kind):
    with socket.socket(socket.AF_INET, kind) as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def test_the_environment_names_a_daemon(monkeypatch, udp, capfd):
    monkeypatch.setenv("LOG_AGGREGATION_HOST", "127.0.0.1")
    monkeypatch.setenv("LOG_AGGREGATION_PORT", str(udp.getsockname()[1]))
    with veilfold.setup(service="shop"):
        logging.getLogger("x").error("login password=%s", "hunter2hunter2")
    head = RFC5424.fullmatch(udp.recv(70_000).decode())
    line = json.loads(head["line"])
    assert (head["pri"], head["app"], head["pid"]) == (str(8 + 3), "shop", str(os.getpid()))
    assert (line["message"], head["time"]) == ("login password=[REDACTED]", line["timestamp"])
    # Standard output has it as well, since no sink was given.
    assert json.loads(capfd.readouterr().out) == line


def test_without_these_variables_no_socket_is_opened(monkeypatch, tmp_path):
    def refused(*_args):
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refused)
    assert _environment.aggregation() is None
    monkeypatch.setenv("LOG_AGGREGATION_HOST", "127.0.0.1")
    monkeypatch.setenv("LOG_AGGREGATION_ENABLED", "false")
    assert _environment.aggregation() is None
    with veilfold.setup() as setup:
        assert [row.sink for row in setup.stats()] == ["stdout"]
    # A sink that is given wins, as it does over LOG_FILE and LOG_DIR.
    monkeypatch.setenv("LOG_AGGREGATION_ENABLED", "true")
    with veilfold.setup(sink=tmp_path / "app.log") as setup:
        assert len(setup.stats()) == 1


def test_defaults(monkeypatch):
    monkeypatch.setenv("LOG_AGGREGATION_ENABLED", "true")
    daemon = _environment.aggregation()
    assert daemon.parts(None) == {
        "host": "localhost",
        "port": 514,
        "protocol": "udp",
        "format": "rfc5424",
        "facility": "user",
        "app": "python",
        "level": 0,
    }
    monkeypatch.setenv("LOG_AGGREGATION_PROTOCOL", "UNIX")
    parts = _environment.aggregation().parts("shop")
    assert (parts["host"], parts["format"], parts["app"]) == ("/dev/log", "rfc3164", "shop")


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("LOG_AGGREGATION_PROTOCOL", "tls", "udp, tcp or unix"),
        ("LOG_AGGREGATION_FORMAT", "gelf", "rfc5424 or rfc3164"),
        ("LOG_AGGREGATION_FACILITY", "local8", "local6 or local7"),
        ("LOG_AGGREGATION_PORT", "syslog", "a whole number from 1"),
        ("LOG_AGGREGATION_PORT", "65536", "from 1 to 65535"),
        ("LOG_AGGREGATION_ENABLED", "maybe", "true or false"),
    ],
)
def test_what_cannot_be_meant_is_refused(monkeypatch, name, value, expected):
    monkeypatch.setenv(name, value)
    with pytest.raises(ValueError, match=f"{name}.*{expected}"):
        veilfold.setup()


@pytest.mark.parametrize(
    "options",
    [
        {"protocol": "tls"},
        {"format": "gelf"},
        {"facility": "x"},
        {"port": 0},
        {"port": "514"},
        {"level": "x"},
    ],
)
def test_a_daemon_that_cannot_be_meant_is_refused(options):
    with pytest.raises(ValueError, match=r"choose|number|level"):
        veilfold.Syslog(**options)


def test_over_tcp_by_threads(tcp, written):
    daemon = veilfold.Syslog("127.0.0.1", tcp.server_address[1], "tcp", app="load", level="WARNING")
    handler = veilfold.Handler(sink=[daemon, written.path])
    log = logging.Logger("load")
    log.addHandler(handler)

    def work(thread):
        for n in range(200):
            log.warning("m", extra={"t": thread, "n": n, "pad": "é" * n})
            log.info("below the daemon's level")

    threads = [threading.Thread(target=work, args=(thread,)) for thread in range(4)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    handler.close()
    found = [json.loads(RFC5424.fullmatch(text)["line"]) for text in tcp.messages(800)]
    assert sorted((record["t"], record["n"]) for record in found) == [
        (t, n) for t in range(4) for n in range(200)
    ]
    assert handler.stats()[0].written == 800
    assert len(written.records()) == 1600


@pytest.mark.parametrize("asynchronous", [False, True])
def test_a_forked_child_has_a_connection_of_its_own(tcp, asynchronous):
    daemon = veilfold.Syslog("127.0.0.1", tcp.server_address[1], "tcp")
    with veilfold.setup(sink=[daemon], asynchronous=asynchronous) as setup:
        log = logging.getLogger("fork")
        log.info("parent before")
        setup.handler.flush()
        child = os.fork()
        if not child:
            for n in range(50):
                log.info("child %d", n)
            setup.handler.close()
            os._exit(0)
        for n in range(50):
            log.info("parent %d", n)
        assert os.waitpid(child, 0)[1] == 0
    messages = [json.loads(RFC5424.fullmatch(text)["line"])["message"] for text in tcp.messages(101)]
    expected = ["parent before", *(f"{who} {n}" for who in ("parent", "child") for n in range(50))]
    assert sorted(messages) == sorted(expected)
    assert len(tcp.streams) == 2


@pytest.mark.parametrize("protocol", ["udp", "tcp", "unix"])
def test_nobody_listens(protocol, written, tmp_path):
    host, port = "127.0.0.1", 514
    if protocol == "unix":
        host = str(tmp_path / "nothing.sock")
    else:
        port = free_port(socket.SOCK_DGRAM if protocol == "udp" else socket.SOCK_STREAM)
    handler = veilfold.Handler(sink=[veilfold.Syslog(host, port, protocol), written.path])
    log = logging.Logger("x")
    log.addHandler(handler)
    end = time.monotonic() + LONG
    count = 0
    # A megabyte waits for a daemon with a connection; a datagram to nobody is known by the answer to it.
    while handler.stats()[0].lost < 10:
        assert time.monotonic() < end, handler.stats()
        log.info("x" * 8_000)
        count += 1
    handler.close()
    daemon, file = handler.stats()
    assert daemon.failing
    assert daemon.written + daemon.lost == count
    assert (file.written, file.lost) == (count, 0)


def test_the_status_of_files_is_not_about_daemons(udp, tmp_path):
    daemon = veilfold.Syslog("127.0.0.1", udp.getsockname()[1])
    with veilfold.setup(sink=[daemon, tmp_path / "app.log"]) as setup:
        logging.getLogger("x").info("m")
        said = setup.rotation_status().reasons
    assert not [reason for reason in said if "syslog" in reason]


def test_a_unix_socket_gets_what_the_c_library_would_send(tmp_path):
    path = str(tmp_path / "log")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as daemon:
        daemon.bind(path)
        daemon.settimeout(LONG)
        with veilfold.setup(sink=veilfold.Syslog(path, protocol="unix", facility="local3"), service="shop"):
            logging.getLogger("x").warning("token=%s", "c2VjcmV0c2VjcmV0")
        text = daemon.recv(70_000).decode()
    head = re.fullmatch(
        rf"<{19 * 8 + 4}>[A-Z][a-z]{{2}} [ \d]\d \d\d:\d\d:\d\d shop\[{os.getpid()}\]: (.*)\n", text
    )
    assert json.loads(head[1])["message"] == "token=[REDACTED]"


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("kern", 0),
        ("ftp", 11),
        ("ntp", 12),
        ("security", 13),
        ("console", 14),
        ("solaris-cron", 15),
        ("local7", 23),
    ],
)
def test_every_facility_of_the_standard_has_its_number(udp, monkeypatch, name, number):
    monkeypatch.setenv("LOG_AGGREGATION_HOST", "127.0.0.1")
    monkeypatch.setenv("LOG_AGGREGATION_PORT", str(udp.getsockname()[1]))
    monkeypatch.setenv("LOG_AGGREGATION_FACILITY", name)
    with veilfold.setup():
        logging.getLogger("x").error("m")
    assert RFC5424.fullmatch(udp.recv(70_000).decode())["pri"] == str(number * 8 + 3)


def test_a_program_that_knows_nothing_of_it(run, udp, tmp_path):
    script = tmp_path / "app.py"
    script.write_text("import logging\nlogging.warning('api_key=abcdef0123456789')\n")
    port = str(udp.getsockname()[1])
    env = {"LOG_AGGREGATION_HOST": "127.0.0.1", "LOG_AGGREGATION_PORT": port}
    code = "import sys; from veilfold._command import main; sys.argv[0] = 'veilfold'; sys.exit(main())"
    done = run(code, "run", "--", sys.executable, script, env=env)
    assert done.returncode == 0, done.stderr
    line = json.loads(RFC5424.fullmatch(udp.recv(70_000).decode())["line"])
    assert line["message"] == "api_key=[REDACTED]"
    assert json.loads(done.stderr)["message"] == line["message"]
