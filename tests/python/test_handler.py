"""The handler is a logging.Handler, and behaves as one."""

import copy
import io
import logging
import logging.config
import logging.handlers
import queue

import pytest

import veilfold


def test_a_record_is_one_json_line(written):
    written.log.info("hello %s", "world", extra={"a": 1})
    line = written.last()
    assert list(line) == ["timestamp", "level", "logger", "message", "a"]
    assert (line["level"], line["logger"], line["message"], line["a"]) == ("INFO", "test", "hello world", 1)
    assert written.bytes().endswith(b"}\n")


def test_time_is_the_record_s_own(written):
    record = logging.LogRecord("n", logging.INFO, "f.py", 1, "m", (), None)
    record.created = 1_700_000_000.123
    written.handler.handle(record)
    assert written.last()["timestamp"] == "2023-11-14T22:13:20.123Z"


def test_extras_keep_call_order(written):
    written.log.info("m", extra={"z": 1, "a": 2, "m1": 3})
    assert list(written.last())[-3:] == ["z", "a", "m1"]


def test_an_extra_named_as_a_key_of_the_line_is_kept_beside_it(written):
    written.log.info("m", extra={"level": "mine", "timestamp": "then"})
    line = written.last()
    assert (line["level"], line["level_"], line["timestamp_"]) == ("INFO", "mine", "then")


@pytest.mark.parametrize(
    ("msg", "args", "text"),
    [
        ("%s", ("a",), "a"),
        ("%(k)s %(n)03d", ({"k": "v", "n": 7},), "v 007"),
        ("100%", (), "100%"),
        ("%d%%", (5,), "5%"),
        ("{}", (), "{}"),
        (42, (), "42"),
        (None, (), "None"),
        (ValueError("bad"), (), "bad"),
        ("", (), ""),
        ("%s", (None,), "None"),
        ("%r", ("x",), "'x'"),
        ("%s%%%s", ("%s", "%%"), "%s%%%"),
        ("%d, %s and %s", (-(2**63), 2**63 - 1, 2**63), f"{-(2**63)}, {2**63 - 1} and {2**63}"),
        ("%s, %d", (True, True), "True, 1"),
        ("%s", (0.1,), "0.1"),
        ("Grüße, %s: %d", ("Zoë 😀", 5), "Grüße, Zoë 😀: 5"),
        ("%5s|%-5s|%05d", ("a", "b", 7), "    a|b    |00007"),
    ],
)
def test_messages_are_formatted_as_logging_does(written, msg, args, text):
    written.log.info(msg, *args)
    assert written.last()["message"] == text


@pytest.mark.parametrize("args", [("x", "y"), ("only %d",), ({"missing": 1},)])
def test_arguments_that_do_not_fit_lose_no_record(written, args, capfd):
    written.log.info("count %d of %d", *args)
    line = written.last()
    assert line["message"] == "count %d of %d"
    assert "TypeError" in line["logging_error"]
    assert capfd.readouterr().err == ""


def test_a_message_whose_str_raises_loses_no_record(written):
    class Bad:
        def __str__(self):
            raise RuntimeError("do not show me")

    written.log.info(Bad())
    written.log.info("%s", Bad())
    first, second = written.records()
    assert "RuntimeError" in first["logging_error"]
    assert (second["message"], "RuntimeError" in second["logging_error"]) == ("%s", True)
    assert b"do not show me" not in written.bytes()


def test_an_own_get_message_is_honoured(written):
    class Braces(logging.LogRecord):
        def getMessage(self):
            return str(self.msg).format(*self.args)

    written.handler.handle(Braces("n", logging.INFO, "f", 1, "{}-{}", ("a", "b"), None))
    assert written.last()["message"] == "a-b"


def test_a_patched_get_message_is_honoured(written, monkeypatch):
    monkeypatch.setattr(logging.LogRecord, "getMessage", lambda _self: "patched")
    written.log.info("m")
    assert written.last()["message"] == "patched"


def test_a_get_message_that_raises_loses_no_record(written):
    class Bad(logging.LogRecord):
        def getMessage(self):
            raise KeyError("x")

    written.handler.handle(Bad("n", logging.INFO, "f", 1, "text", (), None))
    line = written.last()
    assert (line["message"], "KeyError" in line["logging_error"]) == ("text", True)


def test_filters_refuse_and_change_records(written):
    class Change(logging.Filter):
        def filter(self, record):
            record.msg = "changed"
            return record.levelno > logging.INFO

    written.handler.addFilter(Change())
    written.log.info("a")
    written.log.warning("b")
    assert [line["message"] for line in written.records()] == ["changed"]


def test_a_filter_that_raises_is_seen_by_the_caller_as_in_logging(written):
    def broken(_record):
        raise LookupError

    written.handler.addFilter(broken)
    with pytest.raises(LookupError):
        written.log.info("a")


