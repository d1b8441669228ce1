"""Configuration from environment variables: read by `setup`, and by nothing else."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from veilfold._file import ACCESS_LOGGERS, AUDIT_LOGGERS, File
from veilfold._levels import level_number
from veilfold._redact import PROFILES, PolicyLike
from veilfold._syslog import FACILITIES, FORMATS, LAST_PORT, PROTOCOLS, Syslog

if TYPE_CHECKING:
    from collections.abc import Iterable

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off"}
MEGABYTE = 1 << 20
#: What days, megabytes and files may count to.
MOST = (1 << 31) - 1
MOST_BYTES = 1 << 62
#: Bits of a file's mode.
MODES = 0o7777

#: Every variable that `setup` reads, but those of the options that say how a line looks.
VARIABLES = (
    "APP_ENV",
    "AUDIT_ENABLED",
    "AUDIT_FILE_RETENTION_DAYS",
    "AUDIT_FSYNC",
    "AUDIT_LOG_DIR",
    "AUDIT_REDACTION",
    "AUDIT_SEQUENCE",
    "FLASK_ENV",
    "HIPAA_AUDIT_ENABLED",
    "HIPAA_AUDIT_LOG_DIR",
    "LOG_AGGREGATION_ENABLED",
    "LOG_AGGREGATION_FACILITY",
    "LOG_AGGREGATION_FORMAT",
    "LOG_AGGREGATION_HOST",
    "LOG_AGGREGATION_PORT",
    "LOG_AGGREGATION_PROTOCOL",
    "LOG_ALLOW_DEBUG_IN_PRODUCTION",
    "LOG_ARCHIVE_DIR",
    "LOG_ARCHIVE_RETENTION_DAYS",
    "LOG_ASYNC",
    "LOG_BACKUP_COUNT",
    "LOG_DEDUP",
    "LOG_DEDUP_WINDOW_SECONDS",
    "LOG_CAPTURE_PRINTS",
    "LOG_CONSOLE_FORMAT",
    "LOG_DIR",
    "LOG_DIR_MODE",
    "LOG_FILE",
    "LOG_FILE_MODE",
    "LOG_LEVEL",
    "LOG_LEVEL_NAMES",
    "LOG_MAX_BYTES",
    "LOG_MAX_FIELD_BYTES",
    "LOG_MAX_SIZE_MB",
    "LOG_MAX_TOTAL_MB",
    "LOG_QUEUE_POLICY",
    "LOG_QUEUE_SIZE",
    "LOG_RETENTION_DAYS",
    "LOG_RETENTION_DAYS_CRITICAL",
    "LOG_RETENTION_DAYS_DEBUG",
    "LOG_RETENTION_DAYS_ERROR",
    "LOG_RETENTION_DAYS_INFO",
    "LOG_RETENTION_DAYS_WARNING",
    "LOG_ROTATE_DAILY",
    "LOG_ROTATION_ENABLED",
    "LOG_SNAKE_CASE_FIELDS",
    "OTEL_SERVICE_NAME",
    "REDACT_FIELDS",
    "REDACT_HASH_KEY",
    "REDACT_HASH_KEY_FILE",
    "REDACT_PATTERNS",
    "REDACT_PRESETS",
    "REDACT_PROFILE",
    "REDACT_RULES_FILE",
    "SENTRY_DSN",
    "SENTRY_DSN_FILE",
    "SENTRY_ENVIRONMENT",
    "SENTRY_TRACES_SAMPLE_RATE",
)

#: What is set for a program that stores or serves logs: `setup` says in the log that it does neither.
NOT_OURS = {
    "AUDIT_RETENTION_DAYS": "no database is written; audit files stay for AUDIT_FILE_RETENTION_DAYS",
    "AUDIT_TABLES": "no database is written; records of the logger audit go to audit/audit.log in LOG_DIR",
    "LOG_API_USER_ACCESS": "no log is served over HTTP; who may read a file is said by LOG_FILE_MODE",
    "LOG_DATABASE_URL": "no database is written; a log pipeline (Fluent Bit, Vector, rsyslog) can",
    "LOKI_URL": "nothing is pushed; Promtail, Alloy or Fluent Bit read the files or standard output",
}


def place(name: str) -> str | None:
    """Return a variable that names a file, which need not be UTF-8; None where it is unset or empty."""
    return os.environ.get(name) or None


def text(name: str) -> str | None:
    """Return a variable, or None where it is unset or empty. Raises ValueError where it is not UTF-8."""
    value = place(name)
    try:
        (value or "").encode()
    except UnicodeEncodeError:
        raise ValueError(f"{name}={value!r} is not UTF-8") from None
    return value


def secret(name: str) -> str | None:
    """Return a variable, or the text of the file that `<name>_FILE` names. Raises OSError for a lost one."""
    path = text(f"{name}_FILE")
    return text(name) or (Path(path).read_text("utf-8").strip() or None if path else None)


def flag(name: str, *, default: bool) -> bool:
    """Return a switch. Raises ValueError for what is neither yes nor no."""
    value = text(name)
    if value is None:
        return default
    word = value.strip().lower()
    if word not in TRUE | FALSE:
        raise ValueError(f"{name}={value!r}: choose true or false")
    return word in TRUE


def number(name: str, default: int, *, least: int = 0, most: int = MOST, base: int = 10) -> int:
    """Return a whole number from `least` to `most`. Raises ValueError for anything else."""
    value = text(name)
    if value is None:
        return default
    try:
        found = int(value.strip(), base)
    except ValueError:
        found = least - 1
    if not least <= found <= most:
        kind = "an octal mode such as 0640" if base == 8 else f"a whole number from {least} to {most}"  # noqa: PLR2004
        raise ValueError(f"{name}={value!r}: write {kind}")
    return found


def choice(name: str, choices: tuple[str, ...]) -> str | None:
    """Return one of `choices`, in any case; None where it is unset. Raises ValueError for another one."""
    value = text(name)
    if value is None:
        return None
    word = value.strip().lower()
    if word not in choices:
        raise ValueError(f"unknown {name} {value!r}: choose {', '.join(choices[:-1])} or {choices[-1]}")
    return word


def aggregation() -> Syslog | None:
    """Return the daemon that the LOG_AGGREGATION_* variables name; None where none is set."""
    names = ("HOST", "PORT", "PROTOCOL", "FORMAT", "FACILITY", "ENABLED")
    if not any(text(f"LOG_AGGREGATION_{name}") for name in names):
        return None
    if not flag("LOG_AGGREGATION_ENABLED", default=True):
        return None
    port = number("LOG_AGGREGATION_PORT", 514, least=1, most=LAST_PORT)
    return Syslog(
        host=text("LOG_AGGREGATION_HOST") or "",
        port=port,
        protocol=choice("LOG_AGGREGATION_PROTOCOL", PROTOCOLS) or "udp",
        format=choice("LOG_AGGREGATION_FORMAT", FORMATS) or "",
        facility=choice("LOG_AGGREGATION_FACILITY", FACILITIES) or "user",
    )


def not_ours() -> list[str]:
    """Return, for each variable that asks for what no logging library does, a sentence that says so."""
    return [f"{name} is set, but {why}" for name, why in NOT_OURS.items() if text(name)]


def dedup() -> int:
    """Return the window of `setup(dedup=)`, in seconds."""
    return number("LOG_DEDUP", number("LOG_DEDUP_WINDOW_SECONDS", 0))


def either(name: str, alias: str) -> str:
    """Return which of two names of one setting is set. Raises ValueError where both are, and differ."""
    value, other = place(name), place(alias)
    if value is None or other is None:
        return alias if value is None and other is not None else name
    if value != other:
        raise ValueError(f"{name}={value!r} and {alias}={other!r} are the same setting: choose one")
    return name


def level_names() -> dict[int, str]:
    """Return the names of LOG_LEVEL_NAMES, such as WARNING:WARN,CRITICAL:FATAL, by level."""
    names = {}
    for item in filter(None, (item.strip() for item in (text("LOG_LEVEL_NAMES") or "").split(","))):
        level, colon, name = item.partition(":")
        if not (colon and name.strip()):
            raise ValueError(f"LOG_LEVEL_NAMES: {item!r} is no LEVEL:NAME, such as WARNING:WARN")
        try:
            names[level_number(level.strip())] = name.strip()
        except ValueError as error:
            raise ValueError(f"LOG_LEVEL_NAMES: {item!r}: {error}") from None
    return names


def format_of_lines() -> str | None:
    """Return what LOG_FORMAT, LOG_CONSOLE_FORMAT and APP_ENV say of `setup(format=)`."""
    lines, console = text("LOG_FORMAT"), text("LOG_CONSOLE_FORMAT")
    if console is None:
        return lines or ("console" if app_environment() == "development" else None)
    if console.lower() not in {"console", "json"}:
        raise ValueError(f"unknown LOG_CONSOLE_FORMAT {console!r}: choose console or json")
    if lines is not None and lines.lower() not in {"json", console.lower()}:
        raise ValueError(
            f"LOG_FORMAT={lines!r} is the format of the console as well: unset LOG_CONSOLE_FORMAT"
        )
    return console


def deployment() -> str | None:
    """Return what APP_ENV (or FLASK_ENV) says, as it stands."""
    return text("APP_ENV") or text("FLASK_ENV")


def app_environment() -> str:
    """Return "production", "development" or whatever else the deployment is called, in lower case."""
    return (deployment() or "").strip().lower()


def policy() -> Any:
    """Return the policy that the REDACT_* variables describe; None where there are none."""
    path, profile = text("REDACT_RULES_FILE"), text(either("REDACT_PROFILE", "REDACT_PRESETS"))
    names = [name.strip() for name in (text("REDACT_FIELDS") or "").split(",") if name.strip()]
    patterns = _patterns(text("REDACT_PATTERNS"))
    key, key_file = text("REDACT_HASH_KEY"), text("REDACT_HASH_KEY_FILE")
    if path is not None:
        others = {"REDACT_PROFILE": profile, "REDACT_FIELDS": names, "REDACT_PATTERNS": patterns}
        for name, value in others.items():
            if value:
                raise ValueError(f"{name} and REDACT_RULES_FILE are both set: write it into {path}")
        return path
    if not (profile or names or patterns or key or key_file):
        return None
    rules: dict[str, Any] = {"version": 1}
    if profile:
        rules["profile"] = profile
    if names:
        rules["fields"] = {"deny": names}
    if patterns:
        rules["rule"] = [
            {"id": f"environment_{at}", "pattern": pattern} for at, pattern in enumerate(patterns, 1)
        ]
    if key or key_file:
        # Who has the key can tell that two values are the same; nobody can tell what they are.
        source = {"key_env": "REDACT_HASH_KEY"} if key else {"key_file": str(Path(key_file or "").resolve())}
        rules["pseudonym"] = {**source, "key_id": "env"}
        rules["actions"] = {"email": {"action": "hash"}, "denied_field": {"action": "hash"}}
    return rules


def _patterns(value: str | None) -> list[str]:
    """Return regular expressions: one a line, or a JSON list."""
    if value is None:
        return []
    if value.lstrip().startswith("["):
        try:
            found = json.loads(value)
        except ValueError:
            found = None
        if isinstance(found, list) and all(isinstance(item, str) for item in found):
            return found
        if re.match(r'\s*\[\s*"', value):
            raise ValueError("REDACT_PATTERNS begins like a JSON list of strings and is none")
    return [line.strip() for line in value.splitlines() if line.strip()]


def log_files(directory: str | os.PathLike[str], level: int) -> list[File]:
    """Return the files of a log directory, as the LOG_* variables want them.

    app.log takes what no other file is for, error.log takes ERROR and above as well, access.log takes the
    loggers of HTTP servers, audit/audit.log takes the loggers of `AUDIT_LOGGERS` and nobody else does, and
    debug.log takes what is below INFO, where that is logged at all: it stays for a week only.
    """
    root = Path(directory)
    audited = flag(either("HIPAA_AUDIT_ENABLED", "AUDIT_ENABLED"), default=True)
    private = AUDIT_LOGGERS if audited else ()
    rotated = flag("LOG_ROTATION_ENABLED", default=True)
    size = number("LOG_MAX_BYTES", 0, most=MOST_BYTES) or number("LOG_MAX_SIZE_MB", 100) * MEGABYTE
    shared: dict[str, Any] = {
        "max_bytes": size if rotated else 0,
        "daily": rotated and flag("LOG_ROTATE_DAILY", default=True),
        "compress": rotated,
        "backup_count": number("LOG_BACKUP_COUNT", 0),
        "max_total_bytes": number("LOG_MAX_TOTAL_MB", 0) * MEGABYTE,
    }
    modes: dict[str, Any] = {
        "mode": number("LOG_FILE_MODE", 0o640, base=8, most=MODES),
        "directory_mode": number("LOG_DIR_MODE", 0o750, base=8, most=MODES),
    }
    main = {**_ages(("INFO", "WARNING"), 0), **shared, **modes}
    errors = {**_ages(("ERROR", "CRITICAL"), 90), **shared, **modes}
    debug: dict[str, Any] = {**_ages(("DEBUG",), 7), **shared, **modes}
    quiet = (*private, *ACCESS_LOGGERS)
    verbose = 0 < level < 20  # noqa: PLR2004 - INFO
    files = [
        File(root / "app.log", level="INFO" if verbose else 0, except_loggers=quiet, **main),
        File(root / "error.log", level="ERROR", except_loggers=private, **errors),
        File(root / "access.log", loggers=ACCESS_LOGGERS, **main),
    ]
    if verbose:
        files.append(File(root / "debug.log", below="INFO", except_loggers=quiet, **debug))
    if audited:
        folder = Path(place(either("HIPAA_AUDIT_LOG_DIR", "AUDIT_LOG_DIR")) or root / "audit")
        kept = number("AUDIT_FILE_RETENTION_DAYS", 0)
        # Its own rules: no count, no total, no archive that the cleanup of other logs reaches.
        bounds = {**shared, "backup_count": 0, "max_total_bytes": 0, "retention_days": kept}
        own: dict[str, Any] = {
            "sync": flag("AUDIT_FSYNC", default=False),
            "sequence": flag("AUDIT_SEQUENCE", default=False),
            "policy": _audit_policy(),
        }
        modes = {"mode": 0o600, "directory_mode": 0o700}
        files.append(File(folder / "audit.log", loggers=AUDIT_LOGGERS, **bounds, **own, **modes))
    return files


def _audit_policy() -> PolicyLike:
    """Return what AUDIT_REDACTION names: a profile, or a policy file."""
    value = text("AUDIT_REDACTION")
    if value is None or value in PROFILES:
        return value
    if not Path(value).is_file():
        profiles = f"{', '.join(PROFILES[:-1])} or {PROFILES[-1]}"
        raise ValueError(f"unknown AUDIT_REDACTION {value!r}: choose {profiles}, or name a policy file")
    return Path(value)


def _ages(levels: Iterable[str], usual: int) -> dict[str, Any]:
    """Return how long a file of these levels stays in its place, and in all."""
    live = number("LOG_RETENTION_DAYS", 30)
    archived = number("LOG_ARCHIVE_RETENTION_DAYS", 90)
    own = max(number(f"LOG_RETENTION_DAYS_{level}", 0) for level in levels)
    if not archived:
        return {"retention_days": own or live}
    total = own or usual or archived
    if not live or live >= total:
        return {"retention_days": total if live else own}
    archive = place("LOG_ARCHIVE_DIR") or "archive"
    return {"retention_days": live, "archive": archive, "archive_retention_days": total}
