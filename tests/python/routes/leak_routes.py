"""Every way by which a secret gets into a log record, each with a token of its own.

A route is a function of a logger and a secret. Its message holds `route:<name>;`, by which the record is
known in any output; a route with `error` raises that type, whose name must be in the output too: hiding a
secret must lose no exception.
"""

import asyncio
import dataclasses
import hashlib
import json
import logging
import sys
import threading
import warnings
from collections.abc import Callable

import attrs
import pydantic


@dataclasses.dataclass
class Route:
    name: str
    run: Callable[[logging.Logger, str], None]
    #: The name of an exception type that must arrive.
    error: str | None
    #: The first version of Python that knows such a thing.
    since: tuple[int, int]
    #: It logs through a logger of its own: it reaches a sink only through the root logger.
    elsewhere: bool


ROUTES: list[Route] = []


def route(name, *, error=None, since=(3, 10), elsewhere=False):
    def add(run):
        ROUTES.append(Route(name, run, error, since, elsewhere))
        return run

    return add


def token(name, sink):
    """A secret that no other route and no other sink has."""
    return "tk" + hashlib.sha256(f"{name}|{sink}".encode()).hexdigest()[:22]


def run_all(log, sink):
    """Log through every route. A handler that raises into the application loses its record: that is told."""
    for one in available():
        try:
            one.run(log, token(one.name, sink))
        except Exception as error:  # noqa: PERF203 - the next one runs all the same
            print(f"{one.name}: {type(error).__name__} raised into the application", file=sys.stderr)


def available():
    return [one for one in ROUTES if sys.version_info >= one.since]


class RouteError(Exception):
    """What the routes raise."""


class Account:
    """Shows its secret, as many a class does."""

    def __init__(self, secret):
        self.secret = secret

    def __repr__(self):
        return f"Account(user='bob', password='{self.secret}')"


@dataclasses.dataclass
class Login:
    user: str
    password: str


@attrs.define
class Session:
    user: str
    access_token: str


class Settings(pydantic.BaseModel):
    user: str
    api_key: str


class Lazy:
    """Its text is made when a handler formats the record."""

    def __init__(self, secret):
        self.secret = secret

    def __str__(self):
        return f"made when it is shown: password={self.secret}"


@route("%-argument")
def percent(log, secret):
    log.info("route:%%-argument; user %s logged in, password=%s", "bob", secret)


@route("%-argument that only the text names")
def named(log, secret):
    log.info("route:%%-argument that only the text names; user %s password %s", "bob", secret)


@route("f-string")
def f_string(log, secret):
    log.info(f"route:f-string; password={secret}")


@route("flat extra")
def flat(log, secret):
    log.info("route:flat extra;", extra={"user": "bob", "password": secret})


@route("nested extra")
def nested(log, secret):
    log.info("route:nested extra;", extra={"ctx": {"user": "bob", "auth": [{"api_key": secret}]}})


@route("exception message", error="RouteError")
def message(log, secret):
    try:
        raise RouteError(f"login failed: password={secret}")
    except RouteError:
        log.exception("route:exception message;")


@route("URL in an exception", error="RouteError")
def url(log, secret):
    try:
        raise RouteError(f"GET https://bob:{secret}@db.example.com/x?token={secret} failed")
    except RouteError:
        log.exception("route:URL in an exception;")


@route("__cause__", error="RouteError")
def cause(log, secret):
    try:
        try:
            raise KeyError(f"password={secret}")
        except KeyError as error:
            raise RouteError("no login") from error
    except RouteError:
        log.exception("route:__cause__;")


@route("frame local", error="RouteError")
def frame_local(log, secret):
    password = secret
    try:
        raise RouteError(f"a password of {len(password)} letters")
    except RouteError:
        log.exception("route:frame local;")


@route("object repr")
def object_repr(log, secret):
    log.info("route:object repr; %r", Account(secret))


@route("%(k)s dict argument")
def dict_argument(log, secret):
    log.info("route:%%(k)s dict argument; %(user)s %(password)s", {"user": "bob", "password": secret})


@route("child logger")
def child(log, secret):
    log.getChild("deep.down").info("route:child logger; password=%s", secret)


