"""Logging that hides secrets, writes structured lines and names every failure.

    import veilfold

    veilfold.setup(service="shop")

and every `logging` call of the program goes out redacted, as one JSON object a line. `veilfold.Handler` and
`veilfold.Formatter` are for `dictConfig` and for handlers that exist already.
"""

from veilfold._context import bind_context, clear_context, context, current_context
from veilfold._contextlogger import ContextLogger
from veilfold._diskstatus import RotationStatus
from veilfold._doctor import Finding, doctor
from veilfold._file import File
from veilfold._handler import Formatter, Handler
from veilfold._native import (
    Policy,
    PolicyError,
    __version__,
    metrics,
    observe_request,
)
from veilfold._redact import fingerprint, redact, redact_line, reencode_line, template
from veilfold._service import LoggingService
from veilfold._setup import Setup, groups, resolve, setup
from veilfold._syslog import Syslog
from veilfold._watch import log_errors, timed

__all__ = [
    "ContextLogger",
    "File",
    "Finding",
    "Formatter",
    "Handler",
    "LoggingService",
    "Policy",
    "PolicyError",
    "RotationStatus",
    "Setup",
    "Syslog",
    "__version__",
    "bind_context",
    "clear_context",
    "context",
    "current_context",
    "doctor",
    "fingerprint",
    "groups",
    "log_errors",
    "metrics",
    "observe_request",
    "redact",
    "redact_line",
    "reencode_line",
    "resolve",
    "setup",
    "template",
    "timed",
]
