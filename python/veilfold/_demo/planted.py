"""The secrets that the demo sends: each made up at random, remembered, and later searched for."""

from __future__ import annotations

import base64
import json
import re
import secrets
import string
import threading
from dataclasses import dataclass

_NEVER_ISSUED = 666

# Shorter strings turn up by chance.
SHORTEST = 8

_ALNUM = string.ascii_letters + string.digits


@dataclass(frozen=True)
class Secret:
    """A planted value: what it is, which request carried it, and every form it may leak in."""

    number: int
    kind: str
    route: str
    needles: tuple[bytes, ...]


class Vault:
    """Makes secrets and remembers them. Safe for threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._secrets: list[Secret] = []

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """Everything planted so far."""
        with self._lock:
            return tuple(self._secrets)

    def plant(self, kind: str, route: str) -> str:
        """Return a new value of a kind (a key of `KINDS`), for a request to a route."""
        value, core = KINDS[kind]()
        forms = needles(value, core)
        with self._lock:
            self._secrets.append(Secret(len(self._secrets) + 1, kind, route, forms))
        return value


def needles(value: str, core: str) -> tuple[bytes, ...]:
    """Return the byte strings whose presence in an output means that `value` leaked, in part or encoded.

    Percent, JSON, HTML, repr and backslash encodings leave letters and digits alone, so runs of eight or more
    of those in `core` (the part that is random) find them all, and a half-hidden value too. Base64 and hex
    are looked for on their own, base64 at each of its three alignments ("user:password" is encoded as one).
    """
    found = {run.encode() for run in re.findall(r"[A-Za-z0-9]{8,}", core)}
    found.add(value.encode())
    raw = core.encode()
    found.add(raw.hex().encode())
    for shift in range(3):
        padded = base64.b64encode(b"\0" * shift + raw)
        # The first and last letters also depend on the neighbours.
        inner = padded[4 if shift else 0 : -4]
        found.update((inner, inner.replace(b"+", b"-").replace(b"/", b"_")))
    if core.isdigit():
        groups = [core[i : i + 4] for i in range(0, len(core), 4)]
        found.update(separator.join(groups).encode() for separator in (" ", "-"))
    return tuple(sorted(n for n in found if len(n) >= SHORTEST))


def _random(length: int, letters: str = _ALNUM) -> str:
    return "".join(secrets.choice(letters) for _ in range(length))


def _whole(value: str) -> tuple[str, str]:
    return value, value


def _password() -> tuple[str, str]:
    """With letters that every encoding treats differently; each run of it is long enough to be found."""
    return _whole(f"{_random(9)}&\"{_random(8)}é'{_random(8)}")


def _plain_password() -> tuple[str, str]:
    """As it stands in free text, where a quote or a blank would end it for any reader."""
    return _whole(_random(14))


def _token() -> tuple[str, str]:
    return _whole(f"{_random(12)}+{_random(10)}/{_random(8)}=")


def _card() -> tuple[str, str]:
    digits = secrets.choice(("4", "51", "52", "53", "54", "55")) + _random(16, string.digits)
    body = digits[:15]
    doubled = sum(int(d) if i % 2 else sum(divmod(2 * int(d), 10)) for i, d in enumerate(body))
    return _whole(f"{body}{-doubled % 10}")


def _iban() -> tuple[str, str]:
    account = _random(18, string.digits)
    check = 98 - int(f"{account}131400") % 97
    return _whole(f"DE{check:02d}{account}")


def _ssn() -> tuple[str, str]:
    area = secrets.choice([n for n in range(1, 900) if n != _NEVER_ISSUED])
    return _whole(f"{area:03d}-{1 + secrets.randbelow(99):02d}-{1 + secrets.randbelow(9999):04d}")


def _email() -> tuple[str, str]:
    name = _random(12, string.ascii_lowercase)
    return f"{name}@example.org", name


def _jwt() -> tuple[str, str]:
    def part(value: dict[str, str]) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

    payload, signature = part({"sub": _random(16), "role": "admin"}), _random(43)
    return f"{part({'alg': 'HS256', 'typ': 'JWT'})}.{payload}.{signature}", f"{payload}.{signature}"


def _prefixed(prefix: str, length: int, letters: str = _ALNUM) -> tuple[str, str]:
    core = _random(length, letters)
    return f"{prefix}{core}", core


def _pem() -> tuple[str, str]:
    lines = "\n".join(_random(64, f"{_ALNUM}+/") for _ in range(4))
    return f"-----BEGIN PRIVATE KEY-----\n{lines}\n-----END PRIVATE KEY-----", lines


# Prefixes are put together here, so that no scanner takes this file for a leak.
KINDS = {
    "password": _password,
    "plain password": _plain_password,
    "token": _token,
    "payment card": _card,
    "iban": _iban,
    "ssn": _ssn,
    "e-mail": _email,
    "jwt": _jwt,
    "session cookie": lambda: _whole(_random(32)),
    "aws key": lambda: _prefixed("AKI" + "A", 16, string.ascii_uppercase + "234567"),
    "github token": lambda: _prefixed("gh" + "p_", 36),
    "stripe key": lambda: _prefixed("sk_" + "live_", 24),
    "slack token": lambda: _prefixed("xox" + "b-", 36, string.digits + string.ascii_letters),
    "private key": _pem,
}