@route("__context__", error="RouteError")
def context(log, secret):
    try:
        try:
            raise KeyError(f"password={secret}")
        except KeyError:
            raise RouteError("no login")  # noqa: B904 - the route
    except RouteError:
        log.exception("route:__context__;")


@route("ExceptionGroup member", error="RouteError", since=(3, 11))
def group(log, secret):
    try:
        raise ExceptionGroup("several", [ValueError("plain"), RouteError(f"password={secret}")])  # noqa: F821
    except Exception:
        log.exception("route:ExceptionGroup member;")


@route("__notes__", error="RouteError", since=(3, 11))
def notes(log, secret):
    error = RouteError("plain")
    error.add_note(f"sent with password={secret}")
    try:
        raise error
    except RouteError:
        log.exception("route:__notes__;")


@route("object in exception.args", error="RouteError")
def exception_args(log, secret):
    try:
        raise RouteError(Account(secret), {"api_key": secret})
    except RouteError:
        log.exception("route:object in exception.args;")


@route("source line", error="RouteError")
def source_line(log, secret):
    # As a file that holds the secret itself, which a traceback would quote.
    import linecache

    name = f"<source of {log.name}>"
    source = f'def connect():\n    raise RouteError("no")  # password="{secret}"\n'
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    names = {"RouteError": RouteError}
    exec(compile(source, name, "exec"), names)
    try:
        names["connect"]()
    except RouteError:
        log.exception("route:source line;")


@route("exc_info=exception", error="RouteError")
def exc_info(log, secret):
    log.warning("route:exc_info=exception;", exc_info=RouteError(f"password={secret}"))


@route("LoggerAdapter")
def adapter(log, secret):
    logging.LoggerAdapter(log, {"api_key": secret}).info("route:LoggerAdapter;")


@route("stack_info")
def stack_info(log, secret):
    record = log.makeRecord(
        log.name,
        logging.INFO,
        __file__,
        1,
        "route:stack_info;",
        (),
        None,
        sinfo=f'Stack (most recent call last):\n  File "a.py", line 1, in f\n    login(password="{secret}")',
    )
    log.handle(record)


@route("names of thread and task")
def thread_name(log, secret):
    thread = threading.current_thread()
    before = thread.name
    thread.name = f"worker password={secret}"
    try:
        log.info("route:names of thread and task;")
    finally:
        thread.name = before


@route("bytes")
def as_bytes(log, secret):
    log.info(
        "route:bytes; %s",
        f"password={secret}".encode(),
        extra={"body": f'{{"password":"{secret}"}}'.encode()},
    )


@route("JSON in text")
def json_text(log, secret):
    log.info("route:JSON in text; %s", json.dumps({"user": "bob", "client_secret": secret}))


@route("header pairs")
def headers(log, secret):
    pairs = [("Host", "example.com"), ("Authorization", f"Bearer {secret}"), ("X-Api-Key", secret)]
    log.info("route:header pairs; %s", pairs, extra={"headers": pairs})


@route("dataclass, attrs, pydantic")
def objects(log, secret):
    several = [Login("bob", secret), Session("bob", secret), Settings(user="bob", api_key=secret)]
    log.info("route:dataclass, attrs, pydantic; %s", several, extra={"first": several[0], "all": several})


@route("message that is an object")
def lazy(log, secret):
    log.info(Lazy(secret))
    log.info({"event": "route:message that is an object;", "password": secret})


@route("arguments that do not fit")
def unfit(log, secret):
    log.info("route:arguments that do not fit; password=%s %s", secret)  # noqa: PLE1206 - the route


@route("warnings", elsewhere=True)
def warning(log, secret):
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(True)
        try:
            warnings.warn(f"route:warnings; password={secret}", stacklevel=1)
        finally:
            logging.captureWarnings(False)


@route("exception in a thread", error="RouteError")
def in_thread(log, secret):
    def work():
        try:
            raise RouteError(f"password={secret}")
        except RouteError:
            log.exception("route:exception in a thread;")

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()


@route("exception in a task", error="RouteError")
def in_task(log, secret):
    async def work():
        try:
            raise RouteError(f"password={secret}")
        except RouteError:
            log.exception("route:exception in a task;")

    thread = threading.Thread(target=lambda: asyncio.run(work()))
    thread.start()
    thread.join()
