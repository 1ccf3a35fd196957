"""The custody log checked, entry by entry. No I/O: leaves and notes come in as bytes.

What may follow what:

1. Entry 0 opens the case; it names the log's origin and key, and the first actor, who signs it.
2. Every later entry is signed by an actor whom an earlier entry names.
3. Exhibits are numbered without gap; timestamps, seals and corrections speak of earlier entries,
   and the roots that they give are the roots of this log at those sizes.
4. The entries hash to the root of the checkpoint, which the key of entry 0 signs.
"""

from __future__ import annotations

from firsthand.dossier.check_tree import HashTree
from firsthand.dossier.contents import CaseContents, CaseOpened
from firsthand.dossier.defects import Findings
from firsthand.evidence.entries import Act
from firsthand.evidence.errors import BrokenEvidenceError, MalformedValueError
from firsthand.proof.checkpoints import Checkpoint, open_checkpoint, peek_checkpoint
from firsthand.proof.merkle import leaf_hash
from firsthand.proof.notes import NoteVerifier, parse_note
from firsthand.proof.signed_entries import open_entry


class LogCheck:
    """Takes the leaves of a log in order; knows afterwards what they say and hash to."""

    __slots__ = ("_findings", "contents", "signatures", "tree")

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self.contents = CaseContents()
        self.tree = HashTree()
        #: How many entries' signatures hold.
        self.signatures = 0

    def add(self, untrusted_leaf: bytes, path: str) -> None:
        """Check the next leaf, which was read from the file `path`."""
        index = self.tree.size
        self.tree.append(leaf_hash(untrusted_leaf))
        try:
            entry = open_entry(untrusted_leaf).entry
        except MalformedValueError as error:
            self._findings.defect("malformed-entry", path, index=index, reason=error.message)
            self.contents.skip()
            return
        except BrokenEvidenceError:
            self._findings.defect("entry-signature-broken", path, index=index)
            self.contents.skip()
            return
        self.signatures += 1
        opens = entry.act is Act.CASE_OPENED and index == 0
        if not opens and entry.actor not in self.contents.actors:
            self._findings.defect("unknown-actor", path, index=index, actor=entry.actor)
        try:
            reason = self.contents.apply(entry)
        except MalformedValueError as error:
            self._findings.defect("malformed-entry", path, index=index, reason=error.message)
        else:
            if reason:
                self._findings.defect("entry-out-of-place", path, index=index, reason=reason)

    def skip(self, untrusted_leaf_hash: bytes) -> None:
        """Count a leaf that cannot be read and of which only a hash is known."""
        self.tree.append(untrusted_leaf_hash)
        self.contents.skip()

    def check_roots(self, tree: HashTree, path_of_entries: str) -> None:
        """Check the roots that timestamp and seal entries give for earlier sizes.

        `tree` is the one that the checkpoint covers.
        """
        said = [(t.index, t.size, t.root) for t in self.contents.timestamps]
        for index, size, root in (*said, *self.contents.seals):
            if 0 < size <= min(index, tree.size) and tree.root(size).hex() != root:
                reason = f"the root that it gives for {size} entries is not that of this log"
                self._findings.defect(
                    "entry-out-of-place", path_of_entries, index=index, reason=reason
                )


def read_checkpoint(findings: Findings, untrusted_note: bytes, path: str) -> Checkpoint | None:
    """What a checkpoint says, with no signature checked."""
    try:
        return peek_checkpoint(untrusted_note)
    except MalformedValueError as error:
        findings.defect("malformed-checkpoint", path, reason=error.message)
        return None


def check_checkpoint(
    findings: Findings, untrusted_note: bytes, path: str, opened: CaseOpened
) -> Checkpoint | None:
    """A checkpoint of the log that `opened` names, with its signature checked."""
    try:
        checkpoint = peek_checkpoint(untrusted_note)
        if checkpoint.origin != opened.log.origin:
            findings.defect(
                "wrong-origin", path, found=checkpoint.origin, expected=opened.log.origin
            )
            return None
        return open_checkpoint(untrusted_note, opened.log.key)
    except MalformedValueError as error:
        findings.defect("malformed-checkpoint", path, reason=error.message)
    except BrokenEvidenceError:
        ours = _has_signature_by(untrusted_note, opened.log.key)
        findings.defect("checkpoint-signature-broken" if ours else "re-signed-log", path)
    return None


def check_seen(
    findings: Findings, untrusted_seen: bytes, path: str, opened: CaseOpened, tree: HashTree
) -> None:
    """Compare the log with the last checkpoint of it that the user saw.

    Rolled back: it is shorter now. Forked: it does not begin with what was seen. Re-keyed: what
    was seen is signed by another key, or is of another origin, than this log has.
    """
    try:
        seen = open_checkpoint(untrusted_seen, opened.log.key)
    except (MalformedValueError, BrokenEvidenceError):
        findings.defect("re-keyed", path)
        return
    if seen.size > tree.size:
        findings.defect("rolled-back", path, found=tree.size, expected=seen.size)
    elif tree.root(seen.size) != seen.root:
        findings.defect("forked", path, expected=seen.size)


def _has_signature_by(untrusted_note: bytes, vkey: str) -> bool:
    key = NoteVerifier.from_vkey(vkey)
    return any(
        (s.name, s.key_id) == (key.name, key.key_id) for s in parse_note(untrusted_note).signatures
    )
