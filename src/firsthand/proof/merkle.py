"""The Merkle tree of RFC 6962 and RFC 9162: hashes, roots, and proofs with their verification.

Hashes are 32 bytes of SHA-256. A *node* is named by its level (0 = leaf hashes) and its index in
that level; the nodes asked for here are roots of complete subtrees only, which a growing log never
changes. Nothing here holds a tree: makers of proofs take a `NodeReader`, verifiers take the proof.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

HASH_BYTES = 32
#: The largest tree: sizes are signed 64-bit integers in the readers that others use.
MAX_SIZE = 2**63 - 1
#: The most hashes that a proof can have: one a level, and the old root of a consistency proof.
MAX_PROOF = 64
#: The root of the tree without leaves.
EMPTY_ROOT = sha256(b"").digest()

#: `(level, index) -> hash` of the complete subtree over leaves index·2^level and 2^level - 1 more.
NodeReader = Callable[[int, int], bytes]


def leaf_hash(leaf: bytes) -> bytes:
    """The hash of a leaf: SHA-256 over 0x00 and the leaf's bytes."""
    return sha256(b"\x00" + leaf).digest()


def leaf_hashes(leaves: Iterable[bytes]) -> list[bytes]:
    """The hashes of many leaves."""
    return [sha256(b"\x00" + leaf).digest() for leaf in leaves]


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node: SHA-256 over 0x01 and the two children's hashes."""
    return sha256(b"\x01" + left + right).digest()


def root_hash(hashes: Sequence[bytes]) -> bytes:
    """The root over all leaf hashes of a tree, in order (RFC 9162 section 2.1.1)."""
    level = b"".join(hashes)
    return subtree_root(level) if level else EMPTY_ROOT


def subtree_root(joined: bytes) -> bytes:
    """The root over joined 32-byte hashes, of which there is at least one.

    Level by level: an odd hash at the end goes up as it is, which is the same tree as the RFC's
    split at the largest power of two.
    """
    while len(joined) > HASH_BYTES:
        paired = len(joined) - len(joined) % 64
        parents = [sha256(b"\x01" + joined[i : i + 64]).digest() for i in range(0, paired, 64)]
        parents.append(joined[paired:])
        joined = b"".join(parents)
    return joined


@dataclass(frozen=True, slots=True)
class CompactRange:
    """A tree of `size` leaves as the roots of its complete subtrees, largest first.

    That is enough to append and to give the root, at one hash a set bit of the size.
    """

    size: int = 0
    hashes: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.size <= MAX_SIZE or self.size.bit_count() != len(self.hashes):
            raise ValueError(f"{len(self.hashes)} subtrees do not make a tree of {self.size}")

    def append(self, hashes: Sequence[bytes]) -> CompactRange:
        """The tree with further leaf hashes, in order."""
        older, nodes, newer = list(self.hashes), list(hashes), list[bytes]()
        level = 0
        while nodes or older:
            if self.size >> level & 1:
                nodes.insert(0, older.pop())
            if len(nodes) & 1:
                newer.append(nodes.pop())
            pairs = zip(nodes[::2], nodes[1::2], strict=True)
            nodes = [sha256(b"\x01" + left + right).digest() for left, right in pairs]
            level += 1
        return CompactRange(self.size + len(hashes), tuple(reversed(newer)))

    def root(self) -> bytes:
        """The root of the tree."""
        return _fold(self.hashes) if self.hashes else EMPTY_ROOT


def tree_root(size: int, node: NodeReader) -> bytes:
    """The root of the tree of `size` leaves, from its complete subtrees."""
    return _range_root(0, size, node) if size else EMPTY_ROOT


def inclusion_proof(index: int, size: int, node: NodeReader) -> tuple[bytes, ...]:
    """The proof that leaf `index` is in the tree of `size` leaves (RFC 9162 section 2.1.3.1)."""
    if not 0 <= index < size:
        raise ValueError(f"a tree of {size} leaves has no leaf {index}")
    proof = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            proof.append(_range_root(middle, end, node))
            end = middle
        else:
            proof.append(_range_root(start, middle, node))
            start = middle
    return tuple(reversed(proof))


def consistency_proof(old: int, new: int, node: NodeReader) -> tuple[bytes, ...]:
    """The proof that the tree of `new` leaves begins with that of `old` (section 2.1.4.1).

    It is empty where `old` is 0 or equals `new`.
    """
    if not 0 <= old <= new:
        raise ValueError(f"a tree of {new} leaves does not begin with one of {old}")
    if old == 0:
        return ()
    proof = []
    start, end = 0, new
    while old != end:
        middle = start + _split(end - start)
        if old <= middle:
            proof.append(_range_root(middle, end, node))
            end = middle
        else:
            proof.append(_range_root(start, middle, node))
            start = middle
    if start:  # else the old tree is itself a complete subtree, whose root the verifier has
        proof.append(_range_root(start, end, node))
    return tuple(reversed(proof))


def verify_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> bool:
    """Whether `proof` shows the leaf hash `leaf` at `index` under `root` (section 2.1.3.2)."""
    if not 0 <= index < size <= MAX_SIZE or not _are_hashes(leaf, root, proof):
        return False
    left, last, found = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if left & 1 or left == last:
            found = node_hash(sibling, found)
            while not left & 1 and left:
                left, last = left >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        left, last = left >> 1, last >> 1
    return last == 0 and found == root


def verify_consistency(
    old_size: int, old_root: bytes, new_size: int, new_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether `proof` shows that the new tree only added to the old one (section 2.1.4.2)."""
    if not 0 <= old_size <= new_size <= MAX_SIZE or not _are_hashes(old_root, new_root, proof):
        return False
    if old_size == new_size:
        return not proof and old_root == new_root
    if old_size == 0:
        return not proof and old_root == EMPTY_ROOT
    path = list(proof)
    if old_size.bit_count() == 1:
        path.insert(0, old_root)
    if not path:
        return False
    left, last = old_size - 1, new_size - 1
    while left & 1:
        left, last = left >> 1, last >> 1
    old_found = new_found = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if left & 1 or left == last:
            old_found, new_found = node_hash(sibling, old_found), node_hash(sibling, new_found)
            while not left & 1 and left:
                left, last = left >> 1, last >> 1
        else:
            new_found = node_hash(new_found, sibling)
        left, last = left >> 1, last >> 1
    return last == 0 and old_found == old_root and new_found == new_root


def _split(count: int) -> int:
    """The largest power of two smaller than `count`, which is at least 2."""
    return 1 << ((count - 1).bit_length() - 1)


def _range_root(start: int, end: int, node: NodeReader) -> bytes:
    """The root over the leaves from `start`, a multiple of the largest subtree, up to `end`."""
    roots = []
    while start < end:
        level = (end - start).bit_length() - 1
        roots.append(node(level, start >> level))
        start += 1 << level
    return _fold(roots)


def _fold(roots: Sequence[bytes]) -> bytes:
    """The root over complete subtrees of falling size."""
    found = roots[-1]
    for left in reversed(roots[:-1]):
        found = node_hash(left, found)
    return found


def _are_hashes(one: bytes, other: bytes, proof: Sequence[bytes]) -> bool:
    """Whether all are hashes and the proof no longer than that of the largest tree."""
    return len(proof) <= MAX_PROOF and all(len(h) == HASH_BYTES for h in (one, other, *proof))
