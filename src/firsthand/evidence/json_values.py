"""Frozen values to JSON values and back, strictly.

The nouns of this package are frozen dataclasses of a few plain field types: `str`, `int`, `float`,
`bool`, `None`, `datetime` (aware, written as UTC with a `Z`), string enumerations, tuples, string
mappings, and other such dataclasses. `to_json` writes any of them; `from_json` reads outside data
into one, and refuses what does not fit: every reader of stored or foreign JSON goes through it.

    >>> from firsthand.evidence.spans import Span
    >>> to_json(Span(3, 9))
    {'start': 3, 'end': 9}
    >>> from_json(Span, {"start": 3, "end": 9})
    Span(start=3, end=9)
"""

from __future__ import annotations

import dataclasses
import functools
import types
import typing
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeVar, Union

from firsthand.evidence.errors import MalformedValueError

JsonValue = Union[  # noqa: UP007  a recursive alias cannot be written with | before Python 3.12
    None, bool, int, float, str, list["JsonValue"], dict[str, "JsonValue"]
]
T = TypeVar("T")


#: The types whose values are their own JSON.
_PLAIN: frozenset[type] = frozenset({str, int, float, bool, type(None)})


def to_json(value: Any) -> Any:
    """The JSON value of a frozen value; raises `TypeError` for what is none of the field types."""
    kind: Any = type(value)
    if kind in _PLAIN:
        return value
    if kind is dict:
        return {
            str(key): item if type(item) in _PLAIN else to_json(item) for key, item in value.items()
        }
    if (names := _names(kind)) is not None:
        return {
            name: item if type(item := getattr(value, name)) in _PLAIN else to_json(item)
            for name in names
        }
    return _other_to_json(value)


def _other_to_json(value: Any) -> Any:
    if isinstance(value, datetime):
        return instant_to_text(value)
    if isinstance(value, str):
        return str(value)
    if isinstance(value, tuple | list):
        return [to_json(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): to_json(item) for key, item in value.items()}
    if isinstance(value, int | float):
        return value
    raise TypeError(f"{type(value).__name__} has no JSON form")


@functools.cache
def _names(kind: type) -> tuple[str, ...] | None:
    """The fields of a dataclass; `None` for any other type."""
    if not dataclasses.is_dataclass(kind):
        return None
    return tuple(f.name for f in dataclasses.fields(kind))


def from_json(expected: type[T], untrusted: Any) -> T:
    """Read outside JSON into a value of type `expected`.

    Unknown keys are ignored (a newer version may have written them); a missing key takes the
    field's default. Raises `MalformedValueError` naming the place inside the value that is wrong.
    """
    reader = _reader(typing.cast("Any", expected))
    return typing.cast("T", reader(untrusted, expected.__name__))


def instant_to_text(instant: datetime) -> str:
    """An aware instant as RFC 3339 UTC text, such as 2026-03-01T10:00:00.000000Z."""
    if instant.tzinfo is None:
        raise TypeError("an instant must carry its time zone")
    if instant.tzinfo is not UTC:
        instant = instant.astimezone(UTC)
    return instant.isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


def instant_from_text(untrusted: str) -> datetime:
    """The aware UTC instant of an RFC 3339 text; raises `MalformedValueError`."""
    try:
        instant = datetime.fromisoformat(untrusted)
    except ValueError:
        raise MalformedValueError(f"{untrusted[:60]!r} is not an RFC 3339 time") from None
    if instant.tzinfo is None:
        raise MalformedValueError(f"{untrusted[:60]!r} has no time zone")
    try:
        return instant.astimezone(UTC)
    except OverflowError:  # the first and the last day there are, in another time zone
        raise MalformedValueError(f"{untrusted[:60]!r} is out of range") from None


#: Reads what came from outside, and stands at the place in the second argument.
_Reader = Callable[[Any, str], Any]


