"""Entries are applied once, in order, whatever they and their objects hold."""

from __future__ import annotations

import multiprocessing
import sqlite3

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from firsthand.catalogue.catalogue import Catalogue, rebuild
from firsthand.catalogue.errors import CatalogueError, CatalogueGapError
from firsthand.evidence.entries import Act, Purpose
from firsthand.evidence.failures import Failure
from firsthand.evidence.statements import Reading


class TestOrder:
    def test_one_by_one_and_all_at_once_give_the_same_rows(self, tmp_path, filled, whole_case):
        with Catalogue.open(tmp_path / "other.db") as other:
            for index, entry in whole_case.numbered():
                other.apply(index, entry, whole_case.read_object)
                assert other.applied == index + 1
            assert other.row_digest() == filled.row_digest()

    def test_applying_again_changes_nothing(self, filled, whole_case):
        before = filled.row_digest()
        assert filled.apply_all(whole_case.numbered(), whole_case.read_object) == 0
        filled.apply(3, whole_case.entries[3], whole_case.read_object)
        assert filled.row_digest() == before

    def test_a_gap_is_refused(self, catalogue, whole_case):
        with pytest.raises(CatalogueGapError) as caught:
            catalogue.apply(2, whole_case.entries[2], whole_case.read_object)
        assert "firsthand rebuild" in caught.value.remedy
        assert catalogue.applied == 0

    def test_a_rebuilt_catalogue_has_the_same_rows(self, tmp_path, filled, whole_case):
        before = filled.row_digest()
        again = rebuild(tmp_path / "catalogue.db", whole_case.numbered(), whole_case.read_object)
        assert again.row_digest() == before
        assert again.applied == len(whole_case.entries)
        assert list(tmp_path.glob("*.rebuilding*")) == []

    def test_a_changed_row_changes_the_digest(self, tmp_path, filled):
        before = filled.row_digest()
        with sqlite3.connect(tmp_path / "catalogue.db") as connection:
            connection.execute("UPDATE statements SET content = 'we saw rain' WHERE position = 0")
        assert filled.row_digest() != before

    def test_another_process_may_apply_at_the_same_time(self, tmp_path, filled, whole_case):
        path = tmp_path / "shared.db"
        context = multiprocessing.get_context("fork")
        workers = [context.Process(target=apply_everything, args=(path, whole_case)) for _ in "abc"]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        assert [worker.exitcode for worker in workers] == [0, 0, 0]
        with Catalogue.open(path) as shared:
            assert shared.row_digest() == filled.row_digest()


def apply_everything(path, case):
    with Catalogue.open(path) as catalogue:
        for index, entry in case.numbered():
            catalogue.apply(index, entry, case.read_object)


class TestNewerRuns:
    def test_a_newer_reading_replaces_the_one_before(
        self, case, catalogue, reading, make_statement
    ):
        digest = case.capture(b"page")
        case.read(digest, reading)
        case.read(digest, Reading((make_statement("Ada Quill"),)))
        catalogue.apply_all(case.numbered(), case.read_object)
        assert [s.statement.source.name for s in catalogue.statements()] == ["Ada Quill"]
        assert catalogue.figures() == ()
        assert len(catalogue.runs(digest, Purpose.READ)) == 2

    def test_a_newer_text_replaces_the_one_before_in_the_search(self, case, catalogue):
        digest = case.capture(b"page")
        case.extract(digest, "the old mill")
        case.extract(digest, "the new mill")
        catalogue.apply_all(case.numbered(), case.read_object)
        assert catalogue.search("old") == ()
        assert len(catalogue.search("mill")) == 1

    def test_a_later_success_answers_for_a_failure(self, case, catalogue):
        digest = case.capture(b"page")
        case.run(Purpose.EXTRACT_TEXT, [digest], {}, Failure("crashed", "It ended."))
        catalogue.apply_all(case.numbered(), case.read_object)
        assert len(catalogue.failures()) == 1
        case.extract(digest, "words")
        catalogue.apply_all(case.numbered(), case.read_object)
        assert catalogue.failures() == ()
        assert catalogue.runs(digest)[0].failure.code == "crashed"

    def test_a_later_failure_leaves_what_was_found_before(self, case, catalogue, reading):
        digest = case.capture(b"page")
        case.read(digest, reading)
        case.run(Purpose.READ, [digest], {}, Failure("crashed", "It ended."))
        catalogue.apply_all(case.numbered(), case.read_object)
        assert len(catalogue.statements()) == 2
        assert [f.failure.code for f in catalogue.failures()] == ["crashed"]

    def test_a_run_over_a_text_is_about_the_objects_that_have_it(self, case, catalogue, reading):
        digest = case.capture(b"page")
        case.extract(digest, "words")
        case.read(case.keep(b"words"), reading)
        catalogue.apply_all(case.numbered(), case.read_object)
        assert catalogue.exhibit("E-0001").reading_digest


