"""The Python package as a front door of the shared vectors: NDJSON in, NDJSON out, public names only.

Started by `cargo run -p veilfold-vectors -- --door python`; the protocol is in
crates/veilfold-vectors/src/python.rs.
"""

from __future__ import annotations

import json
import logging
import sys
from datetime import datetime, timezone
from typing import Any

import veilfold

SKIPPED = {"skipped": True}
_policies: dict[str, veilfold.Policy] = {}


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


def redact(data: bytes, policy: veilfold.Policy | None, _options: dict[str, Any]) -> dict[str, Any]:
    text = text_of(data)
    if text is None:
        return SKIPPED
    return {"output": veilfold.redact(text, policy).encode().hex()}


def group(data: bytes, _policy: veilfold.Policy | None, _options: dict[str, Any]) -> dict[str, Any]:
    group_id = veilfold.fingerprint(data)
    answer = {"id": group_id}
    if group_id.startswith("m"):
        answer["template"] = veilfold.template(data).encode().hex()
    return answer


def transform(data: bytes, policy: veilfold.Policy | None, options: dict[str, Any]) -> dict[str, Any]:
    if options:
        return SKIPPED
    line = veilfold.redact_line(data, policy)
    assert isinstance(line, bytes)
    return {"output": line.hex()}


def encode(data: bytes, policy: veilfold.Policy | None, options: dict[str, Any]) -> dict[str, Any]:
    members = json.loads(data)
    moment = datetime.fromisoformat(members.pop("timestamp").replace("Z", "+00:00").replace(":60", ":59"))
    if "23:59:60" in data.decode():
        return SKIPPED
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
    for name in ("static_fields", "rename"):
        if name in options:
            options[name] = dict(options[name])
    formatter = veilfold.Formatter(policy=policy, **options)
    with veilfold.context(**context):
        return {"output": formatter.format(record).encode("utf-8", "surrogatepass").hex()}


CONTEXT = ("request_id", "trace_id", "span_id", "correlation_id", "user_id", "session_id")
DOORS = {"redact": redact, "group": group, "transform": transform, "encode": encode}


def main() -> None:
    for line in sys.stdin:
        case = json.loads(line)
        try:
            answer = DOORS[case["kind"]](
                bytes.fromhex(case["input"]), policy_of(case["policy"]), case["options"]
            )
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer))


if __name__ == "__main__":
    main()
