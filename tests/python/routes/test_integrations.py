"""structlog, loguru and OpenTelemetry with the real packages, each by itself: `setup()` does not help."""

import io
import json
import logging
import warnings

import pytest

import veilfold

SECRET = "correct-horse-battery"


def fail():
    password = SECRET
    raise ConnectionError(f"https://bob:{password}@db.example.com refused")


@pytest.fixture
def structlog_lines():
    import structlog

    def lines(*processors, log):
        out = io.StringIO()
        chain = [structlog.processors.add_log_level, *processors]
        log(structlog.wrap_logger(structlog.PrintLogger(out), processors=chain))
        text = out.getvalue()
        assert SECRET not in text
        return text

    return lines


def test_structlog_s_event_keeps_what_is_no_secret(structlog_lines):
    import structlog

    from veilfold.integrations.structlog import Redactor

    def log(logger):
        logger.info("hello", user="bob", when=[1, 2.5, None], api_key=SECRET)

    text = structlog_lines(Redactor(), structlog.processors.JSONRenderer(), log=log)
    assert json.loads(text) == {
        "event": "hello",
        "user": "bob",
        "when": [1, 2.5, None],
        "api_key": "[REDACTED]",
        "level": "info",
    }


@pytest.mark.parametrize("form", [True, "error", "tuple"])
def test_structlog_s_exception_stays_one(structlog_lines, form):
    import structlog

    from veilfold.integrations.structlog import Redactor

    seen = []

    def look(_logger, _method, event):
        seen.append(dict(event))
        return event

    def log(logger):
        try:
            fail()
        except ConnectionError as error:
            given = {"error": error, "tuple": (type(error), error, error.__traceback__)}.get(form, True)
            logger.error("no database", exc_info=given)

    exception = structlog.processors.format_exc_info
    text = structlog_lines(Redactor(), look, exception, structlog.processors.JSONRenderer(), log=log)
    assert "in fail" in json.loads(text)["exception"]
    kind, error, trace = seen[0]["exc_info"]
    assert kind is ConnectionError
    assert isinstance(error, ConnectionError)
    assert trace is not None
    assert seen[0]["group_id"].startswith("s1-")


def test_structlog_without_an_exception_has_none(structlog_lines):
    import structlog

    from veilfold.integrations.structlog import Redactor

    chain = (
        Redactor(group_id=False),
        structlog.processors.format_exc_info,
        structlog.processors.JSONRenderer(),
    )
    text = structlog_lines(*chain, log=lambda logger: logger.info("m", exc_info=None))
    assert json.loads(text) == {"event": "m", "level": "info"}


def test_structlog_s_line_can_be_ours(structlog_lines):
    from veilfold.integrations.structlog import Renderer

    def log(logger):
        try:
            fail()
        except ConnectionError:
            logger.exception("no database", password=SECRET, name="an extra")

    line = json.loads(structlog_lines(Renderer(service="shop"), log=log))
    assert (line["level"], line["service"], line["message"]) == ("ERROR", "shop", "no database")
    assert (line["password"], line["exception"]["type"]) == ("[REDACTED]", "ConnectionError")
    assert line["name_"] == "an extra"


def test_structlog_through_the_standard_library(tmp_path):
    import structlog

    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ]
        )
    )
    with veilfold.setup(sink=tmp_path / "x.log"):
        log = logging.getLogger("through.structlog")
        log.addHandler(handler)
        try:
            structlog.wrap_logger(
                log,
                processors=[
                    structlog.stdlib.add_log_level,
                    structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
                ],
                wrapper_class=structlog.stdlib.BoundLogger,
            ).info("hello", password=SECRET, user="bob")
        finally:
            log.removeHandler(handler)
    assert SECRET not in out.getvalue() + (tmp_path / "x.log").read_text()
    assert json.loads(out.getvalue())["user"] == "bob"


