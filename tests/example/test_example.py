"""The bundled example is small, says that it is invented, and is made the same way every time."""

from __future__ import annotations

import hashlib
import itertools
import json
from importlib import resources

import numpy as np
import pytest

from firsthand.example import edits, shots
from firsthand.example.camera import record
from firsthand.example.files import copy_example
from firsthand.example.making import NOTE, write_posting, write_video

INCIDENT = resources.files("firsthand.example") / "incident"


def test_the_example_is_small(tmp_path):
    copy_example(tmp_path / "material")
    files = [path for path in (tmp_path / "material").rglob("*") if path.is_file()]
    assert len([p for p in files if p.parent.name == "reports"]) == 9
    assert len([p for p in files if p.suffix in (".mp4", ".gif", ".jpg")]) == 10
    assert sum(path.stat().st_size for path in files) < 15_000_000


def test_every_report_and_posting_says_that_it_is_invented():
    for report in (INCIDENT / "reports").iterdir():
        assert "nvented" in report.read_text(), report.name
    postings = [p for p in (INCIDENT / "clips").iterdir() if p.name.endswith(".info.json")]
    assert len(postings) == 7
    assert all(json.loads(p.read_text())["description"] == NOTE for p in postings)


@pytest.mark.parametrize("make", [shots.bridge, shots.exercise, shots.ferry])
def test_a_shot_is_recorded_the_same_way_twice(make):
    first, second = (np.stack(list(itertools.islice(record(make()), 3))) for _ in range(2))
    assert np.array_equal(first, second)
    assert first.std() > 20  # a scene, not a blank


def test_a_clip_is_encoded_the_same_way_twice(tmp_path):
    frames = list(itertools.islice(record(shots.bridge()), 8))
    digests = set()
    for name in ("a.mp4", "b.mp4"):
        write_video(tmp_path / name, edits.scaled(frames, 320, 176), quality=30)
        digests.add(hashlib.sha256((tmp_path / name).read_bytes()).hexdigest())
    assert len(digests) == 1


def test_a_posting_record_has_the_day_of_its_second(tmp_path):
    shipped = json.loads((INCIDENT / "clips" / "bridge-lakeside.info.json").read_text())
    assert (shipped["timestamp"], shipped["upload_date"]) == (1741967291, "20250314")
    write_posting(
        tmp_path / "x.info.json", {"title": "t", "uploader": "u", "upload_date": "20250101"}
    )
    assert json.loads((tmp_path / "x.info.json").read_text())["id"] == "x"


def test_edits_do_what_they_say():
    frames = list(itertools.islice(record(shots.ferry()), 2))
    height, width = frames[0].shape[:2]
    assert np.array_equal(next(edits.mirrored(frames))[:, 0], frames[0][:, -1])
    assert next(edits.cropped(frames, 0.2)).shape[:2] == (
        height - 2 * round(height / 10),
        width - 2 * round(width / 10),
    )
    assert next(edits.letterboxed(frames, 900, 900)).shape == (900, 900, 3)
    assert not np.array_equal(next(edits.captioned(frames, "words")), frames[0])
    assert len(edits.excerpt(frames * 50, 1.0, 3.0)) == 50
