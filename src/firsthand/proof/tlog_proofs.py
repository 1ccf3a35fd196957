"""Proofs that travel alone (C2SP tlog-proof): an inclusion proof and its checkpoint, as text."""

from __future__ import annotations

from dataclasses import dataclass

from firsthand.evidence.errors import BrokenEvidenceError, MalformedValueError
from firsthand.proof.base64_text import base64_text, bytes_of_base64
from firsthand.proof.checkpoints import Checkpoint, open_checkpoint, parse_decimal
from firsthand.proof.merkle import (
    HASH_BYTES,
    MAX_PROOF,
    NodeReader,
    inclusion_proof,
    leaf_hash,
    verify_inclusion,
)
from firsthand.proof.notes import MAX_NOTE_BYTES, parse_note

FIRST_LINE = "c2sp.org/tlog-proof@v1"
#: Larger files are refused unread.
MAX_PROOF_BYTES = 2 * MAX_NOTE_BYTES


@dataclass(frozen=True, slots=True)
class TlogProof:
    """That the leaf at `index` is in the tree of a signed checkpoint.

    `extra` is what the maker put beside the proof; nothing vouches for it.
    """

    index: int
    proof: tuple[bytes, ...]
    checkpoint_note: bytes
    extra: bytes | None = None

    @classmethod
    def make(cls, index: int, checkpoint_note: bytes, vkey: str, node: NodeReader) -> TlogProof:
        """The proof for leaf `index` under a checkpoint, from the nodes of its tree.

        Raises as `open_checkpoint`, and `ValueError` where the tree has no such leaf.
        """
        size = open_checkpoint(checkpoint_note, vkey).size
        return cls(index, inclusion_proof(index, size, node), checkpoint_note)

    def to_bytes(self) -> bytes:
        """The proof as a `.tlog-proof` file."""
        lines = [FIRST_LINE]
        if self.extra is not None:
            lines.append(f"extra {base64_text(self.extra)}")
        lines.append(f"index {self.index}")
        lines.extend(base64_text(sibling) for sibling in self.proof)
        return ("\n".join(lines) + "\n\n").encode() + self.checkpoint_note

    @classmethod
    def from_bytes(cls, untrusted: bytes) -> TlogProof:
        """Read a `.tlog-proof` file without verifying it; raises `MalformedValueError`."""
        if len(untrusted) > MAX_PROOF_BYTES:
            raise MalformedValueError(f"a proof of {len(untrusted)} bytes is too long")
        head, separator, note = untrusted.partition(b"\n\n")
        try:
            lines = head.decode("ascii").split("\n")
        except UnicodeDecodeError:
            raise MalformedValueError("the proof's lines are not ASCII") from None
        if not separator or lines.pop(0) != FIRST_LINE:
            raise MalformedValueError(f"the bytes are not a proof of the form {FIRST_LINE}")
        extra = None
        if lines and lines[0].startswith("extra "):
            extra = bytes_of_base64(lines.pop(0).removeprefix("extra "))
        if not lines or not lines[0].startswith("index ") or len(lines) > 1 + MAX_PROOF:
            raise MalformedValueError("the proof has no index, or too many hashes")
        index = parse_decimal(lines.pop(0).removeprefix("index "))
        parse_note(note)
        hashes = tuple(bytes_of_base64(line, length=HASH_BYTES) for line in lines)
        return cls(index, hashes, note, extra)

    def verify(self, leaf: bytes, vkey: str) -> Checkpoint:
        """The checkpoint that the proof ties the leaf to, once all of it holds.

        Raises `MalformedValueError` for a malformed checkpoint, and `BrokenEvidenceError` where
        the checkpoint is not signed by `vkey` or the proof does not lead from the leaf to its root.
        """
        checkpoint = open_checkpoint(self.checkpoint_note, vkey)
        found = leaf_hash(leaf)
        if not verify_inclusion(found, self.index, checkpoint.size, self.proof, checkpoint.root):
            raise BrokenEvidenceError(
                f"The proof does not show this leaf at index {self.index} of the log.",
                remedy="The leaf, the proof or the checkpoint was changed or swapped.",
            )
        return checkpoint
