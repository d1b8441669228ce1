"""Policies in every form that a caller may have one in, and redaction without logging."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, TypeVar, cast

from veilfold._native import Engine, Policy
from veilfold._toml import to_toml

PolicyLike = Policy | Mapping[str, Any] | str | os.PathLike[str] | None

PROFILES = ("default", "pci", "phi", "strict", "none")

T = TypeVar("T")


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
def _engine(policy: Policy | None) -> Engine:
    return Engine(policy)


def redact(value: T, policy: PolicyLike = None) -> T:
    """Return `value` without its secrets.

    Text stays text; lists, tuples, sets and dicts are copied where they hold a secret and returned as they
    are where they do not. Any other object is returned as it is, or as its cleaned text when its `str` or
    `repr` tells a secret.
    """
    return cast("T", _engine(as_policy(policy)).redact(value))


def redact_line(line: str | bytes, policy: PolicyLike = None) -> str | bytes:
    """Return a log line of another program without its secrets, as `veilfold filter` would.

    A JSON object is rewritten losslessly: key order, number text and white space stay.
    """
    engine = _engine(as_policy(policy))
    if isinstance(line, bytes):
        return engine.transform(line)
    return engine.transform(line.encode("utf-8", "surrogatepass")).decode("utf-8", "surrogatepass")
