"""What every object store keeps to, as its contract says."""

from __future__ import annotations

import hashlib
import io
import random
import subprocess
from types import ModuleType

import pytest

from firsthand.evidence.errors import MalformedValueError, MissingThingError
from firsthand.vault.object_store import ObjectStore, StoredObject, put_bytes
from firsthand.vault.object_stores.receiving import CHUNK

SIZES = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 9 * CHUNK + 5]


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def some_bytes(seed: int, size: int) -> bytes:
    return random.Random(seed).randbytes(size)


def read(store: ObjectStore, digest: str) -> bytes:
    with store.open(digest) as stream:
        return stream.read()


class TricklingStream(io.RawIOBase):
    """Gives a few bytes at a time, as pipes and sockets do."""

    def __init__(self, data: bytes) -> None:
        self._data = io.BytesIO(data)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        return self._data.readinto(memoryview(buffer)[:4099])


class FailingStream(io.RawIOBase):
    """A source that breaks after so many bytes: a card pulled out of its reader."""

    def __init__(self, good: int) -> None:
        self._left = good

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        if self._left == 0:
            raise OSError(5, "Input/output error")
        count = min(self._left, len(buffer))
        self._left -= count
        return count


class ReadOnlyByRead:
    """A stream that has no readinto."""

    def __init__(self, data: bytes) -> None:
        self._data = io.BytesIO(data)

    def read(self, size: int) -> bytes:
        return self._data.read(size)


class TestPut:
    @pytest.mark.parametrize("size", SIZES)
    def test_bytes_are_kept_under_their_digest(self, store, size):
        data = some_bytes(size, size)
        assert put_bytes(store, data) == StoredObject(sha256(data), size, new=True)
        assert read(store, sha256(data)) == data
        assert store.size(sha256(data)) == size
        with store.local_path(sha256(data)) as path:
            assert path.read_bytes() == data

    @pytest.mark.parametrize("size", SIZES)
    def test_putting_the_same_bytes_again_is_not_new(self, store_backend, size):
        data = some_bytes(size, size)
        put_bytes(store_backend.open(), data)
        for store in (store_backend.open(), store_backend.open()):
            assert put_bytes(store, data) == StoredObject(sha256(data), size, new=False)

    def test_a_stream_that_trickles_is_read_to_its_end(self, store):
        data = some_bytes(1, 3 * CHUNK + 17)
        assert store.put(TricklingStream(data)).digest == sha256(data)

    def test_a_stream_without_readinto_will_do(self, store):
        data = some_bytes(2, 2 * CHUNK + 3)
        assert store.put(ReadOnlyByRead(data)).digest == sha256(data)

    def test_only_the_rest_of_a_stream_is_taken(self, store):
        stream = io.BytesIO(b"heading and body")
        stream.seek(12)
        assert store.put(stream).digest == sha256(b"body")

    @pytest.mark.parametrize("good", [0, 100, 2 * CHUNK + 5])
    def test_an_error_of_the_stream_passes_through_and_leaves_nothing(self, store, good):
        with pytest.raises(OSError, match="Input/output"):
            store.put(FailingStream(good))
        assert list(store.digests()) == []
        assert put_bytes(store, b"and it goes on").new

    def test_an_object_read_from_the_store_can_be_put_again(self, store):
        data = some_bytes(3, 2 * CHUNK)
        digest = put_bytes(store, data).digest
        with store.open(digest) as stream:
            assert not store.put(stream).new


class TestPutBatch:
    def test_results_stand_in_the_order_of_the_sources(self, store):
        data = [some_bytes(i, i * 37) for i in range(200)]
        stored = store.put_batch(lambda d=d: io.BytesIO(d) for d in data)
        assert stored == tuple(StoredObject(sha256(d), len(d), new=True) for d in data)
        assert [read(store, s.digest) for s in stored] == data

    def test_of_equal_sources_the_first_is_new(self, store):
        large = some_bytes(4, CHUNK + 1)
        sources = [b"one", b"two", b"one", large, large]
        stored = store.put_batch([lambda d=d: io.BytesIO(d) for d in sources])
        assert [s.new for s in stored] == [True, True, False, True, False]
        assert len(list(store.digests())) == 3

    def test_a_source_that_fails_stands_as_its_error_and_the_rest_goes_on(self, store):
        def gone():
            raise FileNotFoundError(2, "No such file or directory", "gone.txt")

        sources = [lambda: io.BytesIO(b"a"), gone, lambda: FailingStream(CHUNK + 9)]
        first, second, third, fourth = store.put_batch([*sources, lambda: io.BytesIO(b"b")])
        assert (first.digest, fourth.digest) == (sha256(b"a"), sha256(b"b"))
        assert isinstance(second, FileNotFoundError)
        assert isinstance(third, OSError)
        assert sorted(store.digests()) == sorted([sha256(b"a"), sha256(b"b")])

    def test_more_files_than_one_group_holds_are_all_kept(self, store):
        stored = store.put_batch((lambda i=i: io.BytesIO(b"%d" % i)) for i in range(5000))
        assert [s.digest for s in stored] == [sha256(b"%d" % i) for i in range(5000)]
        assert list(store.digests()) == sorted(s.digest for s in stored)

    def test_no_sources_make_no_objects(self, store):
        assert store.put_batch([]) == ()

    def test_every_source_is_closed(self, store):
        streams = [io.BytesIO(b"x"), FailingStream(3)]
        store.put_batch([lambda s=s: s for s in streams])
        assert all(stream.closed for stream in streams)


