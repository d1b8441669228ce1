"""Looks for planted secrets in every byte of the outputs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from veilfold._demo.planted import SHORTEST, Secret

# Every needle is at least this long, so its first bytes find it.
SHORTEST = 8


@dataclass(frozen=True)
class Leak:
    """A secret that got out, without the secret: its number, what it was, and where it is."""

    secret: int
    kind: str
    route: str
    output: str
    offset: int


class Search:
    """All needles of all secrets, found in one pass over an output: by their first bytes."""

    def __init__(self, secrets: Iterable[Secret]) -> None:
        self._by_prefix: dict[bytes, list[tuple[bytes, Secret]]] = {}
        self.forms = 0
        for secret in secrets:
            for needle in secret.needles:
                self._by_prefix.setdefault(needle[:SHORTEST], []).append((needle, secret))
                self.forms += 1

    def in_bytes(self, output: str, data: bytes) -> list[Leak]:
        """Where `data` holds a secret; one leak for each secret, at its first place."""
        found: dict[Secret, int] = {}
        by_prefix = self._by_prefix
        for offset in range(len(data) - SHORTEST + 1):
            candidates = by_prefix.get(data[offset : offset + SHORTEST])
            if candidates is not None:
                for needle, secret in candidates:
                    if data.startswith(needle, offset):
                        found.setdefault(secret, offset)
        return [Leak(s.number, s.kind, s.route, output, offset) for s, offset in found.items()]

    def in_file(self, path: Path) -> list[Leak]:
        """Where a file holds a secret."""
        return self.in_bytes(path.name, path.read_bytes())
