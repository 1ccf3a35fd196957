"""What became of a log since a user last saw it. Pure: no file is read here.

A log whose owner holds its key can be rewritten whole and signed anew. A user who kept an older
checkpoint notices, for only a log that grew has a proof of consistency with it.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from firsthand.proof.checkpoints import Checkpoint, open_checkpoint
from firsthand.proof.merkle import verify_consistency
from firsthand.proof.notes import NoteVerifier, parse_note

#: `(old size, new size) -> proof`, as `CustodyLog.consistency`.
ConsistencyProver = Callable[[int, int], tuple[bytes, ...]]


class SeenState(StrEnum):
    """How a log stands to the checkpoint of it that was seen before."""

    FIRST = "first"  # none was seen before
    SAME = "same"
    GROWN = "grown"
    ROLLED_BACK = "rolled-back"  # entries that were seen are gone
    FORKED = "forked"  # entries that were seen are replaced by others
    REKEYED = "rekeyed"  # the log is signed by another key, or goes by another origin

    @property
    def is_sound(self) -> bool:
        """Whether nothing that was seen was taken back."""
        return self in (SeenState.FIRST, SeenState.SAME, SeenState.GROWN)


def judge_seen(
    seen_note: bytes | None, now: Checkpoint | None, vkey: str, prove: ConsistencyProver
) -> SeenState:
    """Compare a log's present, verified checkpoint with the note that was remembered of it.

    `now` is `None` for an empty log; `vkey` is the key it is signed with. Raises
    `MalformedValueError` or `BrokenEvidenceError` where the remembered note itself is damaged, and
    whatever `prove` raises.
    """
    if seen_note is None:
        return SeenState.FIRST
    verifier = NoteVerifier.from_vkey(vkey)
    signers = {(signed.name, signed.key_id) for signed in parse_note(seen_note).signatures}
    if (verifier.name, verifier.key_id) not in signers:
        return SeenState.REKEYED
    seen = open_checkpoint(seen_note, vkey)
    if now is None or now.size < seen.size:
        return SeenState.ROLLED_BACK
    if now.size == seen.size:
        return SeenState.SAME if now.root == seen.root else SeenState.FORKED
    proof = prove(seen.size, now.size)
    if verify_consistency(seen.size, seen.root, now.size, now.root, proof):
        return SeenState.GROWN
    return SeenState.FORKED
