"""Any Python object can be an extra, and becomes JSON that says what it was."""

import collections
import dataclasses
import datetime as dt
import decimal
import enum
import fractions
import json
import logging
import math
import pathlib
import sys
import types
import uuid
from typing import NamedTuple

import attrs
import numpy as np
import pydantic
import pytest

UTC = dt.timezone.utc


class Colour(enum.Enum):
    RED = "red"


class Number(enum.IntEnum):
    ONE = 1


class Flag(enum.Flag):
    A = 1
    B = 2


@dataclasses.dataclass
class Point:
    x: int
    y: int
    hidden: str = dataclasses.field(default="never", repr=False)


@attrs.define
class Attrs:
    a: int
    hidden: str = attrs.field(default="never", repr=False)


class Model(pydantic.BaseModel):
    a: int
    key: pydantic.SecretStr = pydantic.SecretStr("never")
    hidden: str = pydantic.Field(default="never", repr=False)


class Open(pydantic.BaseModel, extra="allow"):
    a: int


class Pair(NamedTuple):
    left: object
    right: object


class Sub(str):
    __slots__ = ()


class Text:
    def __repr__(self):
        return "<Text é>"


@pytest.mark.parametrize(
    ("value", "json_value"),
    [
        ("text", "text"),
        ("", ""),
        ("é € 𝄞", "é € 𝄞"),
        (0, 0),
        (-(2**63), -(2**63)),
        (2**64, 2**64),
        (10**100, 10**100),
        (True, True),
        (None, None),
        (1.5, 1.5),
        (math.nan, None),
        (math.inf, None),
        (-math.inf, None),
        (b"bytes", "bytes"),
        (b"\xff\x00a", "\\xff\x00a"),
        (bytearray(b"b"), "b"),
        ([1, "a", None], [1, "a", None]),
        ((1, (2,)), [1, [2]]),
        ({"a": {"b": []}}, {"a": {"b": []}}),
        (
            {1: "int", None: "none", False: "f", 2.5: "float"},
            {"1": "int", "null": "none", "false": "f", "2.5": "float"},
        ),
        ({(1, 2): "x"}, {"(1, 2)": "x"}),
        ({b"k": 1}, {"k": 1}),
        (frozenset({7}), [7]),
        ({7}, [7]),
        (collections.OrderedDict(a=1), {"a": 1}),
        (collections.deque([1, 2]), [1, 2]),
        (types.MappingProxyType({"a": 1}), {"a": 1}),
        (collections.Counter("aab"), {"a": 2, "b": 1}),
        (Pair(1, "r"), {"left": 1, "right": "r"}),
        (dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), "2026-01-02T03:04:05+00:00"),
        (dt.date(2026, 1, 2), "2026-01-02"),
        (dt.time(3, 4), "03:04:00"),
        (dt.timedelta(minutes=1, milliseconds=5), 60.005),
        (decimal.Decimal("1.50"), 1.5),
        (decimal.Decimal("NaN"), None),
        (decimal.Decimal("-Infinity"), None),
        (uuid.UUID(int=5), "00000000-0000-0000-0000-000000000005"),
        (pathlib.PurePosixPath("/a/b"), "/a/b"),
        (Colour.RED, "red"),
        (Number.ONE, 1),
        (Flag.A | Flag.B, 3),
        (Point(1, 2), {"x": 1, "y": 2}),
        (Attrs(1), {"a": 1}),
        (Model(a=1), {"a": 1, "key": "SecretStr('**********')"}),
        (Open(a=1, b=[2]), {"a": 1, "b": [2]}),
        (np.int64(5), 5),
        (np.float32(0.5), 0.5),
        (np.bool_(True), True),
        (np.array([[1, 2], [3, 4]]), [[1, 2], [3, 4]]),
        (np.datetime64("2026-01-02"), "2026-01-02"),
        (ValueError("bad"), "ValueError: bad"),
        (KeyError(), "KeyError"),
        (int, "<class 'int'>"),
        (fractions.Fraction(1, 3), "Fraction(1, 3)"),
        (1 + 2j, "(1+2j)"),
        (range(3), "range(0, 3)"),
        (Text(), "<Text é>"),
        (Sub("sub"), "sub"),
        (..., "Ellipsis"),
        (memoryview(b"x").readonly, True),
    ],
    ids=lambda value: type(value).__name__,
)
def test_values(written, value, json_value):
    assert written.value(value) == json_value


def test_a_decimal_keeps_its_digits(written):
    written.value(decimal.Decimal("1.500"))
    assert b'"x":1.500' in written.bytes()


def test_lone_surrogates_are_escaped(written):
    assert written.value("a\udc80b") == "a\udc80b"
    assert written.value({"\ud800": ["\udfff"]}) == {"\ud800": ["\udfff"]}
    written.bytes().decode("utf-8")