@functools.cache
def _reader(expected: Any) -> _Reader:
    """How a type is read: worked out once."""
    origin = typing.get_origin(expected)
    if expected is Any:
        return _as_it_is
    if origin in (Union, types.UnionType):
        return _union_reader(typing.get_args(expected))
    if origin is tuple:
        (item,) = [a for a in typing.get_args(expected) if a is not Ellipsis]
        return _tuple_reader(item)
    if origin in (dict, Mapping):
        return _mapping_reader(typing.get_args(expected)[1])
    if dataclasses.is_dataclass(expected):
        return _dataclass_reader(typing.cast("type", expected))
    return functools.partial(_read_plain, expected)


@functools.cache
def _fitting(expected: Any) -> frozenset[type]:
    """The JSON types of which every value is read as itself: most values, so they come first."""
    if expected is Any:
        return _PLAIN
    if typing.get_origin(expected) not in (Union, types.UnionType):
        return _PLAIN & {expected}
    choices = frozenset(typing.get_args(expected))
    others = choices - {type(None)}
    return (choices - others) | (_fitting(*others) if len(others) == 1 else frozenset())


def _as_it_is(untrusted: Any, _where: str) -> Any:
    return untrusted


def _union_reader(choices: tuple[Any, ...]) -> _Reader:
    *first, last = [_reader(choice) for choice in choices if choice is not type(None)]
    optional = type(None) in choices

    def read(untrusted: Any, where: str) -> Any:
        if untrusted is None and optional:
            return None
        for reader in first:
            try:
                return reader(untrusted, where)
            except MalformedValueError:
                continue
        return last(untrusted, where)

    return read


def _tuple_reader(item: Any) -> _Reader:
    reader, fitting = _reader(item), _fitting(item)

    def read(untrusted: Any, where: str) -> Any:
        if not isinstance(untrusted, list):
            raise _misfit(where, "a list", untrusted)
        return tuple(
            one if type(one) in fitting else reader(one, f"{where}[{i}]")
            for i, one in enumerate(untrusted)
        )

    return read


def _mapping_reader(item: Any) -> _Reader:
    reader, fitting = _reader(item), _fitting(item)

    def read(untrusted: Any, where: str) -> Any:
        if not isinstance(untrusted, dict):
            raise _misfit(where, "an object", untrusted)
        return {
            str(key): one if type(one) in fitting else reader(one, f"{where}.{key}")
            for key, one in untrusted.items()
        }

    return read


def _dataclass_reader(expected: type) -> _Reader:
    hints = typing.get_type_hints(expected)
    fields = [
        (
            f.name,
            _reader(hints[f.name]),
            _fitting(hints[f.name]),
            f.default is dataclasses.MISSING and f.default_factory is dataclasses.MISSING,
        )
        for f in dataclasses.fields(expected)
    ]

    def read(untrusted: Any, where: str) -> Any:
        if not isinstance(untrusted, dict):
            raise _misfit(where, "an object", untrusted)
        values = {}
        for name, reader, fitting, required in fields:
            if name in untrusted:
                one = untrusted[name]
                values[name] = one if type(one) in fitting else reader(one, f"{where}.{name}")
            elif required:
                raise MalformedValueError(f"{where} has no {name!r}")
        try:
            return expected(**values)
        except (TypeError, ValueError) as error:
            raise MalformedValueError(f"{where}: {error}") from None

    return read


def _read_plain(expected: Any, untrusted: Any, where: str) -> Any:
    if expected is datetime and isinstance(untrusted, str):
        return instant_from_text(untrusted)
    if isinstance(expected, type) and issubclass(expected, StrEnum):
        try:
            return expected(untrusted)
        except ValueError:
            raise _misfit(where, " or ".join(expected), untrusted) from None
    if expected is float and isinstance(untrusted, int) and not isinstance(untrusted, bool):
        return float(untrusted)
    if expected is int and isinstance(untrusted, float) and untrusted.is_integer():
        return int(untrusted)  # canonical JSON writes 3.0 as 3, and readers differ on 3e0
    if (
        isinstance(expected, type)
        and isinstance(untrusted, expected)
        and not (isinstance(untrusted, bool) and expected is not bool)
    ):
        return untrusted
    raise _misfit(where, getattr(expected, "__name__", str(expected)), untrusted)


def _misfit(where: str, wanted: str, untrusted: Any) -> MalformedValueError:
    return MalformedValueError(f"{where} should be {wanted}, not {str(untrusted)[:60]!r}")
