"""The object store in a folder: its files, its staging, and disks that are full or read-only."""

from __future__ import annotations

import errno
import io
import os

import pytest

from firsthand.evidence.errors import BrokenEvidenceError
from firsthand.vault.object_store import put_bytes
from firsthand.vault.object_stores.folder import FolderObjectStore
from firsthand.vault.object_stores.receiving import CHUNK
from firsthand.vault.object_stores.staging import staging_folder
from firsthand.vault.storage_errors import StorageError


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "objects"


@pytest.fixture
def store(folder):
    return FolderObjectStore(folder)


def files(folder):
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


class TestFiles:
    def test_an_object_is_a_read_only_file_named_by_its_digest(self, store, folder):
        digest = put_bytes(store, b"vesk").digest
        path = folder / digest[:2] / digest[2:]
        assert path.read_bytes() == b"vesk"
        assert path.stat().st_mode & 0o222 == 0
        assert path.stat().st_nlink == 1
        assert files(folder) == [f"{digest[:2]}/{digest[2:]}"]

    def test_putting_again_does_not_touch_the_file(self, store, folder):
        digest = put_bytes(store, b"vesk").digest
        before = (folder / digest[:2] / digest[2:]).stat()
        put_bytes(store, b"vesk")
        put_bytes(FolderObjectStore(folder), b"vesk")
        after = (folder / digest[:2] / digest[2:]).stat()
        assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)

    @pytest.mark.parametrize("size", [10, CHUNK + 10])
    def test_an_object_cut_short_by_another_hand_is_not_taken_for_the_object(
        self, store, folder, size
    ):
        digest = put_bytes(store, bytes(size)).digest
        path = folder / digest[:2] / digest[2:]
        path.chmod(0o644)
        path.write_bytes(bytes(size - 1))
        with pytest.raises(BrokenEvidenceError, match=digest[2:]):
            put_bytes(store, bytes(size))
        with pytest.raises(BrokenEvidenceError, match=digest[2:]):
            store.put_batch([lambda: io.BytesIO(bytes(size))])

    def test_links_are_never_followed(self, store, folder, tmp_path):
        digest = put_bytes(store, b"vesk").digest
        path = folder / digest[:2] / digest[2:]
        path.rename(tmp_path / "elsewhere")
        path.symlink_to(tmp_path / "elsewhere")
        with pytest.raises(BrokenEvidenceError, match="plain file"):
            store.open(digest)
        with pytest.raises(BrokenEvidenceError, match="plain file"):
            store.size(digest)
        with pytest.raises(BrokenEvidenceError):
            put_bytes(store, b"vesk")

    def test_a_folder_that_leads_out_of_the_store_takes_no_object(self, store, folder, tmp_path):
        digest = put_bytes(store, b"vesk").digest
        (folder / digest[:2] / digest[2:]).unlink()
        (folder / digest[:2]).rmdir()
        (tmp_path / "outside").mkdir()
        (folder / digest[:2]).symlink_to(tmp_path / "outside")
        with pytest.raises(BrokenEvidenceError):
            put_bytes(FolderObjectStore(folder), b"vesk")
        assert list((tmp_path / "outside").iterdir()) == []

    def test_a_pipe_in_an_objects_place_does_not_make_readers_wait(self, store, folder):
        digest = put_bytes(store, b"vesk").digest
        path = folder / digest[:2] / digest[2:]
        path.unlink()
        os.mkfifo(path)
        with pytest.raises(BrokenEvidenceError, match="plain file"):
            store.open(digest)

    def test_only_objects_are_listed_whatever_else_lies_there(self, store, folder):
        digest = put_bytes(store, b"vesk").digest
        (folder / "notes.txt").write_text("hello")
        (folder / "zz").mkdir()
        (folder / digest[:2] / "short").write_text("hello")
        (folder / digest[:2] / ("A" * 62)).write_text("hello")
        assert list(store.digests()) == [digest]


class TestStaging:
    def test_what_a_killed_process_left_is_swept_by_the_next_put(self, store, folder):
        left = folder / "incoming" / "0123456789abcdef"
        left.mkdir(parents=True)
        (left / "0").write_bytes(b"half an obj")
        put_bytes(store, b"vesk")
        assert list((folder / "incoming").iterdir()) == []

    def test_what_a_living_process_is_writing_is_left_alone(self, store, folder):
        (folder / "incoming").mkdir(parents=True)
        incoming = os.open(folder / "incoming", os.O_RDONLY)
        with staging_folder(incoming) as mine:
            os.close(os.open("0", os.O_WRONLY | os.O_CREAT, dir_fd=mine))
            put_bytes(store, b"vesk")
            assert os.stat("0", dir_fd=mine).st_size == 0
        os.close(incoming)
        assert list((folder / "incoming").iterdir()) == []

    def test_an_interrupted_batch_keeps_no_staging(self, store, folder):
        def interrupt():
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            store.put_batch([lambda: io.BytesIO(b"one"), interrupt])
        assert files(folder) == []
        assert list((folder / "incoming").iterdir()) == []


