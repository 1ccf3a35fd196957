"""The custody log in a folder: its files, damaged ones, and what a crash left."""

from __future__ import annotations

import shutil

import pytest

from firsthand.evidence.errors import BrokenEvidenceError, MalformedValueError
from firsthand.proof.merkle import leaf_hashes, root_hash
from firsthand.proof.notes import NoteKey
from firsthand.proof.tiles import tiles_of_tree
from firsthand.vault.custody_logs.folder import FolderCustodyLog
from firsthand.vault.storage_errors import StorageError

KEY = NoteKey.generate("firsthand/case/files")


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "log"


@pytest.fixture
def log(folder):
    return FolderCustodyLog(folder, KEY.vkey, KEY)


def leaves_up_to(count: int) -> list[bytes]:
    return [b'{"entry":%d}' % i for i in range(count)]


def append(log, leaves):
    with log.writing() as writer:
        return writer.append(leaves)


def files(folder):
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def expected_files(size: int) -> list[str]:
    return sorted(["checkpoint", *(tile.path for tile in tiles_of_tree(size))])


def flip(path):
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.chmod(0o644)
    path.write_bytes(data)


class TestFiles:
    @pytest.mark.parametrize("steps", [[1], [5], [256], [3, 253, 1], [300, 1, 1], [70_000, 5]])
    def test_there_are_the_files_of_tlog_tiles_and_no_others(self, log, folder, steps):
        size = 0
        for step in steps:
            append(log, leaves_up_to(size + step)[size:])
            size += step
            assert files(folder) == expected_files(size)
        assert all(p.stat().st_mode & 0o222 == 0 for p in folder.rglob("*") if p.is_file())

    def test_to_go_on_only_the_right_edge_is_needed(self, log, folder):
        append(log, leaves_up_to(70_000))
        for path in (folder / "tile").rglob("*"):
            if path.is_file() and ".p" not in path.parent.name:
                path.unlink()
        signed = append(FolderCustodyLog(folder, KEY.vkey, KEY), [b"next"])
        assert signed.checkpoint.size == 70_001
        assert signed.checkpoint.root == root_hash(leaf_hashes([*leaves_up_to(70_000), b"next"]))

    def test_a_private_key_of_another_log_is_refused(self, folder):
        with pytest.raises(MalformedValueError):
            FolderCustodyLog(folder, KEY.vkey, NoteKey.generate("firsthand/case/files"))

    def test_a_place_that_cannot_be_written_is_a_storage_error(self, folder, log):
        folder.write_text("not a folder")
        with pytest.raises(StorageError):
            append(log, [b"x"])


class TestDamage:
    @pytest.mark.parametrize(
        "name",
        ["tile/0/002.p/188", "tile/1/000.p/2", "tile/entries/002.p/188", "checkpoint"],
    )
    @pytest.mark.parametrize("damage", ["flip", "truncate", "remove"])
    def test_a_log_whose_right_edge_does_not_hold_is_not_continued(self, log, folder, name, damage):
        append(log, leaves_up_to(700))
        path = folder / name
        if damage == "flip":
            flip(path)
        elif damage == "truncate":
            path.chmod(0o644)
            path.write_bytes(path.read_bytes()[:-1])
        else:
            path.unlink()
        before = files(folder)
        with pytest.raises(BrokenEvidenceError), log.writing():
            pass
        assert files(folder) == before

    @pytest.mark.parametrize("size", [2, 255, 256, 700])
    def test_a_log_whose_checkpoint_was_removed_is_no_fresh_start(self, log, folder, size):
        append(log, leaves_up_to(size))
        (folder / "checkpoint").unlink()
        with pytest.raises(BrokenEvidenceError, match="no checkpoint"), log.writing():
            pass

    def test_a_checkpoint_of_another_key_is_refused(self, log, folder):
        append(log, leaves_up_to(3))
        other = NoteKey.generate(KEY.name)
        with pytest.raises(BrokenEvidenceError, match="not signed by an expected key"):
            FolderCustodyLog(folder, other.vkey).checkpoint()

    @pytest.mark.parametrize("name", ["tile/entries/000", "tile/entries/002.p/188"])
    def test_missing_and_torn_bundles_are_named_to_readers(self, log, folder, name):
        append(log, leaves_up_to(700))
        (folder / name).chmod(0o644)
        (folder / name).write_bytes((folder / name).read_bytes()[:-3])
        with pytest.raises(BrokenEvidenceError, match=name):
            list(log.leaves())
        (folder / name).unlink()
        with pytest.raises(BrokenEvidenceError, match=name):
            list(log.leaves())

    def test_missing_tiles_are_named_to_provers(self, log, folder):
        append(log, leaves_up_to(700))
        (folder / "tile/0/001").unlink()
        with pytest.raises(BrokenEvidenceError, match="tile/0/001"):
            log.inclusion(300, 700)

    def test_links_in_place_of_log_files_are_not_followed(self, log, folder, tmp_path):
        append(log, leaves_up_to(3))
        (folder / "checkpoint").rename(tmp_path / "elsewhere")
        (folder / "checkpoint").symlink_to(tmp_path / "elsewhere")
        with pytest.raises(BrokenEvidenceError, match="plain file"):
            log.checkpoint()