class TestReading:
    def test_an_absent_object_is_missing(self, store):
        put_bytes(store, b"another")
        digest = sha256(b"never put")
        assert not store.contains(digest)
        for look in (store.open, store.size, lambda d: store.local_path(d).__enter__()):
            with pytest.raises(MissingThingError, match=digest):
                look(digest)

    def test_an_empty_store_has_no_objects(self, store):
        assert list(store.digests()) == []
        assert not store.contains(sha256(b""))

    @pytest.mark.parametrize("untrusted", ["", "../../etc/passwd", "A" * 64, "a" * 63, "a" * 65])
    def test_what_is_no_digest_is_refused(self, store, untrusted):
        for look in (store.open, store.size, store.contains):
            with pytest.raises(MalformedValueError):
                look(untrusted)

    def test_digests_come_in_ascending_order(self, store):
        for i in range(300):
            put_bytes(store, b"%d" % i)
        digests = list(store.digests())
        assert digests == sorted(digests)
        assert len(digests) == 300

    def test_an_opened_object_can_seek(self, store):
        digest = put_bytes(store, b"0123456789").digest
        with store.open(digest) as stream:
            stream.seek(7)
            assert stream.read() == b"789"


PUT_MANY = """
    import io, random
    order = list(range(300))
    random.Random(int(sys.argv[2])).shuffle(order)
    large = random.Random(7).randbytes(3 << 20)
    new = 0
    for i in order[:150]:
        new += store.put(io.BytesIO(b"object %d" % i)).new
    new += store.put(io.BytesIO(large)).new
    rest = store.put_batch((lambda i=i: io.BytesIO(b"object %d" % i)) for i in order[150:])
    print(new + sum(stored.new for stored in rest))
"""


class TestConcurrency:
    def test_processes_that_put_the_same_bytes_at_once_make_each_object_once(self, store_backend):
        children = [store_backend.start(PUT_MANY, str(seed)) for seed in range(3)]
        outputs = [child.communicate(timeout=120) for child in children]
        assert [child.returncode for child in children] == [0, 0, 0], outputs
        store = store_backend.open()
        large = random.Random(7).randbytes(3 << 20)
        expected = [sha256(b"object %d" % i) for i in range(300)] + [sha256(large)]
        assert list(store.digests()) == sorted(expected)
        assert all(sha256(read(store, digest)) == digest for digest in expected)
        assert sum(int(out) for out, _ in outputs) == 301


class TestKill:
    def test_whatever_the_instant_acknowledged_objects_stay_and_torn_ones_do_not_appear(
        self, store_backend, dying_process: ModuleType
    ):
        acknowledged = store_backend.place / "acknowledged"
        draw = random.Random(20260301)

        def work(turn: int) -> None:
            store = store_backend.open()
            put = [put_bytes(store, b"single %d" % turn), put_bytes(store, some_bytes(turn, CHUNK))]
            with acknowledged.open("a") as notes:
                notes.writelines(f"{stored.digest}\n" for stored in put)
            put = store.put_batch([lambda i=i: io.BytesIO(b"%d/%d" % (turn, i)) for i in range(20)])
            with acknowledged.open("a") as notes:
                notes.writelines(f"{stored.digest}\n" for stored in put)

        lines = dying_process.lines_of(lambda: work(0))
        killed = 0
        for turn in range(1, 41):
            killed += dying_process.kill_at(draw.randint(1, lines), lambda turn=turn: work(turn))
            store = store_backend.open()
            digests = set(store.digests())
            assert set(acknowledged.read_text().split()) <= digests
            assert all(sha256(read(store, digest)) == digest for digest in digests)
        assert killed >= 38
        work(100)
        assert set(acknowledged.read_text().split()) <= set(store_backend.open().digests())


class TestNoRoom:
    def test_a_file_size_limit_is_a_full_store_that_goes_on_later(self, store_backend):
        child = store_backend.start("""
            import io, resource
            from firsthand.vault.object_store import put_bytes
            from firsthand.vault.storage_errors import StorageFullError
            put_bytes(store, b"before")
            resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, resource.RLIM_INFINITY))
            for attempt in (
                lambda: put_bytes(store, bytes(3 << 20)),
                lambda: store.put_batch([lambda: io.BytesIO(bytes(3 << 20))]),
            ):
                try:
                    attempt()
                except StorageFullError as error:
                    assert error.remedy
                else:
                    raise AssertionError("it was not full")
                assert len(list(store.digests())) == 1, "something is half-visible"
            resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
            assert put_bytes(store, bytes(3 << 20)).new
        """)
        _, errors = child.communicate(timeout=60)
        assert child.returncode == 0, errors

    def test_memory_does_not_grow_with_the_object(self, store_backend):
        child = store_backend.start("""
            import io, resource
            class Zeros(io.RawIOBase):
                left = 160 << 20
                def readable(self):
                    return True
                def readinto(self, buffer):
                    count = min(self.left, len(buffer))
                    self.left -= count
                    return count
            from firsthand.vault.object_store import put_bytes
            put_bytes(store, bytes(4 << 20))
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            store.put(Zeros())
            print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
        """)
        output, errors = child.communicate(timeout=120)
        assert child.returncode == 0, errors
        assert int(output) < 16 * 1024  # KiB
        subprocess.run(["rm", "-rf", str(store_backend.place / "objects")], check=True)
