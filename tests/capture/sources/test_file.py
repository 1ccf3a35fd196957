"""A file's capture record says what the file system said, and whether the file held still."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime

import pytest

from firsthand.capture.names import exact_bytes, readable_name
from firsthand.capture.source import Refused
from firsthand.capture.sources.file import FileSource
from firsthand.capture.surroundings import clock_state, surroundings_here
from firsthand.evidence.exhibits import Capture
from firsthand.evidence.json_values import from_json, to_json

MP4 = b"\0\0\0\x18ftypisom\0\0\0\0isommp41" + b"\0" * 64


@pytest.fixture(scope="module")
def surroundings():
    return surroundings_here()


def _only(path):
    (found,) = FileSource(path).find()
    return found


def test_the_record_holds_path_size_times_and_owner(tmp_path, surroundings):
    path = tmp_path / "report.txt"
    path.write_text("The bridge fell.")
    path.chmod(0o640)
    os.utime(path, ns=(0, 1_772_345_100_123_456_789))
    found = _only(path)
    with found.open() as stream:
        assert stream.read() == b"The bridge fell."
    capture = found.capture(surroundings)
    assert (capture.method, capture.origin, capture.name) == ("file", str(path), "report.txt")
    assert capture.modified.earliest == datetime(2026, 3, 1, 6, 5, 0, 123_456, tzinfo=UTC)
    assert capture.modified.printed == "2026-03-01T06:05:00.123456789Z"
    assert (capture.facts["size"], capture.facts["mode"]) == (16, "0640")
    assert capture.facts["owner"] == os.geteuid()
    assert "changed_while_read" not in capture.facts
    assert capture.tool.name == "firsthand"
    assert capture.captured_at.tzinfo is not None


def test_the_record_survives_json(tmp_path, surroundings):
    path = tmp_path / os.fsdecode(b"caf\xe9 \xd5\xa5.txt")
    path.write_text("x")
    capture = _only(path).capture(surroundings)
    again = from_json(
        Capture, json.loads(json.dumps(to_json(capture), ensure_ascii=False).encode())
    )
    assert again == capture
    assert bytes.fromhex(capture.facts["path_bytes"]) == os.fsencode(path)


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lambda p: p.write_text("longer than before"), "size"),
        (lambda p: os.utime(p, ns=(0, 5)), "mtime_ns"),
        (lambda p: p.unlink(), "gone"),
        (lambda p: (p.with_name("n").write_text("x"), p.with_name("n").rename(p)), "ino"),
    ],
)
def test_a_change_while_it_is_read_is_on_the_record(tmp_path, surroundings, change, what):
    path = tmp_path / "live.log"
    path.write_text("before")
    found = _only(path)
    with found.open() as stream:
        stream.read(3)
        change(path)
        stream.read()
    assert what in found.capture(surroundings).facts["changed_while_read"]


def test_a_file_swapped_for_a_pipe_is_not_waited_for(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("x")
    found = _only(path)
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(OSError, match="no plain file"):
        found.open()


def test_a_file_swapped_for_a_link_is_not_followed(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("x")
    found = _only(path)
    path.unlink()
    path.symlink_to("/etc/passwd")
    with pytest.raises(OSError, match=r"a\.txt"):
        found.open()


def test_what_a_person_names_is_refused_with_a_reason_as_well(tmp_path):
    (tmp_path / "link").symlink_to("/etc/passwd")
    for name, code in (("link", "link"), ("none", "missing"), (".", "special-file")):
        refused = _only(tmp_path / name)
        assert isinstance(refused, Refused)
        assert refused.code == code


def test_extended_attributes_are_kept(tmp_path, surroundings):
    path = tmp_path / "a.txt"
    path.write_text("x")
    try:
        os.setxattr(path, "user.xdg.origin.url", b"https://x.example/a")
    except (OSError, AttributeError):
        pytest.skip("this file system keeps no extended attributes")
    found = _only(path)
    found.open().close()
    attributes = found.capture(surroundings).facts["extended_attributes"]
    assert attributes == {"user.xdg.origin.url": "https://x.example/a"}


class TestSidecars:
    @pytest.mark.parametrize("name", ["clip.info.json", "clip.mp4.info.json"])
    def test_a_record_beside_footage_becomes_claims_and_an_exhibit(
        self, tmp_path, surroundings, name
    ):
        (tmp_path / "clip.mp4").write_bytes(MP4)
        (tmp_path / name).write_text('{"uploader": "Sev Valley Watch", "timestamp": 1}')
        clip, record = FileSource(tmp_path / "clip.mp4").find()
        clip.open().close()
        capture = clip.capture(surroundings)
        assert capture.claimed == {"uploader": "Sev Valley Watch", "timestamp": 1}
        assert capture.facts["sidecar"] == name
        assert record.name == name
        record.open().close()
        assert record.capture(surroundings).claimed == {}

    def test_a_record_beside_a_text_claims_nothing_about_it(self, tmp_path, surroundings):
        (tmp_path / "clip.txt").write_text("words")
        (tmp_path / "clip.info.json").write_text('{"uploader": "x"}')
        text, _ = FileSource(tmp_path / "clip.txt").find()
        text.open().close()
        assert text.capture(surroundings).claimed == {}

    def test_a_hostile_record_is_refused_and_the_clip_is_captured(self, tmp_path, surroundings):
        (tmp_path / "clip.mp4").write_bytes(MP4)
        (tmp_path / "clip.info.json").write_bytes(b"[" * 100_000)
        clip, _ = FileSource(tmp_path / "clip.mp4").find()
        clip.open().close()
        capture = clip.capture(surroundings)
        assert capture.claimed == {}
        assert "clip.info.json" in capture.refused[0]

    def test_a_record_that_is_a_link_is_no_record(self, tmp_path):
        (tmp_path / "secret").write_text('{"uploader": "x"}')
        (tmp_path / "clip.mp4").write_bytes(MP4)
        (tmp_path / "clip.info.json").symlink_to("secret")
        found = list(FileSource(tmp_path / "clip.mp4").find())
        assert isinstance(found[-1], Refused) or found[-1].name == "clip.mp4"
        assert [f.name for f in found if not isinstance(f, Refused)] == ["clip.mp4"]


def test_names_are_readable_and_exact():
    assert readable_name("plain") == "plain"
    assert exact_bytes("plain") is None
    odd = os.fsdecode(b"\xff/\xe9")
    assert readable_name(odd) == "\\xff/\\xe9"
    assert exact_bytes(odd) == "ff2fe9"


def test_the_clock_state_is_what_the_system_says():
    state = clock_state()
    assert state.synchronised in (True, False, None)
    assert state.said_by
