"""The real programs and the lines that go through them."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import random
import signal
import socket
import subprocess
import threading
import time
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import servers
from servers import program

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

ROOT = Path(__file__).resolve().parents[2]
UNPACKED = ROOT / "target" / "apt"
LIBRARIES = (
    "usr/lib/x86_64-linux-gnu",
    "lib/x86_64-linux-gnu",
    "usr/lib/aarch64-linux-gnu",
    "lib/aarch64-linux-gnu",
    "usr/lib/syslog-ng",
)


def command() -> Path:
    """The veilfold command as built from this checkout."""
    path = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "debug" / "veilfold"
    assert path.exists(), f"{path} is missing: cargo build -p veilfold-cli"
    return path


def veilfold(*arguments: str, data: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Runs the command to its end."""
    return subprocess.run([command(), *arguments], input=data, capture_output=True, timeout=120, check=False)


def export(target: str, folder: Path, *arguments: str) -> None:
    """A configuration as a user gets it."""
    done = veilfold("export", target, str(folder), "--set", f"command={command()}", *arguments)
    assert done.returncode == 0, done.stderr.decode()


def root(package: str) -> Path:
    """Where a package was unpacked; its absence is a failure and never a reason to skip."""
    path = UNPACKED / package / "root"
    assert path.is_dir(), f"{package} is missing: scripts/unpacked-packages.sh {package}"
    return path


def daemon(package: str, *arguments: str, log: Path) -> AbstractContextManager[subprocess.Popen[bytes]]:
    """A program of a package for the length of a block."""
    top = root(package)
    libraries = ":".join(str(top / folder) for folder in LIBRARIES)
    command = [next(top.glob(arguments[0])), *arguments[1:]]
    return program(command, log, env=os.environ | {"LD_LIBRARY_PATH": libraries}, cwd=log.parent)


def connect(port: int) -> socket.socket:
    """A connection, as soon as somebody listens."""

    def attempt() -> socket.socket | None:
        with contextlib.suppress(OSError):
            return socket.create_connection(("127.0.0.1", port))
        return None

    return wait_for(f"port {port}", attempt)


#: A daemon may take long where the machine is busy.
wait_for = partial(servers.wait_for, seconds=90, pause=0.05)


def settled(path: Path, seconds: float = 2) -> None:
    """Waits until a file has not grown for a while."""
    since, size = time.monotonic(), -1
    while time.monotonic() - since < seconds:
        now = path.stat().st_size if path.exists() else 0
        if now != size:
            since, size = time.monotonic(), now
        time.sleep(0.05)


def lines(path: Path) -> list[dict[str, Any]]:
    """The records of a file."""
    return [json.loads(line) for line in path.read_bytes().splitlines()] if path.exists() else []


def children(pid: int) -> list[int]:
    """Processes that `pid` started, from /proc."""
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            found += [int(child) for child in task.read_text().split()]
    return found


@dataclass
class Killer:
    """Kills the helpers of a daemon, its own children only, whenever an output has grown by `step` bytes."""

    pid: int
    output: Path
    step: int
    killed: int = 0
    _stop: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Killer:  # noqa: PYI034 - Python 3.10 has no typing.Self
        self._thread = threading.Thread(target=self._run)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        # By progress and not by the clock: on a slow machine every helper would die before its first answer.
        limit = self.step
        while not self._stop.wait(0.005):
            size = self.output.stat().st_size if self.output.exists() else 0
            if size < limit:
                continue
            limit = size + self.step
            for child in children(self.pid):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(child, signal.SIGKILL)
                    self.killed += 1


@dataclass
class Line:
    """A message, its severity (RFC 5424) and what must not get out."""

    text: str
    severity: int
    secret: str


def corpus(count: int, seed: int) -> list[Line]:
    """Log lines, each with a number and, four times in five, a secret that is in no other."""
    rng = random.Random(seed)
    return [_line(rng, n) for n in range(count)]


def _line(rng: random.Random, n: int) -> Line:
    word = "".join(rng.choices("abcdefghkmnpqrstuvwxyz23456789", k=14)) + f"{n:x}Q7"
    severity = (3, 6, 4, 6)[n % 4]
    number = f"seq={n:06d}"
    card = _card(rng)
    groups = " ".join(card[i : i + 4] for i in range(0, 16, 4))
    level = "ERROR" if severity == 3 else "INFO"
    record = {"level": level, "message": f"user 7 was here {number}", "password": word, "n": 1.0}
    head, claims = (
        base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")
        for part in ({"alg": "HS256", "typ": "JWT"}, {"sub": word})
    )
    kinds = (
        (f"login failed for bob {number} password={word}", word),
        (f"payment {number} with {groups} refused", card),
        (f"GET /orders?access_token={word} {number} 500", word),
        (json.dumps(record), word),
        (f"{number} request with {head}.{claims}.{word}{word}{word} was denied", claims),
        (f"{number} connecting to postgres://app:{word}@db.internal/shop", word),
        (f"{number} Authorization: Bearer {word}{word}", word),
        (f"{number} config {{'user': 'bob', 'secret': '{word}'}} loaded", word),
        (f"disk sda{n % 7} is {n % 100} % full, {number}", ""),
        (f"disk sda{n % 7} is {n % 100} % full, {number}", ""),
    )
    text, secret = kinds[n % 10]
    return Line(text, severity, secret)


def _card(rng: random.Random) -> str:
    digits = [4, *(rng.randrange(10) for _ in range(14))]
    doubled = (d * 2 - 9 * (d > 4) if i % 2 == 0 else d for i, d in enumerate(digits))
    return "".join(map(str, [*digits, -sum(doubled) % 10]))


def sequence(text: str) -> int:
    """The number of a line."""
    return int(text.split("seq=")[1][:6])


def no_secret(sent: list[Line], *outputs: bytes) -> None:
    """No secret of any line is in any byte of any output, nor are a card's digits without their spaces."""
    whole = b"\n".join(outputs)
    whole = whole + b"\n" + whole.replace(b" ", b"")
    leaked = [line.text for line in sent if line.secret and line.secret.encode() in whole]
    assert not leaked, f"{len(leaked)} secrets got out, the first of: {leaked[0]}"


def native(sent: list[Line], prefix: str = "") -> list[tuple[str, str | None]]:
    """Text and id of each line as the command gives them: JSON as it is, a text as a record's message."""
    names = {3: "err", 4: "warning", 6: "info"}
    records = [
        line.text
        if line.text.startswith("{")
        else json.dumps({"level": names[line.severity], "message": prefix + line.text})
        for line in sent
    ]
    done = veilfold("filter", data="".join(f"{record}\n" for record in records).encode())
    assert done.returncode == 0, done.stderr.decode()
    answers = []
    for line, clean in zip(sent, done.stdout.decode().splitlines(), strict=True):
        record = json.loads(clean)
        answers.append(
            (prefix + clean if line.text.startswith("{") else record["message"], record.get("group_id"))
        )
    return answers
