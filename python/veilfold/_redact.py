"""Policies in every form that a caller may have one in; redaction and grouping without logging."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, TypeVar, cast

from veilfold._native import Engine, Policy
from veilfold._toml import to_toml

PolicyLike = Policy | Mapping[str, Any] | str | os.PathLike[str] | None

PROFILES = ("default", "pci", "phi", "strict", "none")

T = TypeVar("T")
L = TypeVar("L", str, bytes)


def as_policy(policy: PolicyLike) -> Policy | None:
    """Compile a policy: the path of a TOML file, the name of a profile, a dict as TOML would give it."""
    if policy is None or isinstance(policy, Policy):
        return policy
    if isinstance(policy, Mapping):
        return Policy.from_string(to_toml(policy), "<dict>")
    if isinstance(policy, str) and policy in PROFILES:
        return Policy.profile(policy)
    return Policy(policy)


@lru_cache(maxsize=8)
def _engine(policy: Policy | None, options: tuple[tuple[str, Any], ...] = ()) -> Engine:
    return Engine(policy, **dict(options))


def redact(value: T, policy: PolicyLike = None) -> T:
    """Return `value` without its secrets.

    Text stays text; lists, tuples, sets and dicts are copied where they hold a secret and returned as they
    are where they do not. Any other object is returned as it is, or as its cleaned text when its `str` or
    `repr` tells a secret.

    >>> redact("paid with 4111 1111 1111 1111")
    'paid with [REDACTED:credit_card]'
    >>> redact({"api_key": "k", "max_tokens": 100})
    {'api_key': '[REDACTED]', 'max_tokens': 100}
    """
    return cast("T", _engine(as_policy(policy)).redact(value))


def redact_line(
    line: L, policy: PolicyLike = None, *, group: str = "errors", message_field: str | None = None
) -> L:
    """Return a log line of another program without its secrets, as `veilfold filter` would.

    A JSON object is rewritten losslessly: key order, number text and white space stay. `group` says which
    objects get a `group_id` ("all", "errors" or "off"), `message_field` which key holds their message.

    >>> redact_line('{ "token": "abc", "n": 1.0 }')
    '{ "token": "[REDACTED]", "n": 1.0 }'
    """
    engine = _engine(as_policy(policy), (("group", group), ("message_field", message_field)))
    return _through(engine.transform, line)


def reencode_line(line: L, policy: PolicyLike = None, **options: Any) -> L:
    """Return the line that veilfold would have written for the record of another program's line.

    A JSON object of any common schema is understood; anything else is a message. The options are those of
    `veilfold.Formatter` and `message_field`; the record's time is now where the line tells none. As
    `veilfold filter --schema` and `--text`.

    >>> reencode_line('{"time":1795249800123,"level":30,"msg":"up"}', format="text")
    '2026-11-21T08:30:00.123Z - root - INFO - [unknown] - up'
    """
    engine = Engine(as_policy(policy), **options)
    return _through(lambda data: engine.reencode(data, time.time_ns()), line)


def fingerprint(source: BaseException | str | bytes, policy: PolicyLike = None) -> str:
    """Return the group id of an exception, of a traceback's text, or of a message.

    An exception and the text of its traceback have the same id (`s1-…`); a text without a stack gets the id
    of its message template (`m1-…`). The `[group]` table of the policy counts.

    >>> fingerprint("user 17 logged in") == fingerprint("user 42 logged in")
    True
    >>> fingerprint(ValueError("no stock"))[:3]
    's1-'
    """
    return _engine(as_policy(policy)).fingerprint(source)


def template(text: str | bytes, policy: PolicyLike = None) -> str:
    """Return the template of a message: the text with what varies masked.

    >>> template("user 17 logged in from 192.0.2.7")
    'user <*> logged in from <*>'
    """
    return _engine(as_policy(policy)).template(text)


def _through(change: Callable[[bytes], bytes], line: L) -> L:
    if isinstance(line, bytes):
        return change(line)
    return change(line.encode("utf-8", "surrogatepass")).decode("utf-8", "surrogatepass")