def test_loguru_s_sinks_and_ours(tmp_path):
    from loguru import logger

    from veilfold.integrations.loguru import Patcher, Sink

    out = io.StringIO()
    logger.remove()
    logger.configure(patcher=Patcher())
    logger.add(out, format="{message} {extra}", diagnose=False)
    logger.add(Sink(tmp_path / "x.log", service="shop"))
    try:
        logger.bind(api_key=SECRET, order=7).info("user {} password={}", "bob", SECRET)
        try:
            fail()
        except ConnectionError:
            logger.exception("no database")
    finally:
        logger.remove()
        logger.configure(patcher=lambda _record: None)
    text = out.getvalue()
    assert SECRET not in text + (tmp_path / "x.log").read_text()
    assert "user bob password=[REDACTED]" in text
    assert "ConnectionError" in text
    info, error = (json.loads(line) for line in (tmp_path / "x.log").read_text().splitlines())
    assert (info["order"], info["api_key"], info["service"]) == (7, "[REDACTED]", "shop")
    assert error["exception"]["type"] == "ConnectionError"
    assert error["group_id"].startswith("s1-")


@pytest.fixture
def exported():
    from opentelemetry.sdk._logs import LoggerProvider
    from opentelemetry.sdk._logs.export import InMemoryLogRecordExporter, SimpleLogRecordProcessor

    exporter = InMemoryLogRecordExporter()
    provider = LoggerProvider()
    provider.add_log_record_processor(SimpleLogRecordProcessor(exporter))
    yield provider, exporter
    provider.shutdown()


def test_opentelemetry_s_bridge_is_cleaned_after_exporters_were_there(exported):
    from opentelemetry.instrumentation.logging.handler import LoggingHandler

    from veilfold.integrations.opentelemetry import attach

    provider, exporter = exported
    attach(provider)
    handler = LoggingHandler(logger_provider=provider)
    log = logging.Logger("bridge")
    log.addHandler(handler)
    try:
        fail()
    except ConnectionError:
        log.exception("token=%s", SECRET, extra={"api_key": SECRET, "order": 7})
    (data,) = exporter.get_finished_logs()
    record = data.log_record
    assert SECRET not in repr(record) + repr(dict(record.attributes)) + data.to_json()
    assert record.body == "token=[REDACTED]"
    assert (record.attributes["order"], record.attributes["api_key"]) == (7, "[REDACTED]")
    assert record.attributes["exception.type"] == "ConnectionError"
    assert "in fail" in record.attributes["exception.stacktrace"]


def test_opentelemetry_s_own_api_is_cleaned(exported):
    from opentelemetry._logs import LogRecord

    from veilfold.integrations.opentelemetry import attach

    provider, exporter = exported
    attach(provider, policy={"version": 1, "fields": {"deny": ["nickname"]}})
    provider.get_logger("x").emit(
        LogRecord(body={"user": "bob", "password": SECRET}, attributes={"nickname": SECRET, "n": 1})
    )
    (data,) = exporter.get_finished_logs()
    assert data.log_record.body == {"user": "bob", "password": "[REDACTED]"}
    assert dict(data.log_record.attributes) == {"nickname": "[REDACTED]", "n": 1}


def test_what_is_no_provider_is_an_error():
    from veilfold.integrations.opentelemetry import attach

    with pytest.raises(TypeError, match="no LoggerProvider"):
        attach(object())


def test_the_active_span_is_in_our_lines_and_context_wins(tmp_path, monkeypatch):
    from opentelemetry.sdk.trace import TracerProvider

    from veilfold import _context
    from veilfold.integrations.opentelemetry import use_span_ids

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tracer = TracerProvider().get_tracer("t")
    monkeypatch.setattr(_context, "_source", _context._source)
    use_span_ids()
    log = logging.getLogger("spans")
    with veilfold.setup(sink=tmp_path / "x.log"):
        log.info("outside")
        with tracer.start_as_current_span("s") as span:
            log.info("inside")
            with veilfold.context(trace_id="mine", user_id=7):
                log.info("context")
    outside, inside, context = (json.loads(line) for line in (tmp_path / "x.log").read_text().splitlines())
    assert "trace_id" not in outside
    assert inside["trace_id"] == f"{span.get_span_context().trace_id:032x}"
    assert inside["span_id"] == f"{span.get_span_context().span_id:016x}"
    assert (context["trace_id"], context["user_id"]) == ("mine", 7)
