"""Canonical JSON (RFC 8785): one value, one sequence of bytes, so that it can be signed.

>>> canonical_bytes({"to": "Ozerny", "from": 2})
b'{"from":2,"to":"Ozerny"}'
>>> parse_canonical(b'{"from":2,"to":"Ozerny"}')
{'from': 2, 'to': 'Ozerny'}
"""

from __future__ import annotations

import json
import re
from typing import Any

import rfc8785

from firsthand.evidence.errors import MalformedValueError
from firsthand.evidence.json_values import JsonValue

#: How deep lists and objects may stand in each other; our own values stay under ten.
MAX_DEPTH = 64
#: How many bytes one canonical value may have unless the caller says otherwise.
MAX_BYTES = 64 * 1024 * 1024

#: Up to here every integer is a double, so that all JSON readers agree on it.
LARGEST_EXACT_INTEGER = 2**53 - 1
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*+"', re.DOTALL)
_BRACKET = re.compile(rb"[][{}]")

#: Writes what `_is_simple` lets through exactly as the library does, in a tenth of its time.
_SIMPLE = json.JSONEncoder(
    ensure_ascii=False, check_circular=False, sort_keys=True, separators=(",", ":")
)


def canonical_bytes(value: Any) -> bytes:
    """The canonical bytes of a JSON value.

    Raises `MalformedValueError` for what JSON of RFC 8785 cannot carry: integers beyond 2^53 - 1,
    NaN and infinities, lone surrogates, keys that are not text, other types, deep nesting.
    """
    if _is_simple(value, MAX_DEPTH):
        try:
            return _SIMPLE.encode(value).encode("utf-8")
        except UnicodeEncodeError:  # a lone surrogate, on which the library has the last word
            pass
    try:
        return rfc8785.dumps(value)
    except RecursionError:
        raise MalformedValueError("the value is nested too deeply for canonical JSON") from None
    except ValueError as error:
        raise MalformedValueError(f"the value has no canonical JSON: {error}") from None


def parse_canonical(untrusted: bytes, *, max_bytes: int = MAX_BYTES) -> JsonValue:
    """The JSON value of canonical bytes.

    Raises `MalformedValueError` for bytes that are not exactly what `canonical_bytes` would write:
    white space, duplicate or unsorted keys, other spellings of numbers and strings, invalid UTF-8,
    more than `max_bytes`, nesting beyond `MAX_DEPTH`.
    """
    if len(untrusted) > max_bytes:
        raise MalformedValueError(f"{len(untrusted)} bytes of JSON are more than {max_bytes}")
    _refuse_deep_nesting(untrusted)
    try:
        value: JsonValue = json.loads(
            untrusted.decode("utf-8"), parse_int=_number, parse_constant=_refuse_constant
        )
    except UnicodeDecodeError:
        raise MalformedValueError("the JSON is not valid UTF-8") from None
    except ValueError as error:
        raise MalformedValueError(f"the bytes are not JSON: {error}") from None
    if canonical_bytes(value) != untrusted:
        raise MalformedValueError("the bytes are JSON but not in canonical form (RFC 8785)")
    return value


def parse_own(canonical: bytes) -> JsonValue:
    """What `parse_canonical` gives for bytes that `canonical_bytes` has just made."""
    value: JsonValue = _OWN.decode(canonical.decode("utf-8"))
    return value


def _is_simple(value: Any, depth: int) -> bool:
    """Whether Python's own encoder writes the value as RFC 8785 says.

    It does, but for how it writes floating-point numbers, for keys beyond the Basic Multilingual
    Plane, which it sorts by code point and not by UTF-16, and for what has no canonical JSON.
    """
    kind = type(value)
    if kind is int:
        return bool(-LARGEST_EXACT_INTEGER <= value <= LARGEST_EXACT_INTEGER)
    if kind is dict and depth:
        for key, item in value.items():
            if type(key) is not str or not key.isascii():
                return False
            if type(item) is not str and not _is_simple(item, depth - 1):
                return False
        return True
    if kind is list or kind is tuple:
        return depth > 0 and all(_is_simple(item, depth - 1) for item in value)
    return kind is str or value is None or kind is bool


def _refuse_deep_nesting(untrusted: bytes) -> None:
    """Before any recursive reader sees them, refuse bytes that nest too deeply."""
    if untrusted.count(b"[") + untrusted.count(b"{") <= MAX_DEPTH:
        return
    depth = 0
    for bracket in _BRACKET.findall(_STRING.sub(b"", untrusted)):
        depth += 1 if bracket in b"[{" else -1
        if depth > MAX_DEPTH:
            raise MalformedValueError(f"the JSON is nested more than {MAX_DEPTH} deep")


def _number(untrusted: str) -> int | float:
    """RFC 8785 numbers are doubles: what a double cannot hold exactly is read as one."""
    if len(untrusted) <= 16 and abs(value := int(untrusted)) <= LARGEST_EXACT_INTEGER:
        return value
    return float(untrusted)


def _refuse_constant(untrusted: str) -> None:
    raise ValueError(f"{untrusted} is no JSON number")


_OWN = json.JSONDecoder(parse_int=_number)
