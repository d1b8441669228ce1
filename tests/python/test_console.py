"""The console of a developer: readable, and as redacted as any other line."""

import io
import json
import logging
import os

import pytest

import veilfold

SECRET = "correct-horse-battery"


class Terminal(io.StringIO):
    def isatty(self):
        return True


def write(stream, **options):
    log = logging.Logger("shop")
    log.addHandler(veilfold.Handler(sink=stream, format="console", **options))
    try:
        json.loads("{")
    except ValueError:
        log.exception("no stock, password=%s", SECRET, extra={"order": 17})
    return stream.getvalue()


def test_a_record_is_readable_and_its_traceback_folded():
    head, *trace = write(io.StringIO()).splitlines()
    assert head.split(" ", 2)[2].startswith(
        "ERROR    shop  no stock, password=[REDACTED]  order=17 group_id=s1-"
    )
    assert trace[0] == "    Traceback (most recent call last):"
    assert "test_console.py" in trace[1]
    assert trace[2] == "      … 3 library frames"
    assert trace[-1].startswith("    json.decoder.JSONDecodeError: ")


@pytest.mark.parametrize(
    ("stream", "variables", "coloured"),
    [
        (Terminal, {}, True),
        (Terminal, {"NO_COLOR": "1"}, False),
        (io.StringIO, {}, False),
        (io.StringIO, {"FORCE_COLOR": "1"}, True),
    ],
)
def test_colour_is_for_terminals(monkeypatch, stream, variables, coloured):
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    text = write(stream())
    assert ("\x1b[31m" in text) == coloured
    assert SECRET not in text


def test_control_characters_of_a_record_do_not_reach_the_terminal():
    stream = Terminal()
    log = logging.Logger("shop")
    log.addHandler(veilfold.Handler(sink=stream, format="console"))
    log.warning("a\x1b[2Jb\x07\u202e")
    assert "\x1b[2J" not in stream.getvalue()
    assert "\x07" not in stream.getvalue()
    assert "\u202e" not in stream.getvalue()


def test_development_gives_a_console_and_json_in_files(tmp_path, run):
    code = "import logging, veilfold; veilfold.setup(); logging.getLogger('x').info('m %s', 1)"
    env = {"APP_ENV": "development", "LOG_DIR": str(tmp_path)}
    done = run(code, env=env)
    assert done.stdout.decode().split(" ", 2)[2] == "INFO     x  m 1\n"
    assert json.loads((tmp_path / "app.log").read_text())["message"] == "m 1"
    assert json.loads(run(code, env={**env, "LOG_FORMAT": "json"}).stdout)["message"] == "m 1"


def test_a_formatter_of_somebody_else_makes_its_own_lines():
    stream = io.StringIO()
    handler = veilfold.Handler(sink=stream, format="console")
    handler.setFormatter(logging.Formatter("%(message)s\nsecond line"))
    handler.handle(logging.makeLogRecord({"msg": "m"}))
    assert stream.getvalue() == f"m{os.linesep}second line\n"


def test_with_a_queue_the_console_is_still_written():
    stream = io.StringIO()
    write(stream, asynchronous=True)
    assert "no stock" in stream.getvalue()
