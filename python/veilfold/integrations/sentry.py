"""Sentry events without secrets, grouped by veilfold's ids.

    import veilfold.integrations.sentry

    veilfold.integrations.sentry.init()  # SENTRY_DSN, as sentry_sdk reads it

`setup()` does this by itself where SENTRY_DSN is set, and cleans what the clients send that an application
has made with `sentry_sdk.init`. Nothing here opens a socket; only sentry_sdk does, and only with a DSN.
"""

from __future__ import annotations

import copy
import functools
import json
import re
from typing import TYPE_CHECKING, Any

import sentry_sdk
from sentry_sdk.scope import global_event_processors
from sentry_sdk.utils import BadDsn

from veilfold import _environment
from veilfold._protect import clean_record, original
from veilfold.integrations._engine import engine_of

if TYPE_CHECKING:
    import logging
    from collections.abc import Callable

    from veilfold._native import Engine
    from veilfold._redact import PolicyLike

#: Parts of an event that Sentry itself makes: identities, times, versions.
OWN = frozenset({"event_id", "timestamp", "start_timestamp", "type", "level", "platform", "sdk", "modules"})
#: An identity of a trace or a span (W3C Trace Context): its digits are no secret.
IDENTITY = re.compile(r"[0-9a-f]{16}|[0-9a-f]{32}")
#: The hooks of `sentry_sdk.init` that see what is about to leave.
HOOKS = ("before_send_transaction", "before_send_log", "before_send_metric", "before_send_span")

_OURS = "_veilfold"


def init(dsn: str | None = None, *, policy: PolicyLike = None, **options: Any) -> None:
    """Call `sentry_sdk.init` so that nothing secret leaves and a `group_id` is the fingerprint.

    `options` are those of `sentry_sdk.init`. Hooks among them are called first, ours last. Unless they are
    given: `environment` is APP_ENV, FLASK_ENV or "production", `traces_sample_rate` is
    SENTRY_TRACES_SAMPLE_RATE or 1.0, and `include_local_variables` is false, because the name of a variable
    need not tell that its value is secret.
    """
    sentry_sdk.init(dsn or _environment.secret("SENTRY_DSN"), **hooked(options, policy=policy))
    _watch()


def hooked(options: dict[str, Any], *, policy: PolicyLike = None) -> dict[str, Any]:
    """Return options for `sentry_sdk.init` that hold our hooks around those of `options`."""
    return {**_defaults(), **options, **_hooks(options, engine_of(policy))}


def attach(client: Any = None, *, policy: PolicyLike = None) -> None:
    """Put our hooks into a client that is there already: `client`, or the current one and later ones.

    A later one gets them with its first event, before that is sent.
    """
    engine = engine_of(policy)
    if client is not None:
        _attach(client, engine)
        return
    _attach(sentry_sdk.get_client(), engine)
    _watch()


def from_environment() -> bool:
    """Initialise Sentry where SENTRY_DSN (or its file) is set and nobody has; return whether it was done."""
    attach()
    if not _environment.secret("SENTRY_DSN") or sentry_sdk.get_client().is_active():
        return False
    try:
        init()
    except BadDsn:
        # The key is in it.
        raise ValueError(
            "SENTRY_DSN is not the address of a Sentry project: https://key@host/number"
        ) from None
    return True


@functools.cache
def _watch() -> None:
    """Look at the client of every event, once and for all: processors cannot be taken back."""
    engine = engine_of(None)

    def look(event: Any, hint: Any) -> Any:
        _attach(sentry_sdk.get_client(), engine)
        info = hint.get("exc_info") if hint else None
        if isinstance(info, tuple) and isinstance(info[1], BaseException):
            # Sentry drops an exception that it has seen already, by another way: the same object.
            hint["exc_info"] = (info[0], original(info[1]), info[2])
        return event

    # The first, before that of Sentry's `DedupeIntegration`.
    global_event_processors.insert(0, look)


def _attach(client: Any, engine: Callable[[], Engine]) -> None:
    options = client.options
    if client.is_active() and not getattr(options.get("before_send"), _OURS, False):
        options.update(_hooks(options, engine))


def _defaults() -> dict[str, Any]:
    try:
        rate = float(_environment.text("SENTRY_TRACES_SAMPLE_RATE") or 1.0)
    except ValueError:
        rate = -1.0
    if not 0 <= rate <= 1:
        raise ValueError("SENTRY_TRACES_SAMPLE_RATE must be a number from 0 to 1")
    environment = _environment.text("SENTRY_ENVIRONMENT") or _environment.deployment() or "production"
    return {
        "environment": environment,
        "traces_sample_rate": rate,
        "include_local_variables": False,
    }


