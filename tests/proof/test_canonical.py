"""Canonical JSON against the vectors of RFC 8785, and its strict reader against bad input."""

from __future__ import annotations

import json
import math
import struct

import pytest
import rfc8785
from hypothesis import example, given
from hypothesis import strategies as st

from firsthand.evidence.entries import Act
from firsthand.evidence.errors import MalformedValueError
from firsthand.proof.canonical import MAX_DEPTH, canonical_bytes, parse_canonical, parse_own

# RFC 8785 appendix B: IEEE 754 bits and the text that they must be written as.
NUMBERS = [
    ("0000000000000000", "0"),
    ("8000000000000000", "0"),
    ("0000000000000001", "5e-324"),
    ("8000000000000001", "-5e-324"),
    ("7fefffffffffffff", "1.7976931348623157e+308"),
    ("ffefffffffffffff", "-1.7976931348623157e+308"),
    ("4340000000000000", "9007199254740992"),
    ("c340000000000000", "-9007199254740992"),
    ("4430000000000000", "295147905179352830000"),
    ("44b52d02c7e14af5", "9.999999999999997e+22"),
    ("44b52d02c7e14af6", "1e+23"),
    ("44b52d02c7e14af7", "1.0000000000000001e+23"),
    ("444b1ae4d6e2ef4e", "999999999999999700000"),
    ("444b1ae4d6e2ef4f", "999999999999999900000"),
    ("444b1ae4d6e2ef50", "1e+21"),
    ("3eb0c6f7a0b5ed8c", "9.999999999999997e-7"),
    ("3eb0c6f7a0b5ed8d", "0.000001"),
    ("41b3de4355555553", "333333333.3333332"),
    ("41b3de4355555554", "333333333.33333325"),
    ("41b3de4355555555", "333333333.3333333"),
    ("41b3de4355555556", "333333333.3333334"),
    ("41b3de4355555557", "333333333.33333343"),
    ("becbf647612f3696", "-0.0000033333333333333333"),
    ("43143ff3c1cb0959", "1424953923781206.2"),
]

JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=30,
)

#: Also what has no canonical JSON, and what Python's own encoder would write differently.
ANY_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**54), 2**54)
    | st.floats()
    | st.text(st.characters(exclude_categories=()))
    | st.sampled_from(Act)
    | st.binary(),
    lambda inner: (
        st.lists(inner)
        | st.lists(inner).map(tuple)
        | st.dictionaries(st.text(st.characters(exclude_categories=())), inner)
        | st.dictionaries(st.integers() | st.booleans() | st.none() | st.sampled_from(Act), inner)
    ),
    max_leaves=20,
)


@pytest.mark.parametrize(("bits", "text"), NUMBERS)
def test_numbers_are_written_as_rfc_8785_says(bits: str, text: str) -> None:
    (number,) = struct.unpack(">d", bytes.fromhex(bits))
    assert canonical_bytes(number) == text.encode()
    assert float(parse_canonical(text.encode())) == number


def test_strings_and_literals_are_written_as_in_section_3_2_2() -> None:
    value = {
        "numbers": [333333333.33333329, 1e30, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"/",
        "literals": [None, True, False],
    }
    assert canonical_bytes(value) == (
        b'{"literals":[null,true,false],"numbers":[333333333.3333333,'
        b'1e+30,4.5,0.002,1e-27],"string":"\xe2\x82\xac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
    )


def test_keys_are_sorted_by_their_utf_16_as_in_section_3_2_3() -> None:
    value = {
        "\u20ac": "Euro Sign",
        "\r": "Carriage Return",
        "\ufb33": "Hebrew Letter Dalet With Dagesh",
        "1": "One",
        "\U0001f600": "Emoji: Grinning Face",
        "\u0080": "Control",
        "\u00f6": "Latin Small Letter O With Diaeresis",
    }
    assert list(json.loads(canonical_bytes(value)).values()) == [
        "Carriage Return",
        "One",
        "Control",
        "Latin Small Letter O With Diaeresis",
        "Euro Sign",
        "Emoji: Grinning Face",
        "Hebrew Letter Dalet With Dagesh",
    ]


@given(JSON_VALUES)
def test_what_is_written_reads_back_and_writes_the_same(value: object) -> None:
    data = canonical_bytes(value)
    assert canonical_bytes(parse_canonical(data)) == data
    assert json.loads(data, parse_int=float) == value


@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_any_bytes_are_read_exactly_or_refused(untrusted: bytes) -> None:
    try:
        value = parse_canonical(untrusted)
    except MalformedValueError:
        return
    assert canonical_bytes(value) == untrusted


@pytest.mark.parametrize(
    "untrusted",
    [
        b"",
        b" 1",
        b"1\n",
        b"\xef\xbb\xbf1",
        b"01",
        b"-0",
        b"1.0",
        b"1e2",
        b"1E400",
        b"NaN",
        b"-Infinity",
        b'{"a":1,"a":1}',
        b'{"b":1,"a":1}',
        b'{"a": 1}',
        b'"\\u0041"',
        b'"\\/"',
        b'"\\ud800"',
        b'"\xed\xa0\x80"',
        b'"\xff"',
        b"[1,]",
        b'["open',
        b"9" * 5000,
        b"9007199254740993",
    ],
)
def test_other_spellings_and_broken_bytes_are_refused(untrusted: bytes) -> None:
    with pytest.raises(MalformedValueError):
        parse_canonical(untrusted)


def test_deep_nesting_is_refused_before_it_is_read() -> None:
    for deep in (b"[" * 1_000_000, b'{"a":' * 300_000, b"[" * 65 + b"]" * 65):
        with pytest.raises(MalformedValueError, match="nested"):
            parse_canonical(deep)


def test_brackets_in_strings_and_side_by_side_are_no_nesting() -> None:
    for data in (b'["' + b"[" * 200 + b'"]', b"[" + b"[]," * 200 + b"[]]"):
        assert canonical_bytes(parse_canonical(data)) == data
    deepest = b"[" * MAX_DEPTH + b"]" * MAX_DEPTH
    assert canonical_bytes(parse_canonical(deepest)) == deepest


def test_too_many_bytes_are_refused() -> None:
    with pytest.raises(MalformedValueError, match="more than 10"):
        parse_canonical(b'"' + b"a" * 20 + b'"', max_bytes=10)


def test_what_json_cannot_carry_is_refused() -> None:
    endless: list[object] = []
    endless.append(endless)
    for value in (2**53, math.nan, math.inf, "\ud800", {"\ud800": 1}, {1: 2}, object(), endless):
        with pytest.raises(MalformedValueError):
            canonical_bytes(value)


@given(ANY_VALUES)
@example({"\U0001f600": 1, "\ufb33": 2})
@example({1: "a key that is no text"})
@example([2**53, '\x00\x1f\x7f\u2028"\\/'])
@example({"a": ["\ud800"]})
def test_every_value_is_written_or_refused_as_the_library_does(value) -> None:
    try:
        expected = rfc8785.dumps(value)
    except ValueError:
        with pytest.raises(MalformedValueError):
            canonical_bytes(value)
    else:
        assert canonical_bytes(value) == expected


@given(JSON_VALUES)
def test_own_bytes_are_read_as_foreign_ones_are(value) -> None:
    written = canonical_bytes(value)
    assert repr(parse_own(written)) == repr(parse_canonical(written))
