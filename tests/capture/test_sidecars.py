"""A downloader's record becomes claims; nothing in it can do harm."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firsthand.capture.sidecars import published_interval, read_sidecar, sidecar_names
from firsthand.evidence.failures import UnreadableError
from firsthand.evidence.times import UNKNOWN_TIME


@pytest.fixture
def record(tmp_path):
    def write(content):
        path = tmp_path / "clip.info.json"
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        return path

    return write


def test_the_known_keys_are_kept_and_others_are_not(record):
    claimed = read_sidecar(
        record(
            {
                "webpage_url": "https://tube.example/w/1",
                "uploader": "Sev Valley Watch",
                "timestamp": 1772345100,
                "upload_date": "20260301",
                "formats": [{"url": "x"}] * 100,
                "title": None,
            }
        )
    )
    assert claimed == {
        "webpage_url": "https://tube.example/w/1",
        "uploader": "Sev Valley Watch",
        "timestamp": 1772345100,
        "upload_date": "20260301",
    }


def test_values_come_out_as_canonical_json_can_hold_them(record):
    claimed = read_sidecar(
        record(
            b'{"title": "half \\ud800", "duration": 1e999, "width": 99999999999999999999,'
            b' "uploader": {"deep": 1}, "description": "' + b"x" * 50_000 + b'"}'
        )
    )
    assert claimed["title"] == "half ?"
    assert "duration" not in claimed
    assert claimed["width"] == "99999999999999999999"
    assert "uploader" not in claimed
    assert len(claimed["description"]) < 20_010


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not json",
        b"[]",
        b'"text"',
        b"[" * 200_000,
        b"\xff\xfe",
        b'{"a": ' + b"9" * 9000 + b"}",
    ],
)
def test_a_broken_record_is_a_failure_with_a_code(record, content):
    with pytest.raises(UnreadableError) as caught:
        read_sidecar(record(content))
    assert caught.value.failure.code == "malformed"


def test_a_link_is_no_record(record, tmp_path):
    path = record({"title": "x"})
    link = tmp_path / "other.info.json"
    link.symlink_to(path)
    with pytest.raises(UnreadableError):
        read_sidecar(link)


def test_both_ways_of_naming_the_record_are_known():
    assert sidecar_names("clip.mp4") == ("clip.info.json", "clip.mp4.info.json")
    assert sidecar_names("clip.info.json") == ()


class TestPublishedInterval:
    def test_a_timestamp_is_a_second(self):
        interval = published_interval({"timestamp": 1772345100, "upload_date": "20250101"})
        assert interval.earliest == datetime(2026, 3, 1, 6, 5, tzinfo=UTC)
        assert interval.latest - interval.earliest == timedelta(microseconds=999_999)
        assert interval.printed == "1772345100"

    def test_a_date_is_a_day_in_any_zone(self):
        interval = published_interval({"upload_date": "20260301"})
        assert interval.earliest == datetime(2026, 2, 28, 10, tzinfo=UTC)
        assert interval.latest == datetime(2026, 3, 2, 11, 59, 59, 999_999, tzinfo=UTC)

    @pytest.mark.parametrize(
        "claimed",
        [
            {},
            {"timestamp": "1772345100"},
            {"timestamp": True},
            {"timestamp": 1e300},
            {"timestamp": -1e300},
            {"upload_date": "20261301"},
            {"upload_date": "2026-3-1"},
            {"upload_date": "٢٠٢٦٠٣٠١"},
            {"upload_date": "00010101"},
            {"upload_date": 20260301},
        ],
    )
    def test_what_is_no_time_is_unknown(self, claimed):
        assert published_interval(claimed) == UNKNOWN_TIME

    @given(st.floats() | st.integers(), st.text(max_size=9))
    def test_no_claim_makes_it_raise(self, timestamp, day):
        published_interval({"timestamp": timestamp, "upload_date": day})