class TestNoHardLinks:
    """File systems of memory sticks (exFAT) have none."""

    @pytest.fixture(autouse=True)
    def no_links(self, monkeypatch):
        def refuse(*_, **__):
            raise PermissionError(errno.EPERM, "Operation not permitted")

        monkeypatch.setattr(os, "link", refuse)

    def test_objects_are_kept_all_the_same_and_never_replaced(self, store, folder):
        digest = put_bytes(store, b"vesk").digest
        inode = (folder / digest[:2] / digest[2:]).stat().st_ino
        large = put_bytes(store, bytes(2 * CHUNK)).digest
        assert not put_bytes(store, b"vesk").new
        assert not put_bytes(store, bytes(2 * CHUNK)).new
        assert (folder / digest[:2] / digest[2:]).stat().st_ino == inode
        assert list(store.digests()) == sorted([digest, large])
        assert list((folder / "incoming").iterdir()) == []


class TestPowerCut:
    @pytest.mark.parametrize("size", [4, 3 * CHUNK])
    def test_bytes_are_flushed_before_they_have_a_name_and_the_name_before_it_is_acknowledged(
        self, power_cut, store, size
    ):
        put_bytes(store, bytes(size))
        assert power_cut.unflushed_names == []
        store.put_batch((lambda i=i: io.BytesIO(b"%d" % i)) for i in range(50))
        assert power_cut.unsafe_names == []
        assert power_cut.unflushed_names == []


class TestDisk:
    def test_a_full_disk_is_told_and_leaves_nothing_half_visible(self, small_disk):
        said = small_disk(
            """
            import io, os, sys
            from pathlib import Path
            from firsthand.vault.object_store import put_bytes
            from firsthand.vault.object_stores.folder import FolderObjectStore
            from firsthand.vault.storage_errors import StorageFullError

            store = FolderObjectStore(Path(sys.argv[1]) / "objects")
            put_bytes(store, b"before")
            attempts = [
                lambda: put_bytes(store, os.urandom(8 << 20)),
                lambda: store.put_batch([lambda: io.BytesIO(os.urandom(900_000))] * 9),
            ]
            for attempt in attempts:
                try:
                    attempt()
                except StorageFullError as error:
                    print(error.diagnostics())
                digests = list(store.digests())
                assert len(digests) == 1, digests
                assert not list((Path(sys.argv[1]) / "objects" / "incoming").iterdir())
            assert put_bytes(store, os.urandom(2 << 20)).new, "there is room again"
            """,
            "4m",
        )
        assert said.count("There is no room left") == 2
        assert said.count("Free some space") == 2

    def test_a_read_only_disk_can_be_read_and_says_that_it_takes_nothing(self, small_disk):
        said = small_disk(
            """
            import subprocess, sys
            from pathlib import Path
            from firsthand.vault.object_store import put_bytes
            from firsthand.vault.object_stores.folder import FolderObjectStore
            from firsthand.vault.storage_errors import StorageReadOnlyError

            folder = Path(sys.argv[1]) / "objects"
            digest = put_bytes(FolderObjectStore(folder), b"before").digest
            subprocess.run(["mount", "-o", "remount,ro", sys.argv[1]], check=True)
            store = FolderObjectStore(folder)
            assert store.open(digest).read() == b"before"
            try:
                put_bytes(store, b"after")
            except StorageReadOnlyError as error:
                print(error.diagnostics())
            """
        )
        assert "cannot be written" in said
        assert "Make the folder writable" in said

    def test_a_file_in_the_folders_place_is_a_storage_error(self, folder, store):
        folder.write_text("not a folder")
        with pytest.raises(StorageError, match="objects"):
            put_bytes(store, b"vesk")
        assert list(store.digests()) == []

    def test_a_case_that_vanished_is_a_storage_error(self, tmp_path):
        store = FolderObjectStore(tmp_path / "gone" / "objects")
        with pytest.raises(StorageError, match="could not be used"):
            put_bytes(store, b"vesk")
