"""A policy that was written as a Python dict, as TOML."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any


def to_toml(table: Mapping[str, Any]) -> str:
    """Write a table of tables, lists, strings, numbers and booleans as a TOML document."""
    return "".join(f"{_key(key)} = {_value(value, str(key))}\n" for key, value in table.items())


def _key(key: object) -> str:
    if not isinstance(key, str):
        raise TypeError(f"a policy's keys are strings, not {type(key).__name__}")
    return json.dumps(key, ensure_ascii=False)


def _value(value: object, path: str) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, str):
        # A JSON string is a TOML basic string, but for the one character that JSON leaves raw.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, Mapping):
        members = ", ".join(f"{_key(key)} = {_value(item, f'{path}.{key}')}" for key, item in value.items())
        return f"{{ {members} }}"
    if isinstance(value, Sequence) and not isinstance(value, (bytes, bytearray)):
        return "[" + ", ".join(_value(item, f"{path}[{at}]") for at, item in enumerate(value)) + "]"
    raise TypeError(f"{path}: a policy holds no {type(value).__name__}")
