"""Names of levels, as people write them."""

from __future__ import annotations

import logging

ALIASES = {"WARN": logging.WARNING, "FATAL": logging.CRITICAL}
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


def level_number(level: int | str) -> int:
    """Return a level's number, or raise ValueError with the names that exist."""
    if isinstance(level, int) and not isinstance(level, bool):
        return level
    name = str(level).strip().upper()
    number = ALIASES.get(name)
    if number is None:
        number = int(name) if name.isdecimal() else logging.getLevelName(name)
    if not isinstance(number, int):
        # For a name as for any other value: one kind of error.
        raise ValueError(  # noqa: TRY004
            f"unknown level {level!r}: choose {', '.join(LEVELS)}, WARN, FATAL or a number"
        )
    return number
