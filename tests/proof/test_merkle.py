"""The tree against the published vectors, a plain recursive reading of the RFC, and tampering."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firsthand.proof.merkle import (
    EMPTY_ROOT,
    MAX_SIZE,
    CompactRange,
    NodeReader,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    leaf_hashes,
    node_hash,
    root_hash,
    tree_root,
    verify_consistency,
    verify_inclusion,
)

# The certificate-transparency test vectors: eight leaves and the root after each.
LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
MANY = [b"%d" % i for i in range(80)]


def plain_root(leaves: Sequence[bytes]) -> bytes:
    """MTH of RFC 9162 section 2.1.1, word for word."""
    if not leaves:
        return EMPTY_ROOT
    if len(leaves) == 1:
        return leaf_hash(leaves[0])
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return node_hash(plain_root(leaves[:k]), plain_root(leaves[k:]))


def nodes_of(leaves: Sequence[bytes]) -> NodeReader:
    def node(level: int, index: int) -> bytes:
        under = leaves[index << level : (index + 1) << level]
        assert len(under) == 1 << level, "only complete subtrees may be asked for"
        return plain_root(under)

    return node


@pytest.mark.parametrize("size", range(9))
def test_roots_are_those_of_the_published_vectors(size: int) -> None:
    hashes = leaf_hashes(LEAVES[:size])
    assert root_hash(hashes).hex() == ROOTS[size]
    assert CompactRange().append(hashes).root().hex() == ROOTS[size]
    assert tree_root(size, nodes_of(LEAVES)).hex() == ROOTS[size]


def test_proofs_are_those_of_the_published_vectors() -> None:
    node = nodes_of(LEAVES)
    assert [h.hex() for h in inclusion_proof(0, 8, node)] == [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ]
    assert [h.hex() for h in consistency_proof(6, 8, node)] == [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]


@pytest.mark.parametrize("size", range(1, 80))
def test_every_leaf_of_every_small_tree_has_a_proof_that_holds(size: int) -> None:
    node, root = nodes_of(MANY), plain_root(MANY[:size])
    for index in range(size):
        proof = inclusion_proof(index, size, node)
        assert verify_inclusion(leaf_hash(MANY[index]), index, size, proof, root)
        for other in {*range(size)} - {index}:
            assert not verify_inclusion(leaf_hash(MANY[index]), other, size, proof, root)


@pytest.mark.parametrize("new", range(1, 80))
def test_every_older_tree_has_a_consistency_proof_that_holds(new: int) -> None:
    node, new_root = nodes_of(MANY), plain_root(MANY[:new])
    assert verify_consistency(0, EMPTY_ROOT, new, new_root, consistency_proof(0, new, node))
    for old in range(1, new + 1):
        old_root = plain_root(MANY[:old])
        proof = consistency_proof(old, new, node)
        assert verify_consistency(old, old_root, new, new_root, proof)
        forked = plain_root([*MANY[: old - 1], b"another history"])
        assert not verify_consistency(old, forked, new, new_root, proof)
        assert not verify_consistency(old, old_root, new, forked, proof)


@pytest.mark.parametrize(("index", "size"), [(0, 2), (2, 3), (5, 7), (6, 7), (33, 64), (64, 65)])
def test_a_changed_shortened_or_lengthened_inclusion_proof_fails(index: int, size: int) -> None:
    root, leaf = plain_root(MANY[:size]), leaf_hash(MANY[index])
    proof = inclusion_proof(index, size, nodes_of(MANY))
    assert verify_inclusion(leaf, index, size, proof, root)
    for bad in _spoilt(proof):
        assert not verify_inclusion(leaf, index, size, bad, root)
    assert not verify_inclusion(leaf, index, size, proof, bytes(32))
    assert not verify_inclusion(leaf[:-1], index, size, proof, root)


@pytest.mark.parametrize(("old", "new"), [(1, 2), (2, 3), (3, 7), (4, 7), (6, 8), (64, 65)])
def test_a_changed_shortened_or_lengthened_consistency_proof_fails(old: int, new: int) -> None:
    old_root, new_root = plain_root(MANY[:old]), plain_root(MANY[:new])
    proof = consistency_proof(old, new, nodes_of(MANY))
    assert verify_consistency(old, old_root, new, new_root, proof)
    for bad in _spoilt(proof):
        assert not verify_consistency(old, old_root, new, new_root, bad)


def _spoilt(proof: tuple[bytes, ...]) -> list[tuple[bytes, ...]]:
    changed = [
        (*proof[:i], bytes([h[0] ^ 1]) + h[1:], *proof[i + 1 :]) for i, h in enumerate(proof)
    ]
    cut = [(*proof[:i], h[:-1], *proof[i + 1 :]) for i, h in enumerate(proof)]
    longer = [(*proof, bytes(32)), (bytes(32), *proof), proof + (bytes(32),) * 100_000]
    return [*changed, *cut, proof[1:], proof[:-1], *longer]


@pytest.mark.parametrize(
    ("index", "size"), [(-1, 1), (0, 0), (1, 1), (0, -1), (0, MAX_SIZE + 1), (2**80, 2**81)]
)
def test_an_impossible_index_or_size_is_refused(index: int, size: int) -> None:
    assert not verify_inclusion(bytes(32), index, size, (), bytes(32))


def test_impossible_sizes_are_refused_in_consistency() -> None:
    for old, new in ((2, 1), (-1, 1), (1, MAX_SIZE + 1)):
        assert not verify_consistency(old, bytes(32), new, bytes(32), ())
    assert not verify_consistency(0, bytes(32), 5, bytes(32), ())
    assert not verify_consistency(1, bytes(32), 5, bytes(32), ())
    assert verify_consistency(0, EMPTY_ROOT, 0, EMPTY_ROOT, ())


def test_makers_of_proofs_refuse_what_does_not_exist() -> None:
    with pytest.raises(ValueError, match="no leaf 3"):
        inclusion_proof(3, 3, nodes_of(MANY))
    with pytest.raises(ValueError, match="does not begin"):
        consistency_proof(4, 3, nodes_of(MANY))


def test_a_proof_in_the_largest_tree_is_short() -> None:
    def node(level: int, index: int) -> bytes:
        return leaf_hash(b"%d %d" % (level, index))

    proof = inclusion_proof(12_345, MAX_SIZE, node)
    root = tree_root(MAX_SIZE, node)
    assert len(proof) == 63
    # The made-up nodes are no real tree: the leaf's own subtree must not verify.
    assert not verify_inclusion(node(0, 12_345), 12_345, MAX_SIZE, proof, root)


@given(st.lists(st.integers(0, 40), max_size=8))
def test_appending_in_any_portions_gives_the_same_tree(portions: list[int]) -> None:
    leaves = [b"%d" % i for i in range(sum(portions))]
    hashes = leaf_hashes(leaves)
    tree = CompactRange()
    for portion in portions:
        tree = tree.append(hashes[tree.size : tree.size + portion])
    assert tree.size == len(leaves)
    assert tree.root() == root_hash(hashes) == plain_root(leaves)
    assert tree == CompactRange().append(hashes)


def test_a_compact_range_of_the_wrong_shape_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="do not make a tree"):
        CompactRange(3, (bytes(32),))
