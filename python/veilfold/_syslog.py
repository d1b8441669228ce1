"""A syslog daemon, or whatever else collects logs and listens for syslog messages."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

from veilfold import _native
from veilfold._levels import level_number

LAST_PORT = 65_535
PROTOCOLS = ("udp", "tcp", "unix")
FORMATS = ("rfc5424", "rfc3164")
FACILITIES = _native.SYSLOG_FACILITIES


@dataclass(frozen=True)
class Syslog:
    """A syslog daemon, as a sink of `Handler` or `setup`. Each message carries one line.

    - `host`, `port`: where it listens; with `protocol="unix"` the host is the path of its socket (/dev/log).
    - `protocol`: "udp", "tcp" or "unix".
    - `format`: "rfc5424", over TCP with the length before each message, or "rfc3164", over TCP with a line
      end after it; the former where it is not given, and the latter to a Unix socket.
    - `facility`: "user", "daemon", "local0" to "local7", or another of syslog's names.
    - `app`: the program's name; `service` where it is not given.
    - `level`: takes records from this level on.

    The daemon need not be there. Nobody waits for it: up to a megabyte of lines waits for a connection, what
    is beyond that is lost and counted. A datagram holds a line of at most 65,000 bytes. Raises ValueError for
    a name that is not known, with the list.
    """

    host: str = ""
    port: int = 514
    protocol: str = "udp"
    format: str = ""
    facility: str = "user"
    app: str = ""
    level: int | str = logging.NOTSET

    def __post_init__(self) -> None:
        """Check everything but whether somebody listens."""
        for name, choices in (("protocol", PROTOCOLS), ("format", ("", *FORMATS)), ("facility", FACILITIES)):
            value = getattr(self, name)
            if value not in choices:
                raise ValueError(f"unknown {name} {value!r}: choose {_listed(choices)}")
        if not isinstance(self.port, int) or not 0 < self.port <= LAST_PORT:
            raise ValueError(f"port is a number from 1 to {LAST_PORT}, not {self.port!r}")
        level_number(self.level)

    def parts(self, service: str | None) -> dict[str, Any]:
        """Return the options as the native half takes them."""
        unix = self.protocol == "unix"
        return {
            "host": self.host or ("/dev/log" if unix else "localhost"),
            "port": self.port,
            "protocol": self.protocol,
            "format": self.format or ("rfc3164" if unix else "rfc5424"),
            "facility": self.facility,
            "app": self.app or service or "python",
            "level": level_number(self.level),
        }


def _listed(choices: tuple[str, ...]) -> str:
    names = [choice for choice in choices if choice]
    return f"{', '.join(names[:-1])} or {names[-1]}"
