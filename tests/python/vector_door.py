"""The Python package as a front door of the shared vectors: NDJSON in, NDJSON out, public names only.

Started by `cargo run -p veilfold-vectors -- --door python`; the protocol is in
crates/veilfold-vectors/src/python.rs.
"""

from __future__ import annotations

import json
import logging
import sys
from datetime import datetime, timezone
from typing import Any, NamedTuple

import veilfold

_policies: dict[str, veilfold.Policy] = {}


class Case(NamedTuple):
    data: bytes
    policy: veilfold.Policy | None
    options: dict[str, Any]
    foreign: bool


def policy_of(source: str | None) -> veilfold.Policy | None:
    if source is None:
        return None
    if source not in _policies:
        _policies[source] = veilfold.Policy.from_string(source)
    return _policies[source]


def text_of(data: bytes) -> str | None:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return None


def redact(case: Case) -> dict[str, Any]:
    text = text_of(case.data)
    clean = veilfold.redact(case.data, case.policy)
    if text is not None and veilfold.redact(text, case.policy).encode() != clean:
        raise AssertionError("str and bytes of one text are cleaned in two ways")
    return {"output": clean.hex()}


def group(case: Case) -> dict[str, Any]:
    data = case.data
    group_id = veilfold.fingerprint(data, case.policy)
    answer = {"id": group_id}
    if group_id.startswith("m"):
        answer["template"] = veilfold.template(data, case.policy).encode().hex()
    return answer


def transform(case: Case) -> dict[str, Any]:
    return {"output": veilfold.redact_line(case.data, case.policy, **case.options).hex()}


def encode(case: Case) -> dict[str, Any]:
    """The line of a record, made of another program's line and, where one can hold it, of a LogRecord."""
    options = case.options
    for name in ("static_fields", "rename"):
        if name in options:
            options[name] = dict(options[name])
    line = veilfold.reencode_line(case.data, case.policy, **options)
    if not case.foreign and formatted(case) != line:
        raise AssertionError(f"{formatted(case)!r} through a Formatter")
    return {"output": line.hex()}


def formatted(case: Case) -> bytes:
    members = json.loads(case.data)
    moment = datetime.fromisoformat(members.pop("timestamp").replace("Z", "+00:00"))
    caller = members.pop("caller", {})
    record = logging.LogRecord(
        members.pop("logger"),
        logging.getLevelName(members.pop("level")),
        caller.get("file", ""),
        caller.get("line", 0),
        members.pop("message"),
        None,
        None,
        caller.get("function"),
    )
    record.created = moment.astimezone(timezone.utc).timestamp()
    context = {key: members.pop(key) for key in list(members) if key in CONTEXT}
    # A LogRecord takes anything as an attribute, which is what `extra` does with it.
    record.__dict__.update(members)
    formatter = veilfold.Formatter(policy=case.policy, **case.options)
    with veilfold.context(**context):
        return formatter.format(record).encode("utf-8", "surrogatepass")


CONTEXT = ("request_id", "trace_id", "span_id", "correlation_id", "user_id", "session_id")
DOORS = {"redact": redact, "group": group, "transform": transform, "encode": encode}


def main() -> None:
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            case = Case(
                bytes.fromhex(asked["input"]), policy_of(asked["policy"]), asked["options"], asked["foreign"]
            )
            answer = DOORS[asked["kind"]](case)
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer))


if __name__ == "__main__":
    main()
