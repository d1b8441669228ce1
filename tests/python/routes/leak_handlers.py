"""Runs every route through the handlers of one group, and writes what each of them let out.

usage: leak_handlers.py GROUP DIRECTORY with|without

"without" is the same program where veilfold is not set up: what leaks there shows that the search finds it.
"""

import contextlib
import io
import logging
import logging.handlers
import os
import pickle
import queue
import socket
import struct
import sys
import urllib.parse
import warnings
from pathlib import Path

import leak_receivers
import leak_routes

import veilfold

TEXT = "%(asctime)s %(levelname)s %(name)s [%(threadName)s] %(message)s"

#: Sinks by group; a group is a process of its own, since some patch logging for good.
GROUPS = {"standard": {}, "opentelemetry": {}, "sentry": {}, "structlog": {}, "loguru": {}}

#: Routes of format strings. The loggers of structlog and loguru get the finished text, in which a secret is
#: one that tells itself.
FINISHED_TEXT = {"%-argument that only the text names", "%(k)s dict argument", "arguments that do not fit"}


def sink(group, name):
    def add(run):
        GROUPS[group][name] = run
        return run

    return add


@contextlib.contextmanager
def installed(protected, **options):
    """veilfold as `setup()` installs it, or a program without it."""
    root = logging.getLogger()
    level = root.level
    if protected:
        with veilfold.setup(**{"sink": os.devnull, "level": "DEBUG", **options}):
            yield
    else:
        root.setLevel(logging.DEBUG)
        yield
    root.setLevel(level)


def through(handler, name, protected):
    """Run the routes with one more handler on the root logger."""
    root = logging.getLogger()
    with installed(protected):
        root.addHandler(handler)
        leak_routes.run_all(logging.getLogger(f"app.{name}"), name)
        root.removeHandler(handler)
        handler.close()


def text_handler(stream, formatter=None):
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter or logging.Formatter(TEXT))
    return handler


@contextlib.contextmanager
def descriptor(number, path):
    """Point a descriptor of this process to a file."""
    saved = os.dup(number)
    with Path(path).open("wb") as file:
        os.dup2(file.fileno(), number)
        try:
            yield
        finally:
            os.dup2(saved, number)
            os.close(saved)


@sink("standard", "veilfold, file")
def our_file(name, protected, directory):
    path = directory / "ours.log"
    if protected:
        with installed(True, sink=path):
            leak_routes.run_all(logging.getLogger("app"), name)
    else:
        through(logging.FileHandler(path), name, protected)
    return path.read_bytes()


@sink("standard", "veilfold, stdout")
def our_stdout(name, protected, directory):
    path = directory / "stdout"
    with descriptor(1, path):
        if protected:
            with installed(True, sink="stdout"):
                leak_routes.run_all(logging.getLogger("app"), name)
        else:
            through(logging.StreamHandler(sys.stdout), name, protected)
            sys.stdout.flush()
    return path.read_bytes()


@sink("standard", "StreamHandler")
def stream(name, protected, _directory):
    out = io.StringIO()
    through(text_handler(out), name, protected)
    return out.getvalue().encode()


@sink("standard", "python-json-logger")
def json_logger(name, protected, _directory):
    from pythonjsonlogger.json import JsonFormatter

    out = io.StringIO()
    through(text_handler(out, JsonFormatter(TEXT)), name, protected)
    return out.getvalue().encode()


@sink("standard", "SysLogHandler")
def syslog(name, protected, _directory):
    everything = b""
    for family in (socket.AF_INET, socket.AF_UNIX):
        receiver = leak_receivers.Datagrams(family)
        handler = logging.handlers.SysLogHandler(receiver.address)
        handler.setFormatter(logging.Formatter(TEXT))
        through(handler, name, protected)
        everything += receiver.close()
    return everything


@sink("standard", "SocketHandler")
def socket_handler(name, protected, _directory):
    receiver = leak_receivers.Stream()
    through(logging.handlers.SocketHandler("127.0.0.1", receiver.port), name, protected)
    received = receiver.close()
    # What crossed the wire, and what a receiver makes of it (the cookbook's).
    out = io.StringIO()
    handler, rest = text_handler(out), received
    while rest:
        size = struct.unpack(">L", rest[:4])[0]
        handler.handle(logging.makeLogRecord(pickle.loads(rest[4 : 4 + size])))
        rest = rest[4 + size :]
    return received + out.getvalue().encode()


@sink("standard", "HTTPHandler")
def http_handler(name, protected, _directory):
    receiver = leak_receivers.Http()
    handler = logging.handlers.HTTPHandler(f"127.0.0.1:{receiver.port}", "/log", method="POST")
    through(handler, name, protected)
    # A form of the record's attributes: `msg` is the format string.
    return urllib.parse.unquote_plus(receiver.close().decode()).replace("%%", "%").encode()


@sink("standard", "QueueHandler")
def queue_handler(name, protected, _directory):
    out = io.StringIO()
    waiting = queue.Queue()
    listener = logging.handlers.QueueListener(waiting, text_handler(out))
    listener.start()
    through(logging.handlers.QueueHandler(waiting), name, protected)
    listener.stop()
    return out.getvalue().encode()


@sink("standard", "MemoryHandler")
def memory_handler(name, protected, _directory):
    out = io.StringIO()
    through(logging.handlers.MemoryHandler(1000, target=text_handler(out)), name, protected)
    return out.getvalue().encode()


@sink("standard", "own handler, propagate=False")
def detached(name, protected, _directory):
    out = io.StringIO()
    with installed(protected):
        log = logging.Logger("detached", logging.DEBUG)
        log.propagate = False
        log.manager = logging.getLogger().manager
        log = logging.getLogger("detached")
        log.propagate = False
        # Added after setup, as uvicorn and gunicorn do.
        log.addHandler(text_handler(out))
        leak_routes.run_all(log, name)
    return out.getvalue().encode()


