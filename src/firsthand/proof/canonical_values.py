"""Canonical JSON straight from frozen values, for what is written by the ten thousand.

>>> from firsthand.evidence.spans import Span
>>> canonical_text({"of": Span(2, 5), "by": "Ada"})
'{"by":"Ada","of":{"end":5,"start":2}}'
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import datetime
from json.encoder import encode_basestring
from operator import attrgetter
from typing import Any

from firsthand.evidence.json_values import instant_to_text, to_json
from firsthand.proof.canonical import LARGEST_EXACT_INTEGER, canonical_bytes

_Writer = Callable[[Any], str]


def canonical_text(value: Any) -> str:
    """What `canonical_bytes(to_json(value))` gives, as text, without the steps in between.

    Raises `MalformedValueError` and `TypeError` as they do, but lets lone surrogates pass: these
    fail when the text is encoded as UTF-8.
    """
    return _WRITERS[type(value)](value)


class _Writers(dict[type, _Writer]):
    """How a type is written: worked out when it is met for the first time."""

    def __missing__(self, kind: type) -> _Writer:
        writer = _dataclass_writer(kind) if dataclasses.is_dataclass(kind) else _other
        return self.setdefault(kind, writer)


def _dataclass_writer(kind: type) -> _Writer:
    names = sorted(field.name for field in dataclasses.fields(kind))
    if len(names) < 2:
        return _other
    starts = [f'"{name}":' for name in names]
    values_of = attrgetter(*names)

    def write(value: Any) -> str:
        members = [
            start + _WRITERS[type(item)](item)
            for start, item in zip(starts, values_of(value), strict=True)
        ]
        return f"{{{','.join(members)}}}"

    return write


def _dict(value: dict[Any, Any]) -> str:
    if not all(map(_is_plain_key, value)):
        return _other(value)
    members = [
        f"{encode_basestring(key)}:{_WRITERS[type(value[key])](value[key])}"
        for key in sorted(value)
    ]
    return f"{{{','.join(members)}}}"


def _is_plain_key(key: object) -> bool:
    return type(key) is str and key.isascii()


def _sequence(value: list[Any] | tuple[Any, ...]) -> str:
    return f"[{','.join(map(canonical_text, value))}]"


def _integer(value: int) -> str:
    return str(value) if -LARGEST_EXACT_INTEGER <= value <= LARGEST_EXACT_INTEGER else _other(value)


def _instant(value: datetime) -> str:
    return f'"{instant_to_text(value)}"'


def _other(value: Any) -> str:
    return canonical_bytes(to_json(value)).decode()


_WRITERS = _Writers(
    {
        str: encode_basestring,
        int: _integer,
        bool: lambda value: "true" if value else "false",
        type(None): lambda _: "null",
        datetime: _instant,
        dict: _dict,
        list: _sequence,
        tuple: _sequence,
    }
)
