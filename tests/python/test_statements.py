"""A log statement has one id, whatever its arguments, and no two statements share one.

The statements are those of the standard library and of the packages installed beside veilfold: nobody
wrote them for this test.
"""

from __future__ import annotations

import ast
import json
import logging
import re
import sysconfig
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import veilfold

if TYPE_CHECKING:
    from collections.abc import Iterator

METHODS = {"debug", "info", "warning", "warn", "error", "critical", "exception", "log"}
PLACEHOLDER = re.compile(r"%[#0\- +]*\d*(?:\.\d+)?([srdiuoxXeEfFgGca%])")
"""Placeholders as nearly all statements have them; others (`%(name)s`, `%*d`) are passed over."""
ROUNDS = 3


def formats(*roots: Path) -> Iterator[str]:
    """The format strings of all log statements with arguments below `roots`."""
    for path in sorted(path for root in roots for path in root.rglob("*.py")):
        # A copy of another package holds the same statements in another version.
        if "_vendor" in path.parts or "_distutils" in path.parts:
            continue
        source = path.read_text(encoding="utf-8", errors="replace")
        if not re.search(r"log\w*\.(debug|info|warn|error|critical|exception|log)", source):
            continue
        try:
            tree = ast.parse(source)
        except SyntaxError:
            continue
        for call in ast.walk(tree):
            match call:
                case ast.Call(func=ast.Attribute(value=owner, attr=method), args=args) if (
                    method in METHODS and "log" in ast.unparse(owner).lower()
                ):
                    match args[method == "log" :]:
                        case [ast.Constant(value=str(text)), _, *_]:
                            # Copies of a statement are written either way, and print the same.
                            yield text.replace("'%s'", "%r")


def values(text: str, turn: int) -> tuple[object, ...] | None:
    """Arguments for a format string, others in each turn; None where they are of an unusual kind."""
    kinds = [kind for kind in PLACEHOLDER.findall(text) if kind != "%"]
    words = (f"item-{turn}", ("alpha", "beta gamma", "/srv/x")[turn])
    made = tuple(
        "x" if kind == "c" else words[place % 2] if kind in "sra" else turn * 917 + place
        for place, kind in enumerate(kinds)
    )
    try:
        text % made
    except (TypeError, ValueError):
        return None
    return made


def test_each_statement_has_an_id_of_its_own(tmp_path: Path) -> None:
    """At least 99 % of statements whose text holds words are groups of their own, exactly."""
    roots = {Path(sysconfig.get_path(name)) for name in ("stdlib", "purelib", "platlib")}
    calls = [
        (text, made)
        for text in dict.fromkeys(formats(*roots))
        for turn in range(ROUNDS)
        if re.search("[A-Za-z]", PLACEHOLDER.sub("", text)) and (made := values(text, turn)) is not None
    ]
    sink = tmp_path / "app.log"
    with veilfold.setup(sink=sink, level="DEBUG", group="all", hooks=False):
        log = logging.getLogger("statements")
        for text, made in calls:
            log.info(text, *made)
    ids: defaultdict[str, set[str]] = defaultdict(set)
    texts: defaultdict[str, set[str]] = defaultdict(set)
    for (text, _), line in zip(calls, sink.read_text().splitlines(), strict=True):
        name = json.loads(line)["group_id"]
        ids[text].add(name)
        texts[name].add(text)
    alone = [text for text, names in ids.items() if len(names) == 1 and texts[next(iter(names))] == {text}]
    share = len(alone) / len(ids)
    print(f"{len(alone)} of {len(ids)} statements, {share:.4f}")
    assert len(ids) > 100
    assert share >= 0.99, sorted(ids.keys() - set(alone))
