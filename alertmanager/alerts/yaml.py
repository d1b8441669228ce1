"""As much of a YAML writer as rule files need: mappings, lists and texts, in a stable order."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

Yaml = str | int | float | Mapping[str, "Yaml"] | Sequence["Yaml"]


def dump(value: Yaml, indent: int = 0) -> str:
    """Return the text of a value. Texts are quoted as JSON quotes them, which YAML reads; long ones are blocks."""
    pad = "  " * indent
    if isinstance(value, str):
        if "\n" in value:
            return "|-\n" + "\n".join(f"{pad}{line}" for line in value.split("\n"))
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, int | float):
        return json.dumps(value)
    if isinstance(value, Mapping):
        return "\n".join(f"{pad}{key}:{_nested(item, indent)}" for key, item in value.items())
    return "\n".join(f"{pad}- {dump(item, indent + 1).lstrip()}" for item in value)


def _nested(item: Yaml, indent: int) -> str:
    if isinstance(item, str | int | float):
        return f" {dump(item, indent + 1)}"
    if not item:
        return " []" if isinstance(item, Sequence) else " {}"
    return f"\n{dump(item, indent + 1)}"
