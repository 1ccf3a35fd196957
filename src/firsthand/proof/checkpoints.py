"""Checkpoints (C2SP tlog-checkpoint): the signed size and root of a custody log.

firsthand/case/5a0c7c9e-8d1e-4f7a-9a53-0d2f6d3f5a11
1042
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— firsthand/case/5a0c7c9e-8d1e-4f7a-9a53-0d2f6d3f5a11 Az3grlgtzPICa5OS8npVmf1Myq/5IZni…
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from firsthand.evidence.errors import BrokenEvidenceError, MalformedValueError
from firsthand.proof.base64_text import base64_text, bytes_of_base64
from firsthand.proof.merkle import EMPTY_ROOT, HASH_BYTES, MAX_SIZE
from firsthand.proof.notes import NoteKey, NoteVerifier, open_note, parse_note, sign_note

_DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A log's origin, its number of leaves, and the root over them.

    `extensions` are further lines that another log's checkpoint may carry; ours have none.
    """

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def text(self) -> str:
        """The note text; the inverse of `parse_checkpoint`."""
        lines = (self.origin, str(self.size), base64_text(self.root), *self.extensions)
        return "".join(f"{line}\n" for line in lines)


def parse_checkpoint(untrusted_text: str) -> Checkpoint:
    """Read a note text as a checkpoint; raises `MalformedValueError`."""
    lines = untrusted_text.removesuffix("\n").split("\n")
    if not untrusted_text.endswith("\n") or len(lines) < 3 or not all(lines):
        raise MalformedValueError("a checkpoint has at least three lines, none of them empty")
    origin, size, root, *extensions = lines
    checkpoint = Checkpoint(
        origin, parse_decimal(size), bytes_of_base64(root, length=HASH_BYTES), tuple(extensions)
    )
    if checkpoint.size == 0 and checkpoint.root != EMPTY_ROOT:
        raise MalformedValueError("the checkpoint of an empty log has not the root of one")
    return checkpoint


def sign_checkpoint(checkpoint: Checkpoint, key: NoteKey) -> bytes:
    """The checkpoint as a note signed by the log's key.

    Raises `MalformedValueError` where the key belongs to another origin or the checkpoint is none.
    """
    if key.name != checkpoint.origin:
        raise MalformedValueError(
            f"the key of {key.name!r} does not sign for {checkpoint.origin!r}"
        )
    if parse_checkpoint(checkpoint.text()) != checkpoint:
        raise MalformedValueError("the checkpoint's lines do not read back as they are")
    return sign_note(checkpoint.text(), key)


def open_checkpoint(untrusted_note: bytes, vkey: str) -> Checkpoint:
    """Read a signed checkpoint of the log whose key is `vkey`.

    Raises `MalformedValueError` where the note or its text is malformed, and
    `BrokenEvidenceError` where the key has not signed it or its origin is another log's.
    """
    checkpoint = parse_checkpoint(open_note(untrusted_note, [vkey]).text)
    name = NoteVerifier.from_vkey(vkey).name
    if checkpoint.origin != name:
        raise BrokenEvidenceError(
            f"The checkpoint is of the log {checkpoint.origin[:120]!r}, not of {name!r}.",
            remedy="Put back the checkpoint of this case's own log.",
        )
    return checkpoint


def peek_checkpoint(untrusted_note: bytes) -> Checkpoint:
    """What a note says it is a checkpoint of, with no signature verified: for messages only."""
    return parse_checkpoint(parse_note(untrusted_note).text)


def parse_decimal(untrusted: str) -> int:
    """An index or size up to 2^63 - 1, in ASCII digits without leading zeroes."""
    if not _DECIMAL.fullmatch(untrusted) or (number := int(untrusted)) > MAX_SIZE:
        raise MalformedValueError(f"{untrusted[:40]!r} is not a number of leaves")
    return number
