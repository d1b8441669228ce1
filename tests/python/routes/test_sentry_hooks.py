"""The hooks in a client of this process, over a real socket; no integration of Sentry's is on."""

import logging

import leak_receivers
import pytest
import sentry_sdk
import sentry_sdk.logger as sentry_logger
from test_sentry import SECRET, Sent

import veilfold
from veilfold.integrations import sentry


def fail():
    password = SECRET
    raise ValueError(f"password={password}")


@pytest.fixture
def client():
    """Make a client; `client.sent()` closes it and returns what the server got."""
    receivers = []

    def client(*, attach=False, **options):
        receiver = leak_receivers.Http()
        receivers.append(receiver)
        options = {
            "dsn": f"http://public@127.0.0.1:{receiver.port}/1",
            "default_integrations": False,
            "auto_enabling_integrations": False,
            "auto_session_tracking": False,
            **options,
        }
        made = sentry_sdk.Client(**(options if attach else sentry.hooked(options)))
        if attach:
            sentry.attach(made)
        sentry_sdk.get_current_scope().set_client(made)

        def sent():
            made.flush(10)
            made.close()
            body = receiver.close()
            assert SECRET.encode() not in body, body
            return Sent(body, None)

        made.sent = sent
        return made

    with sentry_sdk.isolation_scope(), sentry_sdk.new_scope():
        yield client


def capture():
    try:
        fail()
    except ValueError as error:
        sentry_sdk.capture_exception(error)
        return veilfold.fingerprint(error)


@pytest.mark.parametrize("attach", [True, False])
def test_an_exception_is_cleaned_and_named(client, attach):
    made = client(attach=attach)
    group = capture()
    (event,) = made.sent().of("event")
    (value,) = event["exception"]["values"]
    assert (value["type"], value["value"]) == ("ValueError", "password=[REDACTED]")
    assert event["fingerprint"] == [group]
    assert event["tags"]["group_id"] == group
    frames = value["stacktrace"]["frames"]
    assert frames[-1]["function"] == "fail"
    # A client of the program's own keeps its options.
    assert ("vars" in frames[-1]) is attach
    if attach:
        assert frames[-1]["vars"]["password"] == "[REDACTED]"


def test_attaching_twice_hooks_once(client):
    made = client()
    before = made.options["before_send"]
    sentry.attach(made)
    assert made.options["before_send"] is before


def test_breadcrumbs_transactions_spans_logs_and_attachments_are_cleaned(client, tmp_path):
    made = client(enable_logs=True, traces_sample_rate=1.0)
    (tmp_path / "note.txt").write_text(f"password={SECRET}")
    sentry_sdk.add_breadcrumb(message=f"crumb password={SECRET}", data={"api_key": SECRET})
    with sentry_sdk.start_transaction(op="task", name=f"/reset?token={SECRET}") as transaction:
        transaction.set_data("client_secret", SECRET)
        for number in range(3):
            with sentry_sdk.start_span(op="http", name=f"GET https://bob:{SECRET}@example.com/{number}"):
                pass
        scope = sentry_sdk.get_current_scope()
        scope.add_attachment(bytes=f"password={SECRET}".encode(), filename="a.txt")
        scope.add_attachment(bytes=f"password={SECRET}".encode, filename="b.txt")
        scope.add_attachment(path=str(tmp_path / "note.txt"))
        scope.set_tag("api_key", SECRET)
        scope.set_user({"id": 7, "password": SECRET})
        scope.set_extra("request", {"headers": [["Authorization", f"Bearer {SECRET}"]]})
        sentry_sdk.capture_message(f"token={SECRET}")
    sentry_logger.warning("log password={password}", password=SECRET)
    result = made.sent()
    (event,) = result.of("event")
    assert [crumb["message"] for crumb in event["breadcrumbs"]["values"]] == ["crumb password=[REDACTED]"]
    assert event["user"] == {"id": 7, "password": "[REDACTED]"}
    (transaction,) = result.of("transaction")
    assert transaction["transaction"] == "/reset?token=[REDACTED]"
    assert [len(span["span_id"]) for span in transaction["spans"]] == [16, 16, 16]
    assert len(transaction["contexts"]["trace"]["trace_id"]) == 32
    kinds = [kind for kind, _ in result.items]
    assert kinds.count("attachment") == 3
    assert result.body.count(b"password=[REDACTED]") >= 3
    assert "log" in kinds


def test_hooks_of_the_program_come_first_and_may_drop(client):
    def before_send(event, hint):
        if "drop" in event["message"]:
            return None
        event.setdefault("extra", {})["note"] = f"password={SECRET}"
        event["fingerprint"] = ["mine"]
        return event

    made = client(before_send=before_send)
    sentry_sdk.capture_message("drop")
    sentry_sdk.capture_message("keep")
    (event,) = made.sent().of("event")
    assert event["extra"]["note"] == "password=[REDACTED]"
    assert event["fingerprint"] == ["mine"]


@pytest.mark.parametrize(
    ("message", "arguments", "formatted"),
    [
        ("password %s of %s", (SECRET, "bob"), "password [REDACTED] of bob"),
        ("%(user)s %(password)s", ({"user": "bob", "password": SECRET},), "bob [REDACTED]"),
        ("nothing", (), "nothing"),
    ],
)
def test_a_record_s_arguments_are_cleaned_by_what_the_format_says(client, message, arguments, formatted):
    from sentry_sdk.integrations.logging import EventHandler

    made = client()
    log = logging.Logger("sentry.arguments")
    log.addHandler(EventHandler())
    log.error(message, *arguments, extra={"order": 7})
    (event,) = made.sent().of("event")
    assert event["logentry"]["formatted"] == formatted
    assert event["logentry"]["message"] == message
    assert event["extra"]["order"] == 7
    assert event["fingerprint"][0].startswith("m1-")


def test_a_policy_of_its_own(client):
    made = client(before_send=None)
    made.options.update(sentry.hooked({}, policy={"version": 1, "fields": {"deny": ["nickname"]}}))
    with sentry_sdk.new_scope() as scope:
        scope.set_extra("nickname", SECRET)
        sentry_sdk.capture_message("m")
    (event,) = made.sent().of("event")
    assert event["extra"]["nickname"] == "[REDACTED]"


def test_more_spans_than_one_object_may_hold_are_all_there(client):
    data = {str(n): n for n in range(40)}
    spans = [{"span_id": "ab" * 8, "trace_id": "cd" * 16, "data": data} for _ in range(400)]
    event = {"type": "transaction", "spans": spans, "event_id": "0" * 32, "extra": {"password": SECRET}}
    clean = sentry._cleaned(sentry.engine_of(None)(), event, None)
    assert clean["spans"] == spans
    assert clean["extra"] == {"password": "[REDACTED]"}


def test_a_rate_that_is_no_number_is_an_error(monkeypatch):
    monkeypatch.setenv("SENTRY_TRACES_SAMPLE_RATE", "all")
    with pytest.raises(ValueError, match="number from 0 to 1"):
        sentry.hooked({})
