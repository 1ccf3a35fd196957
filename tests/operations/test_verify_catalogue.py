"""A catalogue that says something else than log and objects is a defect of the case."""

from __future__ import annotations

import sqlite3

import pytest

from firsthand import assembly
from firsthand.cli.main import _run
from firsthand.operations.progress import Silent


@pytest.fixture
def case_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("FIRSTHAND_HOME", str(tmp_path / "home"))
    case = assembly.make_case(tmp_path / "case", "Tarn", "Ada Vale")
    (tmp_path / "page.txt").write_text("“The mill is burning,” said Ilse Marrow.")
    assert _run(["add", "--case", str(case.folder), str(tmp_path / "page.txt")]) == 0
    return case.folder


def test_a_sound_case_holds_with_its_catalogue(case_folder):
    report = assembly.verify_folder(case_folder, Silent())
    assert report.holds
    assert "catalogue-not-checked" not in {note.code for note in report.notes}


def test_a_changed_row_is_found_and_rebuilding_mends_it(case_folder):
    with sqlite3.connect(case_folder / "catalogue.db") as database:
        database.execute("UPDATE statements SET source = 'Someone Else'")
    (defect,) = assembly.verify_folder(case_folder, Silent()).defects
    assert (defect.code, defect.path) == ("catalogue-differs", "catalogue.db")
    assert _run(["rebuild", "--case", str(case_folder)]) == 0
    assert assembly.verify_folder(case_folder, Silent()).holds


def test_a_catalogue_of_rubbish_is_found_and_rebuilding_mends_it(case_folder):
    for left in case_folder.glob("catalogue.db-*"):
        left.unlink()
    (case_folder / "catalogue.db").write_bytes(b"rubbish" * 1000)
    (defect,) = assembly.verify_folder(case_folder, Silent()).defects
    assert defect.code == "catalogue-differs"
    assert _run(["rebuild", "--case", str(case_folder)]) == 0
    assert assembly.verify_folder(case_folder, Silent()).holds
