"""What a Sentry server gets, from a real client over a real socket: no secret, the exception, our group."""

import json
import subprocess
import sys

import leak_judge
import leak_receivers
import pytest

SECRET = "correct-horse-battery-staple"

PRELUDE = """
import logging, os, sys, threading
import sentry_sdk
import veilfold
SECRET = "correct-horse" + "-battery-staple"
DSN = os.environ["TEST_DSN"]
def fail():
    password = SECRET
    raise ValueError("password=" + SECRET)
"""


class Sent:
    def __init__(self, body, process):
        self.body = body
        self.process = process
        self.items = []
        for piece in body.split(leak_receivers.SEPARATOR):
            if piece.startswith(b'{"'):
                self.items += self._items(piece)

    @staticmethod
    def _items(envelope):
        lines = envelope.split(b"\n")
        for at in range(1, len(lines) - 1, 2):
            header = json.loads(lines[at])
            yield header["type"], lines[at + 1]

    def of(self, kind):
        return [json.loads(payload) for type_, payload in self.items if type_ == kind]


@pytest.fixture
def sent(tmp_path):
    def sent(code, *, dsn=True, **environment):
        receiver = leak_receivers.Http()
        address = f"http://public@127.0.0.1:{receiver.port}/1"
        environment = leak_judge.environment(TEST_DSN=address, **environment)
        if dsn:
            environment["SENTRY_DSN"] = address
        process = subprocess.run(
            [sys.executable, "-c", PRELUDE + code + "\nsentry_sdk.flush(10)\n"],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            timeout=60,
            check=False,
        )
        body = receiver.close()
        everything = body + process.stdout + process.stderr
        assert SECRET.encode() not in everything, everything.decode(errors="replace")
        return Sent(body, process)

    return sent


LOGGED = """
try:
    fail()
except ValueError:
    logging.getLogger("shop").exception("no login for %s", "bob", extra={"api_key": SECRET, "order": 7})
"""


@pytest.mark.parametrize(
    "start",
    [
        "veilfold.setup(sink='app.log')",
        "veilfold.setup(sink='app.log', protect=False)",
        "veilfold.integrations.sentry.init(); veilfold.setup(sink='app.log')",
        "sentry_sdk.init(DSN); veilfold.setup(sink='app.log')",
        "veilfold.setup(sink='app.log'); sentry_sdk.init(DSN)",
    ],
)
def test_an_error_arrives_whole_with_our_group(sent, start, tmp_path):
    result = sent("import veilfold.integrations.sentry\n" + start + LOGGED)
    (event,) = result.of("event")
    (value,) = event["exception"]["values"]
    assert (value["type"], value["value"]) == ("ValueError", "password=[REDACTED]")
    assert [frame["function"] for frame in value["stacktrace"]["frames"]] == ["<module>", "fail"]
    assert event["logentry"]["formatted"] == "no login for bob"
    assert event["extra"]["order"] == 7
    (line,) = (json.loads(line) for line in (tmp_path / "app.log").read_text().splitlines())
    assert event["fingerprint"] == [line["group_id"]]
    assert event["tags"]["group_id"] == line["group_id"]
    assert len(event["event_id"]) == 32
    assert len(event["contexts"]["trace"]["trace_id"]) == 32


def test_a_message_without_an_exception_has_the_group_of_our_line(sent, tmp_path):
    result = sent("""
veilfold.setup(sink="app.log")
logging.getLogger("shop").error("order %s failed, password %s", 7, SECRET)
""")
    (event,) = result.of("event")
    line = json.loads((tmp_path / "app.log").read_text())
    assert event["fingerprint"] == [line["group_id"]]
    assert event["logentry"]["message"] == "order %s failed, password %s"


def test_what_sentry_catches_itself_is_cleaned_and_sent_once(sent):
    result = sent("""
veilfold.setup(sink="app.log")
thread = threading.Thread(target=fail); thread.start(); thread.join()
fail()
""")
    events = result.of("event")
    assert len(events) == 2
    assert {event["exception"]["values"][0]["value"] for event in events} == {"password=[REDACTED]"}
    assert len({tuple(event["fingerprint"]) for event in events}) == 2


def test_an_exception_that_was_logged_and_captured_is_one_event(sent):
    result = sent("""
veilfold.setup(sink="app.log")
try:
    fail()
except ValueError as error:
    logging.exception("failed")
    sentry_sdk.capture_exception(error)
""")
    assert len(result.of("event")) == 1


def test_the_environment_names_rate_and_environment(sent):
    code = """
veilfold.setup(sink="app.log")
options = sentry_sdk.get_client().options
print(options["environment"], options["traces_sample_rate"], options["include_local_variables"])
"""
    assert sent(code).process.stdout == b"production 1.0 False\n"
    changed = {"APP_ENV": "development", "SENTRY_TRACES_SAMPLE_RATE": "0.25"}
    assert sent(code, **changed).process.stdout == b"development 0.25 False\n"
    refused = sent(code, SENTRY_TRACES_SAMPLE_RATE="all")
    assert b"SENTRY_TRACES_SAMPLE_RATE must be a number" in refused.process.stderr


def test_without_a_dsn_nothing_is_sent(sent):
    result = sent(
        'veilfold.setup(sink="app.log")\nlogging.error("m")\nprint(sentry_sdk.get_client().is_active())',
        dsn=False,
    )
    assert result.process.stdout == b"False\n"
    assert result.body == b""


def test_a_dsn_without_the_package_is_said(run, tmp_path):
    code = "import sys; sys.modules['sentry_sdk'] = None; import veilfold; veilfold.setup()"
    done = run(code, env={"SENTRY_DSN": "http://public@127.0.0.1:9/1"})
    assert done.returncode == 0, done.stderr
    assert b"sentry-sdk is not installed" in done.stdout


def test_a_program_without_sentry_does_not_import_it(run):
    done = run("import sys, veilfold; veilfold.setup(); print('sentry_sdk' in sys.modules)")
    assert done.stdout == b"False\n"
