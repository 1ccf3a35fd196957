"""Canonical JSON straight from frozen values is the canonical JSON of their JSON values."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from firsthand.evidence.entries import Act
from firsthand.evidence.errors import MalformedValueError
from firsthand.evidence.exhibits import Capture, ClockState, Exhibit, Tool
from firsthand.evidence.json_values import to_json
from firsthand.evidence.spans import Span
from firsthand.evidence.times import TimeInterval
from firsthand.proof.canonical import canonical_bytes
from firsthand.proof.canonical_values import canonical_text

TEXTS = st.text(st.characters(exclude_categories=()), max_size=12)
INSTANTS = st.datetimes(
    min_value=datetime(1, 1, 3),  # noqa: DTZ001  it takes its zone from below
    max_value=datetime(9999, 12, 29),  # noqa: DTZ001
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=45))]),
)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**54), 2**54)
    | st.floats()
    | TEXTS
    | INSTANTS
    | st.sampled_from(Act)
    | st.just(Span(2, 5)),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(TEXTS | st.sampled_from(Act), inner, max_size=4)
    ),
    max_leaves=12,
)
INTERVALS = INSTANTS.flatmap(
    lambda at: st.builds(TimeInterval, st.none() | st.just(at), st.just(at), TEXTS, TEXTS)
)
CAPTURES = st.builds(
    Capture,
    TEXTS,
    TEXTS,
    TEXTS,
    INSTANTS,
    st.builds(ClockState, st.none() | st.booleans(), TEXTS),
    TEXTS,
    TEXTS,
    st.builds(Tool, TEXTS, TEXTS, st.dictionaries(TEXTS, TEXTS, max_size=3)),
    INTERVALS,
    st.dictionaries(TEXTS, VALUES, max_size=4),
    st.dictionaries(TEXTS, VALUES, max_size=4),
    st.lists(TEXTS, max_size=2).map(tuple),
)


def expected(value) -> bytes | None:
    """The canonical JSON the long way; `None` where there is none."""
    try:
        return canonical_bytes(to_json(value))
    except MalformedValueError:
        return None


@given(VALUES | CAPTURES | st.builds(Exhibit, TEXTS, TEXTS, st.integers(), CAPTURES))
@example({"\U0001f600": 1, "\ufb33": 2})
@example({Act.SEAL: [2**53, 1e21, -0.0]})
@example('\x00\x1f\x7f\u2028"\\/')
def test_every_value_is_written_as_through_its_json(value) -> None:
    wanted = expected(value)
    if wanted is None:
        with pytest.raises((MalformedValueError, UnicodeEncodeError)):
            canonical_text(value).encode()
    else:
        assert canonical_text(value).encode() == wanted


def test_what_has_no_json_form_is_refused() -> None:
    for value in (b"bytes", object(), [{1, 2}]):
        with pytest.raises(TypeError):
            canonical_text(value)