@sink("standard", "logging.lastResort")
def last_resort(name, protected, _directory):
    out = io.StringIO()
    log = logging.getLogger("nobody")
    log.propagate = False
    with installed(protected), contextlib.redirect_stderr(out):
        before, logging.lastResort = logging.lastResort, logging._StderrHandler(logging.DEBUG)
        leak_routes.run_all(log, name)
        logging.lastResort = before
    return out.getvalue().encode()


@sink("opentelemetry", "OpenTelemetry (OTLP)")
def opentelemetry(name, protected, _directory):
    from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
    from opentelemetry.instrumentation.logging.handler import LoggingHandler
    from opentelemetry.sdk._logs import LoggerProvider
    from opentelemetry.sdk._logs.export import BatchLogRecordProcessor

    receiver = leak_receivers.Http()
    provider = LoggerProvider()
    exporter = OTLPLogExporter(f"http://127.0.0.1:{receiver.port}/v1/logs")
    provider.add_log_record_processor(BatchLogRecordProcessor(exporter))
    if protected:
        from veilfold.integrations.opentelemetry import attach

        attach(provider)
    # OTLP has no objects: the SDK warns of each.
    warnings.simplefilter("ignore")
    through(LoggingHandler(logger_provider=provider), name, protected)
    provider.shutdown()
    return receiver.close()


@sink("sentry", "Sentry")
def sentry(name, protected, _directory):
    import sentry_sdk
    from sentry_sdk.integrations.logging import LoggingIntegration

    receiver = leak_receivers.Http()
    dsn = f"http://public@127.0.0.1:{receiver.port}/1"
    if protected:
        os.environ["SENTRY_DSN"] = dsn
    else:
        sentry_sdk.init(dsn)
    with installed(protected):
        # Events of every level, not of errors alone; and nothing that is limited by a rate.
        sentry_sdk.get_client().get_integration(LoggingIntegration)._handler.setLevel(logging.DEBUG)
        # Else an event holds the records before it too.
        sentry_sdk.get_client().options["max_breadcrumbs"] = 0
        leak_routes.run_all(logging.getLogger("app.sentry"), name)
        sentry_sdk.flush(10)
    sentry_sdk.get_client().close()
    return receiver.close()


class Bridge(logging.Handler):
    """Hands a record on to a logger of another make, as it was made."""

    def __init__(self, log):
        super().__init__()
        self.emit = lambda record: log(record, {k: v for k, v in vars(record).items() if k not in KNOWN})


KNOWN = set(vars(logging.makeLogRecord({}))) | {"message", "taskName"}


def bridged(log, name):
    root = logging.getLogger()
    handler = Bridge(log)
    root.setLevel(logging.DEBUG)
    root.addHandler(handler)
    leak_routes.run_all(logging.getLogger("app"), name)
    root.removeHandler(handler)


@sink("structlog", "structlog")
def structlog_logger(name, protected, _directory):
    import structlog

    from veilfold.integrations.structlog import Redactor, Renderer

    out = io.StringIO()

    def run(*processors):
        log = structlog.wrap_logger(
            structlog.PrintLogger(out), processors=[structlog.stdlib.add_log_level, *processors]
        )

        def pass_on(record, extras):
            log.warning(text_of(record), exc_info=record.exc_info, stack=record.stack_info, **extras)

        bridged(pass_on, name)

    ours = [Redactor()] if protected else []
    run(*ours, structlog.processors.format_exc_info, structlog.processors.JSONRenderer(default=str))
    run(structlog.processors.dict_tracebacks, *ours, structlog.processors.JSONRenderer(default=str))
    run(*ours, structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback))
    if protected:
        run(Renderer())
    return out.getvalue().encode()


@sink("loguru", "loguru")
def loguru_logger(name, protected, directory):
    from loguru import logger

    from veilfold.integrations.loguru import Patcher, Sink

    out = io.StringIO()
    logger.remove()
    logger.add(out, format="{level} {message} {extra}\n{exception}", diagnose=not protected)
    logger.add(out, serialize=True, diagnose=not protected)
    if protected:
        logger.add(Sink(directory / "loguru.log"))
        logger.configure(patcher=Patcher())

    def pass_on(record, extras):
        logger.bind(**extras).opt(exception=record.exc_info).log(record.levelname, "{}", text_of(record))

    bridged(pass_on, name)
    logger.remove()
    ours = directory / "loguru.log"
    return out.getvalue().encode() + (ours.read_bytes() if ours.exists() else b"")


def text_of(record):
    try:
        return record.getMessage()
    except TypeError:
        return f"{record.msg} {record.args}"


#: Routes that cannot come out of a sink, or are no route there.
APART = {
    "structlog": FINISHED_TEXT | {"names of thread and task"},
    "loguru": FINISHED_TEXT | {"names of thread and task", "stack_info"},
    "own handler, propagate=False": {"warnings"},
    "logging.lastResort": {"warnings"},
}


#: Sinks whose output is one piece a record, with the exception before the message.
PIECES = {"Sentry", "HTTPHandler"}


def main():
    group, directory, protected = sys.argv[1], Path(sys.argv[2]), sys.argv[3] == "with"
    # What does not fit is said on standard error; that is output, and searched with the rest.
    with descriptor(2, directory / f"{group}.stderr"):
        for name, run in GROUPS[group].items():
            (directory / f"{name}.out").write_bytes(run(name, protected, directory))


if __name__ == "__main__":
    main()