def test_levels_of_handler_and_logger_count(written):
    written.handler.setLevel(logging.ERROR)
    written.log.info("no")
    written.log.error("yes")
    assert [line["message"] for line in written.records()] == ["yes"]


def test_custom_levels_keep_their_name(written):
    logging.addLevelName(25, "NOTICE")
    written.log.log(25, "m")
    assert written.last()["level"] == "NOTICE"


def test_a_subclass_may_override_emit(tmp_path):
    seen = []

    class Mine(veilfold.Handler):
        def emit(self, record):
            seen.append(record.getMessage())
            super().emit(record)

    log = logging.Logger("n")
    log.addHandler(Mine(sink=tmp_path / "x.log"))
    log.info("m")
    assert seen == ["m"]
    assert b'"message":"m"' in (tmp_path / "x.log").read_bytes()


def test_an_emit_set_on_the_instance_is_called(written):
    seen = []
    written.handler.emit = seen.append
    written.log.info("m")
    assert len(seen) == 1
    assert written.bytes() == b""


def test_handle_error_of_a_subclass_is_called(tmp_path):
    seen = []

    class Mine(veilfold.Handler):
        def handleError(self, record):
            seen.append(record.msg)
            raise RuntimeError("handleError is wrong too")

    log = logging.Logger("n")
    log.addHandler(Mine(sink=tmp_path / "x.log"))
    log.info("%d", "x")
    log.addHandler(Mine(sink="/dev/full"))
    log.info("fine")
    assert seen == ["%d", "fine"]


def test_handle_error_of_ours_shows_no_argument(written, capsys):
    record = logging.LogRecord("n", logging.INFO, "app.py", 7, "password is %s", ("hunter2-x",), None)
    written.handler.handleError(record)
    err = capsys.readouterr().err
    assert "app.py:7" in err
    assert "hunter2" not in err


def test_a_foreign_formatter_makes_the_line(written):
    written.handler.setFormatter(logging.Formatter("%(levelname)s|%(message)s"))
    written.log.info("a %s", "b")
    assert written.bytes() == b"INFO|a b\n"
    assert written.handler.format(logging.makeLogRecord({"msg": "x", "levelname": "L"})) == "L|x"
    written.handler.setFormatter(None)
    written.log.info("c")
    assert written.bytes().splitlines()[-1].startswith(b"{")


def test_a_foreign_formatter_that_raises_leaves_our_line(written):
    class Bad(logging.Formatter):
        def format(self, record):
            raise RuntimeError

    written.handler.setFormatter(Bad())
    written.log.info("kept")
    assert written.last()["message"] == "kept"


def test_a_formatter_of_ours_gives_its_options(written):
    written.handler.setFormatter(veilfold.Formatter(schema="ecs", service="shop"))
    written.log.info("m")
    assert written.last()["service.name"] == "shop"


def test_format_returns_the_line(written):
    record = logging.makeLogRecord({"msg": "m", "levelno": 20, "levelname": "INFO", "name": "n"})
    written.handler.handle(record)
    assert written.handler.format(record) + "\n" == written.bytes().decode()


def test_records_of_a_queue_pass(written):
    records = queue.SimpleQueue()
    log = logging.Logger("n")
    log.addHandler(logging.handlers.QueueHandler(records))
    try:
        raise ValueError("in the queue")
    except ValueError:
        log.exception("failed %s", "here", extra={"a": 1})
    listener = logging.handlers.QueueListener(records, written.handler)
    listener.start()
    listener.stop()
    line = written.last()
    assert line["message"].startswith("failed here")
    assert line["a"] == 1
    assert "in the queue" in written.bytes().decode()


def test_records_of_a_memory_handler_pass(written):
    memory = logging.handlers.MemoryHandler(10, target=written.handler)
    log = logging.Logger("n")
    log.addHandler(memory)
    log.info("later")
    assert written.bytes() == b""
    memory.close()
    assert written.last()["message"] == "later"


def test_a_record_made_of_decoded_json_is_a_record(written):
    """Its keys are not the interned strings that logging uses."""
    names = {"".join(list(name)): name for name in ("msg", "levelno", "levelname", "name", "lineno")}
    values = {"msg": "m", "levelno": 40, "levelname": "ERROR", "name": "far", "lineno": 3}
    written.handler.handle(logging.makeLogRecord({key: values[name] for key, name in names.items()}))
    line = written.last()
    assert (line["logger"], line["level"], line["message"]) == ("far", "ERROR", "m")
    assert "lineno" not in line


def test_exc_text_of_a_record_that_travelled_is_kept(written):
    try:
        1 / 0  # noqa: B018
    except ZeroDivisionError:
        text = logging.Formatter().formatException(__import__("sys").exc_info())
    written.handler.handle(logging.makeLogRecord({"msg": "m", "levelno": 40, "exc_text": text}))
    assert "ZeroDivisionError" in written.bytes().decode()