class TestLeftovers:
    def leave(self, folder, before: int, after: int, tmp_path) -> None:
        """What a crash between the tiles and the checkpoint leaves: the tiles of a longer log."""
        longer = FolderCustodyLog(tmp_path / "longer", KEY.vkey, KEY)
        append(longer, leaves_up_to(before))
        append(longer, [b"torn %d" % i for i in range(after - before)])
        (tmp_path / "longer" / "checkpoint").unlink()
        shutil.copytree(tmp_path / "longer", folder, dirs_exist_ok=True)

    @pytest.mark.parametrize(
        ("before", "after"),
        [(1, 2), (5, 300), (255, 256), (256, 257), (700, 4700), (65_500, 65_600)],
    )
    def test_files_beyond_the_checkpoint_are_swept_and_written_anew(
        self, log, folder, tmp_path, before, after
    ):
        append(log, leaves_up_to(before))
        self.leave(folder, before, after, tmp_path)
        assert len(files(folder)) > len(expected_files(before))
        with log.writing() as writer:
            assert writer.size == before
            assert files(folder) == expected_files(before)
            writer.append(leaves_up_to(after + 10)[before:])
        assert files(folder) == expected_files(after + 10)
        assert list(log.leaves()) == leaves_up_to(after + 10)

    @pytest.mark.parametrize("after", [6, 256, 257, 4000])
    def test_partial_tiles_that_a_crash_did_not_delete_are_swept(
        self, log, folder, tmp_path, after
    ):
        append(log, leaves_up_to(5))
        shutil.copytree(folder / "tile", tmp_path / "older")
        append(log, leaves_up_to(after)[5:])
        shutil.copytree(tmp_path / "older", folder / "tile", dirs_exist_ok=True)
        with log.writing():
            assert files(folder) == expected_files(after)

    def test_a_first_append_that_was_cut_off_can_begin_again(self, log, folder):
        append(log, leaves_up_to(1))
        (folder / "checkpoint").unlink()
        assert append(log, [b"another first"]).checkpoint.size == 1
        assert list(log.leaves()) == [b"another first"]


class TestPowerCut:
    def test_tiles_are_flushed_before_the_checkpoint_and_the_checkpoint_before_its_leaves_count(
        self, log, power_cut
    ):
        for size in (1, 2, 256, 900):
            append(log, leaves_up_to(size))
            assert power_cut.unsafe_names == []
            assert power_cut.unflushed_names == []


class TestDisk:
    def test_a_full_disk_is_told_and_the_log_goes_on_when_there_is_room(self, small_disk):
        said = small_disk(
            """
            import os, sys
            from pathlib import Path
            from firsthand.proof.notes import NoteKey
            from firsthand.vault.custody_logs.folder import FolderCustodyLog
            from firsthand.vault.storage_errors import StorageFullError

            folder = Path(sys.argv[1])
            key = NoteKey.generate("firsthand/case/small")
            log = FolderCustodyLog(folder / "log", key.vkey, key)
            (folder / "ballast").write_bytes(bytes(1 << 20))
            done = 0
            try:
                while True:
                    with log.writing() as writer:
                        done = writer.append([os.urandom(50_000)]).checkpoint.size
            except StorageFullError as error:
                print(error.diagnostics())
            assert log.checkpoint().checkpoint.size == done
            assert len(list(log.leaves())) == done
            (folder / "ballast").unlink()
            with log.writing() as writer:
                assert writer.append([b"next"]).checkpoint.size == done + 1
            """,
            "4m",
        )
        assert "There is no room left" in said
