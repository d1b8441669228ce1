"""setup() puts everything in place, refuses what is wrong, and can be taken back."""

import json
import logging
import os
import stat

import pytest

import veilfold


def records(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_one_call_is_enough(tmp_path):
    path = tmp_path / "app.log"
    veilfold.setup(service="shop", component="web", sink=path)
    logging.getLogger("a.b").info("m")
    (line,) = records(path)
    assert (line["service"], line["component"], line["logger"]) == ("shop", "web", "a.b")


def test_a_second_call_replaces_the_first(tmp_path):
    first = veilfold.setup(sink=tmp_path / "1.log")
    second = veilfold.setup(sink=tmp_path / "2.log", level="ERROR")
    logging.getLogger("x").error("m")
    assert (tmp_path / "1.log").read_text() == ""
    assert len(records(tmp_path / "2.log")) == 1
    assert repr(first) == "<Setup closed>"
    assert "2.log" in repr(second)


def test_a_refused_second_call_leaves_the_first(tmp_path):
    veilfold.setup(sink=tmp_path / "1.log")
    with pytest.raises(ValueError, match="unknown level"):
        veilfold.setup(sink=tmp_path / "2.log", level="LOUD")
    with pytest.raises(OSError, match="directory"):
        veilfold.setup(sink=tmp_path)
    logging.getLogger("x").info("m")
    assert len(records(tmp_path / "1.log")) == 1


def test_leaving_the_block_takes_everything_back(tmp_path):
    root = logging.getLogger()
    before = (root.level, list(root.handlers), logging.Logger.handle)
    with veilfold.setup(sink=tmp_path / "x.log", level="DEBUG") as setup:
        assert root.level == logging.DEBUG
        assert setup.handler in root.handlers
    assert (root.level, list(root.handlers), logging.Logger.handle) == before
    setup.close()


def test_a_level_that_the_application_set_later_stays(tmp_path):
    root = logging.getLogger()
    before = root.level
    with veilfold.setup(sink=tmp_path / "x.log"):
        root.setLevel(35)
    assert root.level == 35
    root.setLevel(before)


@pytest.mark.parametrize(
    ("level", "number"),
    [("debug", 10), ("INFO", 20), ("Warn", 30), ("fatal", 50), (" error ", 40), (15, 15), ("25", 25)],
)
def test_levels_by_name_alias_and_number(tmp_path, level, number):
    with veilfold.setup(sink=tmp_path / "x.log", level=level):
        assert logging.getLogger().level == number


@pytest.mark.parametrize("level", ["LOUD", "", True, 1.5, None])
def test_an_unknown_level_lists_the_levels(tmp_path, level, monkeypatch):
    if level is None:
        monkeypatch.setenv("LOG_LEVEL", "verbose")
    with pytest.raises(ValueError, match="DEBUG, INFO, WARNING, ERROR, CRITICAL"):
        veilfold.setup(sink=tmp_path / "x.log", level=level)


@pytest.mark.parametrize(
    ("name", "value", "choices"),
    [
        ("LOG_FORMAT", "yaml", "json or text"),
        ("LOG_SCHEMA", "splunk", "veilfold, ecs, otel or gcp"),
        ("LOG_GROUP", "some", "all, errors or off"),
        ("LOG_TIMESTAMP_PRECISION", "days", "s, ms, us or ns"),
    ],
)
def test_a_wrong_environment_variable_lists_the_choices(tmp_path, monkeypatch, name, value, choices):
    monkeypatch.setenv(name, value)
    with pytest.raises(ValueError, match=choices):
        veilfold.setup(sink=tmp_path / "x.log")


def test_the_environment_fills_what_is_not_given(tmp_path, monkeypatch):
    environment = {
        "LOG_LEVEL": "warning",
        "LOG_SERVICE": "shop",
        "LOG_COMPONENT": "web",
        "LOG_CONTEXT_KEY": "context",
        "LOG_TIMESTAMP_PRECISION": "s",
        "LOG_GROUP": "off",
        "LOG_FILE": str(tmp_path / "env.log"),
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with veilfold.setup():
        logging.getLogger("x").info("no")
        logging.getLogger("x").warning("yes", extra={"a": 1})
    (line,) = records(tmp_path / "env.log")
    assert (line["service"], line["component"], line["context"]) == ("shop", "web", {"a": 1})
    assert len(line["timestamp"]) == len("2026-11-21T12:00:00Z")
    assert "group_id" not in line


def test_arguments_win_over_the_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("LOG_LEVEL", "nonsense")
    monkeypatch.setenv("LOG_SERVICE", "env")
    monkeypatch.setenv("LOG_FORMAT", "text")
    path = tmp_path / "x.log"
    with veilfold.setup(sink=path, level="INFO", service="argument", format="json"):
        logging.getLogger("x").info("m")
    assert records(path)[0]["service"] == "argument"


def test_opentelemetry_s_service_name_counts_where_there_is_no_other(tmp_path, monkeypatch):
    monkeypatch.setenv("OTEL_SERVICE_NAME", "otel-shop")
    with veilfold.setup(sink=tmp_path / "x.log"):
        logging.getLogger("x").info("m")
    assert records(tmp_path / "x.log")[0]["service"] == "otel-shop"


def test_debug_is_refused_in_production(tmp_path, monkeypatch):
    monkeypatch.setenv("APP_ENV", "production")
    with veilfold.setup(sink=tmp_path / "x.log", level="DEBUG"):
        logging.getLogger("x").debug("no")
        logging.getLogger("x").info("yes")
    warning, line = records(tmp_path / "x.log")
    assert "LOG_ALLOW_DEBUG_IN_PRODUCTION" in warning["message"]
    assert line["message"] == "yes"
    monkeypatch.setenv("LOG_ALLOW_DEBUG_IN_PRODUCTION", "true")
    with veilfold.setup(sink=tmp_path / "y.log", level="DEBUG"):
        logging.getLogger("x").debug("yes")
    assert len(records(tmp_path / "y.log")) == 1


def test_files_and_directories_are_made_for_the_group_only(tmp_path):
    path = tmp_path / "new" / "logs" / "app.log"
    before = os.umask(0)
    try:
        veilfold.setup(sink=path).close()
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o750


def test_a_file_that_cannot_be_opened_is_an_os_error_with_its_name(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OSError, match="log file") as caught:
        veilfold.setup(sink=tmp_path / "file" / "app.log")
    assert str(tmp_path) in str(caught.value.filename)
    with pytest.raises(IsADirectoryError):
        veilfold.setup(sink=tmp_path)


def test_an_unknown_option_is_an_error(tmp_path):
    with pytest.raises(TypeError, match="colour"):
        veilfold.setup(sink=tmp_path / "x.log", colour=True)


def test_context_fields_are_on_every_record_inside(tmp_path):
    path = tmp_path / "x.log"
    log = logging.getLogger("x")
    with veilfold.setup(sink=path):
        with veilfold.context(request_id="r1", user_id=7):
            log.info("a")
            with veilfold.context(user_id=8):
                log.info("b", extra={"request_id": "mine"})
            log.info("c")
        log.info("d")
    a, b, c, d = records(path)
    assert (a["request_id"], a["user_id"]) == ("r1", 7)
    assert (b["request_id"], b["user_id"]) == ("mine", 8)
    assert (c["request_id"], c["user_id"]) == ("r1", 7)
    assert "request_id" not in d
    assert list(a).index("request_id") > list(a).index("message")


def test_context_is_left_when_the_block_raises():
    with pytest.raises(LookupError), veilfold.context(a=1):
        raise LookupError
    record = logging.makeLogRecord({"msg": "m"})
    assert '"a"' not in veilfold.Formatter().format(record)


def test_stats_and_metrics_count(tmp_path):
    before = veilfold.metrics()
    with veilfold.setup(sink=tmp_path / "x.log") as setup:
        logging.getLogger("x").error("m")
        (row,) = setup.stats()
    assert (row.written, row.lost, row.failing) == (1, 0, None)
    assert row.bytes == (tmp_path / "x.log").stat().st_size
    after = veilfold.metrics()
    assert before != after
    assert "# TYPE" in after


def test_the_version_is_the_package_s():
    from importlib.metadata import version

    assert veilfold.__version__ == version("veilfold")