def _hooks(options: dict[str, Any], engine: Callable[[], Engine]) -> dict[str, Any]:
    def hook(name: str, clean: Callable[[Engine, Any, Any], Any]) -> Callable[[Any, Any], Any]:
        before = options.get(name)

        def call(thing: Any, hint: Any) -> Any:
            kept = before(thing, hint) if before is not None else thing
            return clean(engine(), kept, hint) if kept is not None else None

        setattr(call, _OURS, True)
        return call

    made = {name: hook(name, _cleaned) for name in HOOKS if name in _known_options()}
    made["before_breadcrumb"] = hook("before_breadcrumb", _cleaned)
    made["before_send"] = hook("before_send", _event)
    return made


@functools.cache
def _known_options() -> frozenset[str]:
    """Options that this release of sentry_sdk takes; `init` refuses others."""
    from sentry_sdk.consts import DEFAULT_OPTIONS  # noqa: PLC0415 - not in every release's start

    # before_send_span counts only with span streaming, and warns without.
    return frozenset(DEFAULT_OPTIONS) - {"before_send_span"}


def _event(engine: Engine, event: dict[str, Any], hint: Any) -> dict[str, Any]:
    hint = hint or {}
    record = hint.get("log_record")
    group = _group(engine, hint.get("exc_info"), record)
    if record is not None and isinstance(event.get("logentry"), dict):
        clean = clean_record(engine, copy.copy(record))
        event["logentry"] = {"message": str(clean.msg), "params": [], "formatted": clean.getMessage()}
        if clean.args:
            event["logentry"]["params"] = [str(arg) for arg in _sequence(clean.args)]
    for attachment in hint.get("attachments") or ():
        _attachment(engine, attachment)
    event = _cleaned(engine, event, hint)
    if group and not event.get("fingerprint"):
        event["fingerprint"] = [group]
    if group and isinstance(event.setdefault("tags", {}), dict):
        event["tags"].setdefault("group_id", group)
    return event


def _sequence(args: Any) -> Any:
    return args.values() if isinstance(args, dict) else args


def _cleaned(engine: Engine, event: dict[str, Any], _hint: Any) -> dict[str, Any]:
    """Return an event, a breadcrumb, a log or a metric without its secrets."""
    own = {key: event[key] for key in OWN if key in event}
    spans = event.get("spans")
    apart = own.keys() | ({"spans"} if isinstance(spans, list) else set())
    clean: dict[str, Any] = engine.redact({key: value for key, value in event.items() if key not in apart})
    if isinstance(spans, list):
        # One by one: all together may be more values than are looked at in one object.
        clean["spans"] = [engine.redact(span) for span in spans]
        for span, new in zip(spans, clean["spans"], strict=True):
            _keep_identities(span, new)
    _keep_identities(event, clean)
    contexts, kept = event.get("contexts"), clean.get("contexts")
    if isinstance(contexts, dict) and isinstance(kept, dict):
        _keep_identities(contexts.get("trace"), kept.get("trace"))
    return {**own, **clean}


def _keep_identities(before: Any, after: Any) -> None:
    if isinstance(before, dict) and isinstance(after, dict) and before is not after:
        for key in ("trace_id", "span_id", "parent_span_id"):
            value = before.get(key)
            if isinstance(value, str) and IDENTITY.fullmatch(value):
                after[key] = value


def _attachment(engine: Engine, attachment: Any) -> None:
    content = getattr(attachment, "bytes", None)
    path = getattr(attachment, "path", None)

    def read() -> bytes:
        if content is None and path is not None:
            with open(path, "rb") as file:  # noqa: PTH123 - whatever sentry_sdk would open
                found = file.read()
        else:
            found = content() if callable(content) else content or b""
        return bytes(engine.redact(found))

    attachment.bytes = read


def _group(engine: Engine, exc_info: Any, record: logging.LogRecord | None) -> str | None:
    if isinstance(exc_info, tuple) and len(exc_info) > 1 and isinstance(exc_info[1], BaseException):
        return engine.fingerprint(exc_info[1])
    if record is None:
        return None
    try:
        group = json.loads(engine.format(record)).get("group_id")
    except ValueError:
        # Another format, or a schema that has the id elsewhere.
        group = None
    return group if isinstance(group, str) else engine.fingerprint(record.getMessage())
