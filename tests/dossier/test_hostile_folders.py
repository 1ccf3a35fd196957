"""A folder made by an enemy is neither followed nor written to, and does not hang the checker."""

from __future__ import annotations

import os
import shutil
import socket
from pathlib import Path

import pytest

from firsthand.dossier.check import check_case, check_dossier
from firsthand.dossier.check_files import Folder, UnusableFileError
from firsthand.dossier.defects import MOST_OF_A_KIND, Findings, printable
from firsthand.evidence.errors import FirsthandError, MissingThingError


def tree(folder: Path) -> dict[str, tuple[int, int, int]]:
    return {
        os.fspath(p): (p.lstat().st_mtime_ns, p.lstat().st_size, p.lstat().st_mode)
        for p in sorted(folder.rglob("*"))
    }


def codes(report) -> set[str]:
    return {defect.code for defect in report.defects}


def test_a_check_writes_nothing(case, dossier):
    before = tree(case.folder), tree(dossier)
    check_case(case.folder)
    check_dossier(dossier)
    assert (tree(case.folder), tree(dossier)) == before


def test_a_link_to_a_file_outside_is_not_read_even_if_its_bytes_fit(dossier, tmp_path):
    original = dossier / "data/originals/E-0001.txt"
    shutil.move(original, tmp_path / "outside.txt")
    original.symlink_to(tmp_path / "outside.txt")
    report = check_dossier(dossier)
    assert {"link", "missing-file"} <= codes(report)


def test_a_linked_folder_on_the_way_is_not_followed(dossier, tmp_path):
    shutil.move(dossier / "data", tmp_path / "outside")
    (dossier / "data").symlink_to(tmp_path / "outside")
    report = check_dossier(dossier)
    assert "link" in codes(report)
    assert report.proven.exhibits == 0


def test_a_link_that_is_put_in_place_after_the_walk_is_not_followed(tmp_path):
    (tmp_path / "secret").write_bytes(b"secret")
    (tmp_path / "folder/a").mkdir(parents=True)
    (tmp_path / "folder/a/b").symlink_to(tmp_path / "secret")
    (tmp_path / "folder/c").symlink_to(tmp_path)
    with Folder(tmp_path / "folder") as folder:
        for path in ("a/b", "c/secret", "../secret", "a/../../secret", "/etc/passwd", "a//b", ""):
            with pytest.raises(UnusableFileError):
                folder.read(path, 100)


def test_pipes_sockets_and_devices_are_not_opened(dossier):
    os.mkfifo(dossier / "data/report/pipe")
    with socket.socket(socket.AF_UNIX) as server:
        os.chdir(dossier)  # a socket's path has at most 108 bytes
        server.bind("data/log/socket")
        report = check_dossier(dossier)
    special = {d.path for d in report.defects if d.code == "special-file"}
    assert special == {"data/report/pipe", "data/log/socket"}


def test_a_pipe_in_place_of_a_file_that_is_read_does_not_keep_the_checker_waiting(case):
    (case.folder / "log/checkpoint").unlink()
    os.mkfifo(case.folder / "log/checkpoint")
    assert {"special-file"} <= codes(check_case(case.folder))
    with Folder(case.folder) as folder, pytest.raises(UnusableFileError) as raised:
        folder.read("log/checkpoint", 100)
    assert raised.value.code == "special-file"


def test_names_that_are_not_utf_8_are_told_in_print(dossier):
    with open(os.fsencode(dossier) + b"/data/\xff\x1b[31m", "wb"):  # noqa: PTH123  bytes
        pass
    (found,) = [d for d in check_dossier(dossier).defects if d.code == "unexpected-file"]
    assert found.path == "data/\\xff\\x1b[31m"
    assert (found.path + found.sentence).encode("utf-8")


def test_thousands_of_faults_are_told_by_a_hundred_and_a_count(dossier):
    for i in range(1500):
        (dossier / f"data/report/{i}").touch()
    report = check_dossier(dossier)
    assert sum(d.code == "unexpected-file" for d in report.defects) == MOST_OF_A_KIND
    assert any(n.code == "more-of-the-same" and "1400" in n.sentence for n in report.notes)


def test_a_checkpoint_that_claims_an_absurd_number_of_entries_is_no_work(case, small_case):
    def absurd(checkpoint):
        return type(checkpoint)(checkpoint.origin, 2**63 - 1, bytes(32))

    small_case.replace_checkpoint(case, absurd, case.log_key)
    assert not check_case(case.folder).holds


def test_a_dossier_with_an_absurd_checkpoint_is_no_work(dossier):
    path = dossier / "data/log/checkpoint"
    path.chmod(0o644)
    path.write_bytes(path.read_bytes().replace(b"\n15\n", b"\n9223372036854775807\n"))
    assert "entries-missing" in codes(check_dossier(dossier))


def test_an_entry_line_without_end_is_given_up_early(dossier):
    path = dossier / "data/log/entries.ndjson"
    path.chmod(0o644)
    path.write_bytes(b"[" * 30_000_000)
    assert {"malformed-entry", "changed-file"} <= codes(check_dossier(dossier))


def test_a_file_that_grows_while_it_is_read_is_read_up_to_its_first_size(tmp_path):
    path = tmp_path / "f/a"
    path.parent.mkdir()
    path.write_bytes(bytes(100))
    with Folder(path.parent) as folder:
        first, size = folder.digest("a")
        assert size == 100
        path.write_bytes(bytes(101))
        assert folder.digest("a")[0] != first


@pytest.mark.parametrize("check", [check_case, check_dossier])
def test_an_empty_folder_is_no_case_and_no_dossier_and_no_crash(check, tmp_path):
    report = check(tmp_path)
    assert not report.holds
    assert "missing-file" in codes(report)


@pytest.mark.parametrize("check", [check_case, check_dossier])
def test_what_is_no_folder_is_an_error_and_not_a_report(check, tmp_path):
    with pytest.raises(MissingThingError):
        check(tmp_path / "nowhere")
    (tmp_path / "file").touch()
    with pytest.raises(FirsthandError):
        check(tmp_path / "file")


def test_what_is_printed_holds_no_control_characters():
    findings = Findings()
    findings.defect("settings-disagree", "case.toml", what="\x1b[2J", found="\u202e", expected="é")
    (defect,) = findings.defects()
    assert defect.sentence.isprintable()
    assert printable("a\nb\udcff") == "a\\nb\\xff"
