"""`redact` and its kin: any object, JSON text and the lines of other programs, without logging."""

import json
from typing import NamedTuple

import pytest
from planted import CARD, SECRET, Login, Repr

import veilfold

# What a vague name hides: it looks random.
CREDENTIAL = "q7Zr2LxV9tBn4KsW8mPd"


class Named(NamedTuple):
    a: object
    b: object


def test_json_text_is_held_to_the_rules_of_fields():
    """By path, over values of any type, and it stays JSON: the same way as a line of the command."""
    policy = {"version": 1, "fields": {"deny": ["card.holder"]}}
    text = '{"card": {"holder": "Ada L", "n": 1.0}, "pin_code": [1, 2]}'
    clean = veilfold.redact(text, policy)
    assert clean == veilfold.redact_line(text, policy, group="off")
    assert json.loads(clean)["card"] == {"holder": "[REDACTED]", "n": 1.0}
    assert veilfold.redact({"body": text.encode()}, policy) == {"body": clean.encode()}


def test_lines_of_other_programs():
    line = '{"lvl":"error","what":"cannot open ledger","password":"x"}'
    named = veilfold.redact_line(line, group="all", message_field="what")
    assert json.loads(named)["group_id"] == veilfold.fingerprint("cannot open ledger")
    again = json.loads(veilfold.reencode_line(line, message_field="what", service="shop", group="off"))
    assert again.pop("timestamp").endswith("Z")
    assert again == {
        "level": "ERROR",
        "service": "shop",
        "message": "cannot open ledger",
        "password": "[REDACTED]",
    }
    with pytest.raises(ValueError, match="all, errors or off"):
        veilfold.redact_line(line, group="some")


@pytest.mark.parametrize(
    "clean",
    [
        "an ordinary text",
        "",
        b"bytes",
        5,
        1.5,
        None,
        True,
        [1, {"a": "b"}],
        (1, 2),
        {"primary_key": 7, "tokenizer": "bpe", "max_tokens": 100},
        {1, 2},
        Named(1, 2),
        ValueError("x"),
        int,
    ],
    ids=repr,
)
def test_what_holds_no_secret_is_returned_as_it_is(clean):
    assert veilfold.redact(clean) is clean


@pytest.mark.parametrize(
    ("value", "clean"),
    [
        ({"password": SECRET, "a": 1}, {"password": "[REDACTED]", "a": 1}),
        ([f"password={SECRET}"], ["password=[REDACTED]"]),
        ((f"password={SECRET}", 1), ("password=[REDACTED]", 1)),
        ({f"password={SECRET}"}, {"password=[REDACTED]"}),
        (Named(f"password={SECRET}", 2), Named("password=[REDACTED]", 2)),
        (("X-Api-Key", SECRET), ("X-Api-Key", "[REDACTED]")),
        ([b"authorization", SECRET], [b"authorization", "[REDACTED]"]),
        (("X-Api-Key", f"-{SECRET}"), ("X-Api-Key", "[REDACTED]")),
        ({"name": "password", "value": SECRET}, {"name": "password", "value": "[REDACTED]"}),
        ({"kty": "RSA", "n": "modulus", "d": SECRET}, {"kty": "RSA", "n": "modulus", "d": "[REDACTED]"}),
        (
            {"loc": ["body", "password"], "input": SECRET},
            {"loc": ["body", "password"], "input": "[REDACTED]"},
        ),
        ({"impala_key": CREDENTIAL}, {"impala_key": "[REDACTED]"}),
        (
            {"argv": ["mysql", "--password", SECRET, "-v"]},
            {"argv": ["mysql", "--password", "[REDACTED]", "-v"]},
        ),
        ({"auth": ("bob", SECRET)}, {"auth": ("bob", "[REDACTED]")}),
        (
            {"cmd": ["/usr/bin/redis-cli", "-a", SECRET, b"ping"]},
            {"cmd": ["/usr/bin/redis-cli", "-a", "[REDACTED:command_line_login]", b"ping"]},
        ),
        (
            (b"mysql", b"-uroot", f"-p{SECRET}".encode()),
            (b"mysql", b"-uroot", b"-p[REDACTED:command_line_login]"),
        ),
        (
            {"kind": "SecretList", "items": [{"data": {"a": SECRET}}]},
            {"kind": "SecretList", "items": [{"data": "[REDACTED]"}]},
        ),
        (
            {"objectRef": {"resource": "secrets"}, "requestObject": {"data": {"a": SECRET}}},
            {"objectRef": {"resource": "secrets"}, "requestObject": {"data": "[REDACTED]"}},
        ),
        (
            {"password": {"min": 8}, "jwt": {"type": "x", "key": SECRET}, "token": {"name": "Hunter2ok"}},
            {"password": {"min": 8}, "jwt": "[REDACTED]", "token": "[REDACTED]"},
        ),
        (
            {"secrets": [{"name": "a", "optional": True}], "password": {"min": {8}}},
            {"secrets": [{"name": "a", "optional": True}], "password": "[REDACTED]"},
        ),
        (f"password={SECRET}".encode(), b"password=[REDACTED]"),
        (bytearray(f"password={SECRET}".encode()), bytearray(b"password=[REDACTED]")),
        (int(CARD), "[REDACTED:credit_card]"),
        ({"a": {"b": {"token": 5}}}, {"a": {"b": {"token": "[REDACTED]"}}}),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_cleaned_object_has_the_same_shape(value, clean):
    result = veilfold.redact(value)
    assert result == clean
    assert type(result) is type(clean)


def test_the_original_is_not_touched():
    original = {"password": SECRET, "list": [f"password={SECRET}"]}
    veilfold.redact(original)
    assert original == {"password": SECRET, "list": [f"password={SECRET}"]}


def test_objects_become_their_cleaned_text():
    assert SECRET not in str(veilfold.redact(Repr()))
    assert SECRET not in str(veilfold.redact([Login("a", SECRET)]))

    class Bad:
        def __repr__(self):
            raise RuntimeError

    assert isinstance(veilfold.redact(Bad()), str)


def test_cycles_and_depth_are_cut_in_objects_too():
    loop = [f"password={SECRET}"]
    loop.append(loop)
    assert veilfold.redact(loop) == ["password=[REDACTED]", "[CYCLE]"]
    event = {"data": {"a": SECRET}}
    event["objectRef"] = event
    assert veilfold.redact(event)["objectRef"] == "[CYCLE]"
    deep = [SECRET]
    for _ in range(1_000):
        deep = [deep]
    assert "[DEPTH]" in repr(veilfold.redact(deep))
    assert veilfold.redact(list(range(20_000)))[-1] == "[TRUNCATED]"


def test_lines_of_others_are_rewritten_losslessly():
    line = '{ "b" : 1.50,"password":"' + SECRET + '", "a":[1, 2] }'
    clean = veilfold.redact_line(line)
    assert clean == line.replace(SECRET, "[REDACTED]")
    assert veilfold.redact_line(line.encode()) == clean.encode()
    assert veilfold.redact_line("a\udc80 plain") == "a\udc80 plain"
