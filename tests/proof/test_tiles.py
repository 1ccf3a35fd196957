"""Tiles and bundles: names, contents, growth, and damaged ones."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firsthand.evidence.errors import BrokenEvidenceError, MalformedValueError
from firsthand.proof.growing_tiles import TileEdge
from firsthand.proof.merkle import (
    MAX_SIZE,
    inclusion_proof,
    leaf_hash,
    leaf_hashes,
    root_hash,
    tree_root,
    verify_inclusion,
)
from firsthand.proof.tiles import (
    LevelTiles,
    Tile,
    TileNodes,
    decode_bundle,
    encode_bundle,
    entry_bundle_path,
    level_tiles,
    tile_path,
    tiles_of_tree,
)


def test_paths_are_those_of_the_specification() -> None:
    assert tile_path(0, 1067, 5) == "tile/0/x001/067.p/5"
    assert tile_path(0, 1_234_067) == "tile/0/x001/x234/067"
    assert tile_path(63, 0) == "tile/63/000"
    assert entry_bundle_path(1067, 5) == "tile/entries/x001/067.p/5"
    assert entry_bundle_path(999) == "tile/entries/999"


@given(
    st.none() | st.integers(0, 63),
    st.integers(0, 2000) | st.integers(0, MAX_SIZE),
    st.integers(1, 256),
)
def test_a_path_reads_back(level: int | None, n: int, width: int) -> None:
    tile = Tile(level, n, width)
    assert Tile.from_path(tile.path) == tile


@pytest.mark.parametrize(
    "untrusted",
    [
        "",
        "checkpoint",
        "tile/0/0",
        "tile/0/0000",
        "tile/0/x000/001",
        "tile/00/000",
        "tile/64/000",
        "tile/-1/000",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/05",
        "tile/0/000.p/1\n",
        "tile/0/../000",
        "/tile/0/000",
        "tile/0/٠٠٠",
        "tile/0/" + "x999/" * 100_000 + "000",
        "tile/data/000",
    ],
)
def test_any_other_path_is_malformed(untrusted: str) -> None:
    with pytest.raises(MalformedValueError):
        Tile.from_path(untrusted)


def test_the_tiles_of_70000_leaves_are_those_of_the_specification() -> None:
    assert level_tiles(70_000) == (
        LevelTiles(0, 273, 112),
        LevelTiles(1, 1, 17),
        LevelTiles(2, 0, 1),
    )
    assert level_tiles(256) == (LevelTiles(0, 1, 0), LevelTiles(1, 0, 1))
    assert level_tiles(0) == ()


def test_a_growing_tree_gets_new_tiles_only() -> None:
    paths = [tile.path for tile in tiles_of_tree(260, older=250)]
    assert paths == [
        "tile/entries/000",
        "tile/entries/001.p/4",
        "tile/0/000",
        "tile/0/001.p/4",
        "tile/1/000.p/1",
    ]
    assert list(tiles_of_tree(260, older=260)) == []
    assert [tile.path for tile in tiles_of_tree(513, older=512)] == [
        "tile/entries/002.p/1",
        "tile/0/002.p/1",
    ]


def test_the_tiles_of_an_absurd_size_can_be_begun() -> None:
    assert [t.path for t in islice(tiles_of_tree(MAX_SIZE), 2)] == [
        "tile/entries/000",
        "tile/entries/001",
    ]


@given(st.lists(st.binary(max_size=40), min_size=1, max_size=256))
def test_a_bundle_reads_back(leaves: list[bytes]) -> None:
    assert decode_bundle(encode_bundle(leaves), len(leaves)) == tuple(leaves)


@given(st.binary(max_size=60), st.integers(0, 256))
def test_any_bytes_are_a_bundle_exactly_or_not_at_all(untrusted: bytes, width: int) -> None:
    try:
        leaves = decode_bundle(untrusted, width)
    except MalformedValueError:
        return
    assert not leaves or encode_bundle(leaves) == untrusted


def test_a_cut_or_lengthened_bundle_is_malformed() -> None:
    bundle = encode_bundle([b"one", b"", b"three"])
    for cut in range(len(bundle)):
        with pytest.raises(MalformedValueError, match="ends within"):
            decode_bundle(bundle[:cut], 3)
    with pytest.raises(MalformedValueError, match="1 bytes after"):
        decode_bundle(bundle + b"\0", 3)
    with pytest.raises(MalformedValueError):
        decode_bundle(bundle, 2)


def test_a_bundle_holds_1_to_256_leaves_of_up_to_65535_bytes() -> None:
    assert decode_bundle(encode_bundle([bytes(65535)]), 1) == (bytes(65535),)
    for leaves in ([], [b""] * 257, [bytes(65536)]):
        with pytest.raises(MalformedValueError):
            encode_bundle(leaves)


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 511, 512, 513, 600])
def test_tiles_hold_the_tree(size: int, make_log: Callable[[int], Any]) -> None:
    log = make_log(size)
    hashes = leaf_hashes(log.leaves)
    assert set(log.files) == {t.path for t in tiles_of_tree(size)} | {"checkpoint"}
    assert log.edge.root() == root_hash(hashes) == tree_root(size, log.nodes())
    assert log.files[tile_path(0, 0, min(size, 256))] == b"".join(hashes[:256])
    for index in {0, 1, size // 2, size - 1} & set(range(size)):
        proof = inclusion_proof(index, size, log.nodes())
        assert verify_inclusion(hashes[index], index, size, proof, log.edge.root())


@given(st.lists(st.integers(0, 300), max_size=5))
def test_a_tree_grown_in_any_portions_is_the_same(portions: list[int]) -> None:
    hashes = [leaf_hash(b"%d" % i) for i in range(sum(portions))]
    edge, files = TileEdge(), dict[str, bytes]()
    for portion in portions:
        older = edge.size
        edge, tiles = edge.append(hashes[older : older + portion])
        expected = [t.path for t in tiles_of_tree(edge.size, older=older) if t.level is not None]
        assert list(tiles) == expected
        files |= tiles
    assert edge == TileEdge().append(hashes)[0]
    assert edge.root() == root_hash(hashes)
    assert TileEdge.read(files.__getitem__, edge.size) == edge
    for tile in tiles_of_tree(edge.size):
        assert tile.level is None or tile.path in files


def test_a_tile_that_is_cut_off_is_broken_evidence(make_log: Callable[[int], Any]) -> None:
    log = make_log(300)
    for index, path in ((0, "tile/0/000"), (299, "tile/0/001.p/44")):
        files = {**log.files, path: log.files[path][:-1]}
        with pytest.raises(BrokenEvidenceError, match=path):
            inclusion_proof(index, 300, TileNodes(files.__getitem__, 300))
    files = {**log.files, "tile/0/001.p/44": b""}
    with pytest.raises(BrokenEvidenceError, match="has 0 bytes, not 1408"):
        TileEdge.read(files.__getitem__, 300)


def test_nodes_outside_the_tree_are_refused(make_log: Callable[[int], Any]) -> None:
    nodes = make_log(300).nodes()
    for level, index in ((0, 300), (8, 1), (9, 0), (-1, 0), (0, -1)):
        with pytest.raises(ValueError, match="no subtree"):
            nodes(level, index)


def test_many_tiles_are_read_with_few_kept(make_log: Callable[[int], Any]) -> None:
    log = make_log(256 * 70 + 3)
    reads: list[str] = []

    def read(path: str) -> bytes:
        reads.append(path)
        return log.files[path]

    nodes = TileNodes(read, log.edge.size)
    hashes = [nodes(0, index) for index in range(log.edge.size)]
    assert hashes == leaf_hashes(log.leaves)
    assert len(reads) == 71


def test_an_edge_of_the_wrong_shape_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="tree of 2"):
        TileEdge(2, (bytes(32),))
    with pytest.raises(ValueError, match="32 bytes"):
        TileEdge().append([b"short"])