def test_control_and_separator_characters_are_escaped(written):
    text = "\x00\x1b[31m\n\r\x85\u2028\u202e\x7f"
    assert written.value(text) == text
    raw = written.bytes()
    assert raw.count(b"\n") == 1
    assert not {0x1B, 0x0D, 0x00} & set(raw)
    for char in "\x85\u2028\u202e":
        assert char.encode() not in raw


def test_an_integer_beyond_the_limit_of_digits_is_hexadecimal(written):
    number = 1 << 20_000
    assert sys.get_int_max_str_digits() < 6_000
    assert int(written.value(number), 16) == number
    assert written.value({number: 1}) is not None


@pytest.mark.parametrize("error", [ValueError, RecursionError, MemoryError, StopIteration])
def test_a_repr_that_raises_is_a_marker(written, error):
    class Bad:
        def __repr__(self):
            raise error("not for show")

    assert written.value(Bad()).endswith(f"Bad: {error.__name__}>")
    assert written.value([Bad(), 1])[1] == 1
    assert written.value({Bad(): 1})
    assert b"not for show" not in written.bytes()


def test_a_repr_that_returns_no_string_is_a_marker(written):
    class Bad:
        def __repr__(self):
            return 5

    assert "TypeError" in written.value(Bad())


def test_a_repr_that_recurses_is_a_marker(written):
    class Bad:
        def __repr__(self):
            return repr(self)

    assert "RecursionError" in written.value(Bad())


def test_a_repr_that_logs_is_written_too(written):
    class Chatty:
        def __repr__(self):
            written.log.info("from repr")
            return "chatty"

    assert written.value(Chatty()) == "chatty"
    assert [line["message"] for line in written.records()] == ["from repr", "value"]


def test_a_str_that_logs_itself_ends(written):
    class Endless:
        def __str__(self):
            written.log.info("about %s", self)
            return "endless"

    written.log.info("about %s", Endless())
    messages = [line["message"] for line in written.records()]
    assert messages[0] == "about %s"
    assert messages[-1] == "about endless"
    assert len(messages) == 4


def test_an_interrupt_in_a_repr_writes_the_record_and_goes_on_up(written):
    class Stop:
        def __repr__(self):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        written.log.info("m", extra={"x": Stop()})
    assert "KeyboardInterrupt" in written.last()["x"]


def test_properties_that_raise_are_markers(written):
    class Liar:
        @property
        def __class__(self):
            raise RuntimeError

    assert isinstance(written.value(Liar()), str)

    class Fields:
        @property
        def a(self):
            raise RuntimeError

    broken = dataclasses.make_dataclass("broken", [("a", int)])(1)
    del broken.a
    assert written.value(broken) == {}
    assert isinstance(written.value(Fields()), str)


def test_cycles_are_cut(written):
    loop = [1]
    loop.append(loop)
    ring = {}
    ring["self"] = ring
    assert written.value(loop) == [1, "[CYCLE]"]
    assert written.value(ring) == {"self": "[CYCLE]"}
    shared = [1]
    assert written.value([shared, shared]) == [[1], [1]]


def test_depth_is_cut(written):
    deep = current = []
    for _ in range(1_000):
        current.append([])
        current = current[0]
    value = written.value(deep)
    assert "[DEPTH]" in json.dumps(value)
    tree = {}
    for _ in range(100_000):
        tree = {"x": tree}
    assert "[DEPTH]" in json.dumps(written.value(tree))
    while tree:
        tree = tree["x"]


def test_many_values_are_cut(written):
    assert len(written.value(range(3))) > 0
    value = written.value(list(range(1_000_000)))
    assert value[-1] == "[TRUNCATED]"
    assert len(value) < 20_000
    assert written.value(np.zeros(10_000_000)).startswith("array(")


def test_a_huge_text_is_cut_and_the_record_written(written):
    text = "word " * 1_000_000
    assert len(written.value(text)) < len(text)
    assert written.value("x") == "x"


def test_a_dict_that_changes_while_it_is_read(written):
    class Growing:
        def __repr__(self):
            victim[len(victim)] = 1
            return "grown"

    victim = {"a": Growing(), "b": 2}
    assert written.value(victim)["a"] == "grown"
    shrinking = []

    class Shrinking:
        def __repr__(self):
            shrinking.clear()
            return "shrunk"

    shrinking.extend([Shrinking(), 1, 2])
    assert written.value(shrinking)[0] == "shrunk"


def test_extras_that_change_the_record_while_it_is_read(written):
    record = logging.makeLogRecord({"msg": "m"})

    class Meddler:
        def __repr__(self):
            record.__dict__.clear()
            record.other = 1
            return "meddled"

    record.x = Meddler()
    record.y = 2
    written.handler.handle(record)
    assert (written.last()["x"], written.last()["y"]) == ("meddled", 2)


def test_a_mapping_that_lies_is_a_marker(written):
    class Liar(collections.abc.Mapping):
        def __getitem__(self, key):
            raise KeyError(key)

        def __len__(self):
            return 1

        def __iter__(self):
            return iter(["a"])

    assert "KeyError" in written.value(Liar())
