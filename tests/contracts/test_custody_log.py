"""What every custody log keeps to, as its contract says."""

from __future__ import annotations

import random
import threading
from types import ModuleType

import pytest

from firsthand.evidence.errors import FirsthandError, MalformedValueError, MissingThingError
from firsthand.proof.checkpoints import open_checkpoint
from firsthand.proof.growing_tiles import TileEdge
from firsthand.proof.merkle import (
    leaf_hash,
    leaf_hashes,
    root_hash,
    verify_consistency,
    verify_inclusion,
)
from firsthand.proof.tiles import MAX_LEAF_BYTES, encode_bundle, tiles_of_tree
from firsthand.vault.custody_log import CustodyLog, SignedCheckpoint

SIZES = [1, 2, 255, 256, 257, 600, 4095, 4097, 5000, 66_000]


def leaves_up_to(count: int) -> list[bytes]:
    return [b'{"entry":%d}' % i for i in range(count)]


def append(log: CustodyLog, leaves: list[bytes]) -> SignedCheckpoint:
    with log.writing() as writer:
        return writer.append(leaves)


def root_at(size: int) -> bytes:
    return root_hash(leaf_hashes(leaves_up_to(size)))


class TestAppending:
    def test_a_log_without_leaves_has_no_checkpoint(self, log):
        assert log.checkpoint() is None
        assert list(log.leaves()) == []
        with log.writing() as writer:
            assert (writer.size, writer.latest) == (0, None)
            with pytest.raises(ValueError, match="nothing is appended"):
                writer.append([])
        assert log.checkpoint() is None

    @pytest.mark.parametrize("size", SIZES)
    def test_the_checkpoint_is_signed_and_has_the_root_of_rfc_6962(self, log_backend, size):
        signed = append(log_backend.open(), leaves_up_to(size))
        log = log_backend.open_without_key()
        assert log.checkpoint() == signed
        assert signed.checkpoint.origin == log.origin == log_backend.key.name
        assert (signed.checkpoint.size, signed.checkpoint.root) == (size, root_at(size))
        assert open_checkpoint(signed.note, log.vkey) == signed.checkpoint
        assert list(log.leaves()) == leaves_up_to(size)

    @pytest.mark.parametrize("seed", range(6))
    def test_every_tile_is_determined_by_the_leaves_however_they_were_appended(self, log, seed):
        draw = random.Random(seed)
        size = draw.choice([300, 700, 2000])
        leaves = leaves_up_to(size)
        done = 0
        while done < size:
            with log.writing() as writer:
                for _ in range(draw.randint(1, 3)):
                    step = draw.choice([0, 1, 1, 2, 100, 255, 256, 257])
                    part = leaves[done : done + step]
                    if part:
                        assert writer.append(iter(part)).checkpoint.size == done + len(part)
                    done += len(part)
                    assert writer.size == done
        _, tiles = TileEdge().append(leaf_hashes(leaves))
        for tile in tiles_of_tree(size):
            part = leaves[tile.n * 256 : tile.n * 256 + tile.width]
            expected = encode_bundle(part) if tile.level is None else tiles[tile.path]
            assert log.tile(tile.path) == expected

    def test_appending_nothing_to_a_log_leaves_its_checkpoint(self, log):
        first = append(log, leaves_up_to(3))
        assert append(log, []) == first
        assert log.checkpoint() == first

    def test_a_leaf_that_is_too_long_is_refused_and_nothing_is_appended(self, log):
        append(log, leaves_up_to(1))
        with pytest.raises(MalformedValueError, match="65536 bytes"):
            append(log, [b"good", bytes(MAX_LEAF_BYTES + 1)])
        assert list(log.leaves()) == leaves_up_to(1)
        assert append(log, [bytes(MAX_LEAF_BYTES)]).checkpoint.size == 2

    def test_large_leaves_are_published_in_parts(self, log):
        leaves = [random.Random(i).randbytes(60_000) for i in range(600)]
        assert append(log, leaves).checkpoint.root == root_hash(leaf_hashes(leaves))
        assert list(log.leaves()) == leaves

    def test_an_error_of_the_leaves_source_leaves_a_log_that_goes_on(self, log):
        def source():
            yield from leaves_up_to(5)
            raise RuntimeError("the signer went away")

        append(log, leaves_up_to(2))
        with log.writing() as writer:
            with pytest.raises(RuntimeError):
                writer.append(source())
            assert writer.append([b"next"]).checkpoint.size == 3
        assert list(log.leaves()) == [*leaves_up_to(2), b"next"]

    def test_without_its_private_key_a_log_can_be_read_but_not_written(self, log_backend):
        append(log_backend.open(), leaves_up_to(2))
        log = log_backend.open_without_key()
        assert list(log.leaves()) == leaves_up_to(2)
        with pytest.raises(FirsthandError, match="private key"), log.writing():
            pass

    def test_a_writer_ends_with_its_block(self, log):
        with log.writing() as writer:
            writer.append([b"a"])
        with pytest.raises(ValueError, match="ended"):
            writer.append([b"b"])
        assert list(log.leaves()) == [b"a"]