def test_what_is_no_record_raises_nothing(written):
    for wrong in (None, object(), 42, "text", type("R", (), {"__dict__": 5})):
        written.handler.emit(wrong)
    assert len(written.records()) == 5


def test_records_with_wrong_attributes_raise_nothing(written):
    wrong = {
        "msg": b"\xff",
        "args": 5,
        "levelno": "high",
        "levelname": None,
        "name": 7,
        "created": "now",
        "exc_info": (1, 2),
        "exc_text": 3,
        "stack_info": object(),
        "lineno": -1,
        "pathname": None,
    }
    for name, value in wrong.items():
        written.handler.handle(logging.makeLogRecord({name: value}))
    written.handler.handle(logging.makeLogRecord(wrong))
    record = logging.makeLogRecord({})
    record.__dict__.clear()
    written.handler.handle(record)
    record.__dict__[5] = "number"
    written.handler.handle(record)
    assert len(written.records()) == len(wrong) + 3


def test_stack_info_is_in_the_line(written):
    written.log.info("m", stack_info=True)
    assert "test_stack_info_is_in_the_line" in written.bytes().decode()


def test_caller_is_an_option(writer):
    written = writer(caller=True)
    written.log.info("m")
    assert "test_handler.py" in written.bytes().decode()
    assert "test_caller_is_an_option" in written.bytes().decode()


def test_a_record_after_close_opens_the_file_again(written):
    """As with logging.FileHandler; dictConfig closes all handlers, also those that stay in use."""
    written.handler.close()
    written.handler.close()
    written.path.unlink()
    written.log.info("late")
    assert written.last()["message"] == "late"


def test_a_handler_without_sinks_raises_nothing():
    handler = veilfold.Handler(sink=[])
    handler.handle(logging.makeLogRecord({}))
    assert handler.stats() == []


def test_dict_config(tmp_path):
    path = tmp_path / "logs" / "app.log"
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "filters": {"all": {"()": logging.Filter, "name": ""}},
            "formatters": {"ecs": {"()": "veilfold.Formatter", "schema": "ecs", "service": "shop"}},
            "handlers": {
                "file": {
                    "class": "veilfold.Handler",
                    "sink": str(path),
                    "level": "WARNING",
                    "formatter": "ecs",
                    "filters": ["all"],
                }
            },
            "loggers": {"configured": {"handlers": ["file"], "propagate": False}},
        }
    )
    log = logging.getLogger("configured")
    log.info("no")
    log.warning("yes")
    text = path.read_text()
    assert text.count("\n") == 1
    assert '"message":"yes"' in text
    assert '"service.name":"shop"' in text


def test_dict_config_names_the_wrong_option(tmp_path):
    config = {
        "version": 1,
        "handlers": {"h": {"class": "veilfold.Handler", "sink": str(tmp_path / "x"), "colour": True}},
    }
    with pytest.raises(ValueError, match="'h'") as caught:
        logging.config.dictConfig(config)
    assert "colour" in str(caught.value.__cause__)


def test_caplog_sees_records_and_ours_too(caplog, written):
    log = logging.getLogger("test.caplog")
    log.addHandler(written.handler)
    with caplog.at_level(logging.INFO):
        log.info("seen")
    log.removeHandler(written.handler)
    assert caplog.messages == ["seen"]
    assert written.last()["message"] == "seen"


def test_a_stream_is_a_sink(tmp_path):
    stream = io.StringIO()
    log = logging.Logger("n")
    log.addHandler(veilfold.Handler(sink=[stream, tmp_path / "also.log"]))
    log.info("m")
    assert stream.getvalue() == (tmp_path / "also.log").read_text()


def test_a_stream_that_raises_is_counted(written):
    class Broken:
        def write(self, text):
            raise OSError

    handler = veilfold.Handler(sink=Broken())
    log = logging.Logger("n")
    log.addHandler(handler)
    log.info("m")
    (row,) = handler.stats()
    assert (row.sink, row.written, row.lost, row.failing is not None) == ("<Broken>", 0, 1, True)


@pytest.mark.parametrize("sink", [5, object(), None, ["stdout", 3.5]])
def test_what_is_no_sink_is_an_error(sink):
    with pytest.raises(TypeError, match="a sink is"):
        veilfold.Handler(sink=sink)


def test_it_is_a_handler():
    handler = veilfold.Handler(logging.ERROR)
    assert isinstance(handler, logging.Handler)
    assert handler.level == logging.ERROR
    assert repr(handler) == "<Handler stdout (ERROR)>"
    with pytest.raises(TypeError):
        copy.copy(handler)
