"""Preserving in several batches: numbers, acknowledgements, and what an error leaves."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pytest

from firsthand.assembly import sources_of
from firsthand.capture.sources.folder import FolderSource
from firsthand.catalogue.catalogue import rebuild
from firsthand.operations import preserve as module
from firsthand.operations.case import entries_of
from firsthand.operations.preserve import preserve
from firsthand.operations.progress import Silent
from firsthand.vault.storage_errors import StorageFullError


@pytest.fixture
def notes(tmp_path, monkeypatch):
    """A folder of ten files, two of them with the same bytes, which make four batches."""
    monkeypatch.setattr(module, "_BATCH_FILES", 3)
    folder = tmp_path / "notes"
    folder.mkdir()
    for i in range(10):
        (folder / f"note {i}.txt").write_text(f"Seen from the quay: {i % 9} boats.")
    return folder


@pytest.fixture
def preserved(case, notes):
    return partial(preserve, case, sources_of([notes], case.folder), Silent())


def test_exhibits_are_numbered_in_order_through_all_batches(case, preserved):
    outcome = preserved()
    numbers = [f"E-{i:04d}" for i in range(1, 11)]
    assert outcome.exhibits == numbers
    exhibits = case.catalogue.captured()
    assert [one.number for one in exhibits] == numbers
    assert [one.capture.name for one in exhibits] == [f"note {i}.txt" for i in range(10)]
    assert exhibits[0].digest == exhibits[9].digest
    assert outcome.bytes == sum(one.size for one in exhibits)


def test_the_catalogue_is_what_a_rebuild_makes_of_the_log(case, preserved, tmp_path):
    preserved()
    entries = entries_of(case.log, 0, case.catalogue.applied)
    with rebuild(tmp_path / "again.db", entries, case.read_object) as again:
        assert again.row_digest() == case.catalogue.row_digest()


def test_what_is_unchanged_is_passed_over_and_what_changed_is_captured(case, preserved, notes):
    preserved()
    (notes / "note 4.txt").write_text("Seen from the quay: nothing.")
    outcome = preserved()
    assert outcome.exhibits == ["E-0011"]
    assert len(outcome.already) == 9
    assert len(preserved(again=True).exhibits) == 10


def test_a_file_that_only_looks_changed_is_not_captured_twice(case, preserved, notes):
    preserved()
    (notes / "note 4.txt").chmod(0o600)  # moves the time of the last status change
    outcome = preserved()
    assert outcome.exhibits == []
    assert len(outcome.already) == 10


def test_what_was_stored_before_the_disk_was_full_is_recorded(case, preserved, monkeypatch):
    store = case.objects.put_batch

    def until_full(sources):
        sources = list(sources)
        with sources[0]() as stream:
            if b"6 boats" in stream.read():  # the third batch of three
                raise StorageFullError("There is no room left.", remedy="Make some.")
        return store(sources)

    monkeypatch.setattr(case.objects, "put_batch", until_full)
    with pytest.raises(StorageFullError) as raised:
        preserved()
    assert raised.value.remedy == "Make some."
    assert len(case.catalogue.captured()) == 6
    monkeypatch.undo()
    assert preserved().exhibits == [f"E-{i:04d}" for i in range(7, 11)]


def test_a_batch_of_one_process_and_batches_of_several_give_the_same_records(
    case, preserved, notes, monkeypatch
):
    preserved()
    monkeypatch.setattr(module, "_BATCH_FILES", 100)
    preserved(again=True)
    several, alone = case.catalogue.captured()[:10], case.catalogue.captured()[10:]
    assert [forget_when(one) for one in several] == [forget_when(one) for one in alone]


def forget_when(exhibit):
    capture = replace(exhibit.capture, captured_at=None)
    return replace(exhibit, number="", capture=capture)


def test_what_cannot_be_read_is_refused_in_several_processes_too(case, preserved, notes):
    def vanishing():
        for found in FolderSource(notes).find():
            if found.name == "note 5.txt":
                (notes / "note 5.txt").unlink()
            yield found

    outcome = preserve(case, [Vanishing(vanishing)], Silent())
    assert len(outcome.exhibits) == 9
    assert [(Path(one.origin).name, one.code) for one in outcome.refused] == [
        ("note 5.txt", "unreadable")
    ]


@dataclass(frozen=True)
class Vanishing:
    """A source of what `find` gives."""

    find: Callable[[], Iterator[object]]


def test_what_gathers_while_one_step_is_recorded_is_the_next_step(preserved, monkeypatch):
    """Fewer steps are fewer waits for the disk. Four batches of three, three, three and one."""
    record, add, steps, added = module._record, module._Recording.add, [], threading.Semaphore(0)

    def added_all(case, kept, *, again):
        if not steps:
            assert all(added.acquire(timeout=60) for _ in range(4))
        steps.append(len(kept))
        return record(case, kept, again=again)

    def adding(recording, batch):
        add(recording, batch)
        added.release()

    monkeypatch.setattr(module, "_record", added_all)
    monkeypatch.setattr(module._Recording, "add", adding)
    assert len(preserved().exhibits) == 10
    assert steps == [3, 7]