class TestReading:
    @pytest.mark.parametrize(("start", "end"), [(0, 0), (0, 1), (255, 257), (300, 699), (511, 700)])
    def test_any_stretch_of_leaves_can_be_read(self, log, start, end):
        append(log, leaves_up_to(700))
        assert list(log.leaves(start, end)) == leaves_up_to(700)[start:end]

    def test_leaves_beyond_the_end_are_missing(self, log):
        append(log, leaves_up_to(3))
        with pytest.raises(MissingThingError, match="3 entries"):
            list(log.leaves(0, 4))

    def test_what_is_no_tile_path_is_refused(self, log):
        append(log, leaves_up_to(3))
        for untrusted in ("checkpoint", "tile/0/../../x", "/etc/passwd", "tile/0/000.p/0"):
            with pytest.raises(MalformedValueError):
                log.tile(untrusted)

    @pytest.mark.parametrize("size", [1, 2, 257, 700, 5000])
    def test_proofs_hold_at_the_newest_and_at_every_older_size(self, log, size):
        leaves = leaves_up_to(5001)
        append(log, leaves[:size])
        append(log, leaves[size:])
        draw = random.Random(size)
        for index in {0, size - 1, *(draw.randrange(size) for _ in range(20))}:
            for at in (size, 5001):
                proof = log.inclusion(index, at)
                assert verify_inclusion(leaf_hash(leaves[index]), index, at, proof, root_at(at))
        proof = log.consistency(size, 5001)
        assert verify_consistency(size, root_at(size), 5001, root_at(5001), proof)
        assert len(proof) <= 14

    def test_partial_tiles_of_older_sizes_can_still_be_asked_for(self, log):
        append(log, leaves_up_to(5))
        before = [log.tile("tile/0/000.p/5"), log.tile("tile/entries/000.p/5")]
        append(log, leaves_up_to(300)[5:])
        assert [log.tile("tile/0/000.p/5"), log.tile("tile/entries/000.p/5")] == before

    def test_readers_need_no_lock_and_never_see_a_torn_log(self, log_backend):
        stop = threading.Event()
        faults: list[BaseException] = []
        seen: list[int] = []

        def read_on() -> None:
            log = log_backend.open_without_key()
            while not stop.is_set():
                try:
                    signed = log.checkpoint()
                    size = signed.checkpoint.size if signed else 0
                    leaves = list(log.leaves(0, size))
                    assert leaves == leaves_up_to(size)
                    if signed and size:
                        assert root_hash(leaf_hashes(leaves)) == signed.checkpoint.root
                        proof = log.inclusion(size // 2, size)
                        leaf, root = leaf_hash(leaves[size // 2]), signed.checkpoint.root
                        assert verify_inclusion(leaf, size // 2, size, proof, root)
                    seen.append(size)
                except BaseException as fault:  # noqa: BLE001  raised again in the test's thread
                    faults.append(fault)
                    return

        readers = [threading.Thread(target=read_on) for _ in range(2)]
        for reader in readers:
            reader.start()
        log = log_backend.open()
        for leaf in leaves_up_to(120):
            append(log, [leaf])
        stop.set()
        for reader in readers:
            reader.join()
        assert not faults, faults
        assert len(set(seen)) > 5


APPEND_MANY = """
    for i in range(60):
        with log.writing() as writer:
            writer.append([f"{sys.argv[2]}/{i}/{k}".encode() for k in range(1 + i % 3)])
"""


class TestConcurrency:
    def test_processes_that_append_at_once_lose_and_double_nothing(self, log_backend):
        children = [log_backend.start(APPEND_MANY, name) for name in "abc"]
        errors = [child.communicate(timeout=120)[1] for child in children]
        assert [child.returncode for child in children] == [0, 0, 0], errors
        log = log_backend.open_without_key()
        leaves = list(log.leaves())
        for name in "abc":
            mine = [leaf for leaf in leaves if leaf.startswith(name.encode())]
            expected = [f"{name}/{i}/{k}".encode() for i in range(60) for k in range(1 + i % 3)]
            assert mine == expected
        assert len(leaves) == 3 * 120
        assert log.checkpoint().checkpoint.root == root_hash(leaf_hashes(leaves))


class TestKill:
    def test_whatever_the_instant_acknowledged_leaves_stay_and_the_log_goes_on(
        self, log_backend, dying_process: ModuleType
    ):
        acknowledged = log_backend.place / "acknowledged"
        acknowledged.write_text("0")
        draw = random.Random(20260302)

        def work(steps: list[int]) -> None:
            log = log_backend.open()
            for step in steps:
                with log.writing() as writer:
                    some = [b'{"entry":%d}' % (writer.size + i) for i in range(step)]
                    signed = writer.append(some)
                acknowledged.write_text(str(signed.checkpoint.size))

        killed = 0
        for _ in range(150):
            steps = [draw.choice([1, 1, 2, 100, 256, 300, 4500]) for _ in range(2)]
            killed += dying_process.kill_at(draw.randint(1, 500), lambda steps=steps: work(steps))
            log = log_backend.open_without_key()
            signed = log.checkpoint()
            size = signed.checkpoint.size if signed else 0
            assert size >= int(acknowledged.read_text())
            assert list(log.leaves()) == leaves_up_to(size)
            assert signed is None or signed.checkpoint.root == root_at(size)
        assert killed >= 100
        work([1, 300])
        log = log_backend.open_without_key()
        size = log.checkpoint().checkpoint.size
        assert log.checkpoint().checkpoint.root == root_at(size)


class TestNoRoom:
    def test_a_file_size_limit_is_a_full_log_that_goes_on_later(self, log_backend):
        child = log_backend.start("""
            import resource
            from firsthand.vault.storage_errors import StorageFullError
            with log.writing() as writer:
                writer.append([b"before"])
            resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, resource.RLIM_INFINITY))
            with log.writing() as writer:
                for _ in range(2):
                    try:
                        writer.append([bytes(30_000)])
                    except StorageFullError as error:
                        assert error.remedy
                    except ValueError as error:
                        assert "failed" in str(error)
                    else:
                        raise AssertionError("it was not full")
            assert list(log.leaves()) == [b"before"]
            with log.writing() as writer:
                assert writer.append([b"small"]).checkpoint.size == 2
            resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
            with log.writing() as writer:
                assert writer.append([bytes(30_000)]).checkpoint.size == 3
        """)
        _, errors = child.communicate(timeout=60)
        assert child.returncode == 0, errors