FIGURE = (
    b'{"figures": [{"text": "x", "value": %s, "low": null, "high": null, "unit": null, '
    b'"counted": null, "start": 0, "end": 1}], "families": 7}'
)
MALFORMED = [
    b"",
    b"\xff\xfe",
    b"[" * 100_000,
    b"{}",
    b"null",
    b"[]",
    b'{"statements": 7}',
    b'{"statements": [{"source": null}]}',
    FIGURE % b"NaN",
    FIGURE % (b"1" + b"0" * 400),
    b'{"places": [{"text": "x", "start": 99999999999999999999999, "end": 1}]}',
    b'{"places": [{"text": "\\ud800", "start": 0, "end": 1}]}',
    b'{"media_type": "\\ud800"}',
    b'{"container": "mp4", "codec": "h264", "width": 1e999}',
    b'{"matches": {}, "families": []}',
    b'{"matches": [{"a": 1}]}',
    b'{"families": [{"name": "W-001"}]}',
]
#: Values with the keys of another purpose are empty ones of this, since unknown keys are no fault.
FITTING = {
    *((Purpose.READ, start) for start in (b"{}", b'{"medi', b'{"cont', b'{"matc', b'{"fami')),
    *((Purpose.TRACE, start) for start in (b"{}", b'{"stat', b'{"plac', b'{"medi', b'{"cont')),
}
OUTPUTS = {
    Purpose.EXTRACT_TEXT: "document",
    Purpose.READ: "reading",
    Purpose.DESCRIBE_MEDIA: "description",
    Purpose.TRACE: "trace",
}


class TestMalformed:
    @pytest.mark.parametrize("purpose", OUTPUTS)
    @pytest.mark.parametrize("data", MALFORMED)
    def test_an_output_that_does_not_fit_is_a_failure(self, case, catalogue, purpose, data):
        digest = case.capture(b"page")
        case.run(purpose, [digest], {OUTPUTS[purpose]: case.keep(data)})
        case.add(Act.SETTINGS_RECORDED, {"settings": "99" * 32})
        catalogue.apply_all(case.numbered(), case.read_object)
        assert catalogue.settings_digest() == "99" * 32
        assert len(catalogue.runs()) == 1
        if (purpose, data[:6]) in FITTING:
            assert catalogue.failures() == ()
        else:
            (failure,) = catalogue.failures()
            assert (failure.failure.code, failure.purpose) == ("malformed", str(purpose))

    def test_a_misfit_leaves_what_was_found_before(self, case, catalogue, reading):
        digest = case.capture(b"page")
        case.read(digest, reading)
        case.run(Purpose.READ, [digest], {"reading": case.keep(b"{")})
        catalogue.apply_all(case.numbered(), case.read_object)
        assert len(catalogue.statements()) == 2
        assert len(catalogue.failures()) == 1

    def test_a_missing_object_is_a_failure(self, case, catalogue):
        digest = case.capture(b"page")
        case.run(Purpose.READ, [digest], {"reading": "00" * 32})
        catalogue.apply_all(case.numbered(), case.read_object)
        assert [f.exhibits for f in catalogue.failures()] == [("E-0001",)]

    @pytest.mark.parametrize("act", Act)
    @pytest.mark.parametrize(
        "body",
        [
            {},
            {"number": "E-x", "digest": 3},
            {"inputs": "abc", "purpose": "read", "tool": {"name": "a", "version": "b"}},
            {"purpose": "dance"},
            {"corrects": 10**30, "reason": "\ud800"},
            {"size": True, "authority": [], "case": [], "key": None, "settings": {}},
        ],
    )
    def test_an_entry_that_does_not_fit_is_a_failure(self, case, catalogue, act, body):
        case.add(act, body)
        catalogue.apply_all(case.numbered(), case.read_object)
        assert catalogue.applied == 2
        assert [(f.purpose, f.failure.code) for f in catalogue.failures()] == [
            ("index", "malformed")
        ]

    @settings(
        max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    @given(
        body=st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
            lambda inner: st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["purpose", "tool", "inputs", "outputs", "failure", "name",
                                 "version", "number", "digest", "size", "capture"]),
                inner, max_size=5,
            ),
        ),
        act=st.sampled_from(Act),
    )  # fmt: skip
    def test_no_body_stops_the_catalogue(self, tmp_path_factory, case, body, act):
        case.add(act, body if isinstance(body, dict) else {"tool": body})
        with Catalogue.open(tmp_path_factory.mktemp("case") / "catalogue.db") as catalogue:
            catalogue.apply_all(case.numbered(), case.read_object)
            assert catalogue.applied == len(case.entries)
            catalogue.row_digest()


class TestFile:
    def test_a_file_that_is_no_database_is_refused(self, tmp_path):
        path = tmp_path / "catalogue.db"
        path.write_bytes(b"not a database at all" * 400)
        with pytest.raises(CatalogueError) as caught:
            Catalogue.open(path)
        assert "firsthand rebuild" in caught.value.remedy

    def test_another_database_is_refused(self, tmp_path):
        path = tmp_path / "catalogue.db"
        with sqlite3.connect(path) as connection:
            connection.execute("CREATE TABLE birds (name TEXT)")
        with pytest.raises(CatalogueError, match="no catalogue"):
            Catalogue.open(path)

    def test_another_version_is_refused(self, tmp_path, filled):
        with sqlite3.connect(tmp_path / "catalogue.db") as connection:
            connection.execute("PRAGMA user_version = 99")
        with pytest.raises(CatalogueError, match="version 99"):
            Catalogue.open(tmp_path / "catalogue.db")

    def test_a_damaged_catalogue_is_said_to_be_damaged_and_can_be_rebuilt(
        self, tmp_path, filled, whole_case
    ):
        path = tmp_path / "catalogue.db"
        before = filled.row_digest()
        rebuild(path, whole_case.numbered(), whole_case.read_object).close()
        with path.open("r+b") as file:
            file.seek(4096)
            file.write(b"\xaa" * (path.stat().st_size - 4096))
        with pytest.raises(CatalogueError) as caught, Catalogue.open(path) as damaged:
            damaged.row_digest()
        assert "firsthand rebuild" in caught.value.remedy
        again = rebuild(path, whole_case.numbered(), whole_case.read_object)
        assert again.row_digest() == before

    def test_a_catalogue_can_be_read_where_nothing_can_be_written(
        self, tmp_path, filled, whole_case
    ):
        path = tmp_path / "catalogue.db"
        before = filled.row_digest()
        rebuild(path, whole_case.numbered(), whole_case.read_object).close()
        path.with_name("catalogue.db-wal").unlink(missing_ok=True)
        path.with_name("catalogue.db-shm").unlink(missing_ok=True)
        with Catalogue.open(path, read_only=True) as catalogue:
            assert catalogue.row_digest() == before
            with pytest.raises(CatalogueError):
                catalogue.apply(16, whole_case.entries[0], whole_case.read_object)
        assert [p.name for p in tmp_path.iterdir()] == ["catalogue.db"]
