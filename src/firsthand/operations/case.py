"""An open case: its settings, its truth (objects and log), its catalogue, and who acts.

Every act goes through `Case.record`: under the log's exclusive lock the catalogue is brought up to
the log, the acts are composed from what it then says (so that two processes never give one number
twice), signed, appended, and only then applied to the catalogue. A process killed anywhere in
between leaves either no entry or an entry that the catalogue takes up at the next start.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from firsthand.catalogue.catalogue import Catalogue
from firsthand.evidence.entries import Act, Entry
from firsthand.evidence.errors import BrokenEvidenceError, FirsthandError
from firsthand.evidence.json_values import to_json
from firsthand.evidence.written_exhibits import WrittenExhibit
from firsthand.operations.case_settings import CaseSettings
from firsthand.operations.tools import this_program
from firsthand.operations.workers import OrderedWorkers, Workers
from firsthand.proof.actors import ActorKey
from firsthand.proof.signed_entries import open_entry, seal_entries, sealed_entry
from firsthand.vault.custody_log import CustodyLog, LogWriter
from firsthand.vault.keyring import Keyring
from firsthand.vault.object_store import ObjectStore, put_bytes
from firsthand.vault.timestamp_authority import TimestampAuthority
from firsthand.vault.timestamp_store import TimestampStore

#: What an act is about, before it is signed: the act and the body of its entry.
Deed = tuple[Act, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: the name they gave themselves, and their key."""

    name: str
    key: ActorKey


@dataclass(frozen=True, slots=True)
class Case:
    """An open case; made by `firsthand.assembly`, used by every operation."""

    folder: Path
    settings: CaseSettings
    objects: ObjectStore
    log: CustodyLog
    catalogue: Catalogue
    keyring: Keyring
    timestamps: TimestampStore
    authorities: tuple[TimestampAuthority, ...]
    workers: Workers
    processes: OrderedWorkers
    actor: Callable[[], Actor]

    def read_object(self, digest: str) -> bytes:
        """All bytes of a (small) object; raises `BrokenEvidenceError` where they are damaged."""
        return read_object(self.objects, digest)

    def catch_up(self) -> None:
        """Bring the catalogue up to the log."""
        checkpoint = self.log.checkpoint()
        if checkpoint is not None:
            self._apply(self.catalogue.applied, checkpoint.checkpoint.size)

    def record(self, compose: Callable[[Catalogue], Sequence[Deed]]) -> int:
        """Append what `compose` returns, under the lock; gives the log's size afterwards.

        `compose` sees the catalogue as of the end of the log and must not write to it.
        """
        actor = self.actor()
        with self.log.writing() as writer:
            self._apply(self.catalogue.applied, writer.size)
            if writer.size == 0:
                put_bytes(self.objects, self.settings.raw)
                self._append(writer, actor, [self._opening(actor)])
            deeds = compose(self.catalogue)
            if not deeds:
                return writer.size
            self._require_known(actor)
            self._append(writer, actor, deeds)
            return writer.size

    def _append(self, writer: LogWriter, actor: Actor, deeds: Sequence[Deed]) -> None:
        """Sign the deeds as entries of this moment, append them in one step, and apply them."""
        now, name = datetime.now(UTC), actor.key.public_hex
        entries = [Entry(act=act, actor=name, time=now, body=body) for act, body in deeds]
        leaves = seal_entries(entries, actor.key)
        begin = writer.size
        signed = writer.append(leaves)
        self.keyring.remember(self.settings.id, signed.note)
        # What was signed a moment ago need not be checked, but is taken as a reader will read it.
        read = (
            entry if isinstance(entry.body, WrittenExhibit) else sealed_entry(leaf)
            for entry, leaf in zip(entries, leaves, strict=True)
        )
        self.catalogue.apply_all(enumerate(read, start=begin), self.read_object)

    def _opening(self, actor: Actor) -> Deed:
        """The first entry of every log introduces the case, the log's key and the first actor."""
        return Act.CASE_OPENED, {
            "case": {"id": self.settings.id, "name": self.settings.name},
            "log": {"origin": self.settings.origin, "key": self.settings.key},
            "actor": {"name": actor.name, "key": actor.key.public_hex},
            "settings": hashlib.sha256(self.settings.raw).hexdigest(),
            "tool": to_json(this_program()),
        }

    def _apply(self, begin: int, end: int) -> None:
        self.catalogue.apply_all(entries_of(self.log, begin, end), self.read_object)

    def _require_known(self, actor: Actor) -> None:
        if actor.key.public_hex not in {known.key for known in self.catalogue.actors()}:
            raise FirsthandError(
                f"Your key {actor.key.public_hex[:16]}… is not among this case's actors.",
                remedy="Ask one of them to run: firsthand actor add "
                f"{actor.name!r} {actor.key.public_hex}",
            )


def read_object(objects: ObjectStore, digest: str) -> bytes:
    """All bytes of a (small) object; raises `BrokenEvidenceError` where they are damaged."""
    with objects.open(digest) as stream:
        content = stream.read()
    if hashlib.sha256(content).hexdigest() != digest:
        raise BrokenEvidenceError(
            f"The object {digest} no longer has the bytes it is named by.",
            remedy="Restore it from a copy of the case; `firsthand verify` lists all damage.",
        )
    return content


def entries_of(log: CustodyLog, begin: int, end: int) -> Iterator[tuple[int, Entry]]:
    """The entries from index `begin` up to but not including `end`, each with its index.

    Raises `BrokenEvidenceError` at an entry whose signature does not hold.
    """
    for index, leaf in enumerate(log.leaves(begin, end), start=begin):
        yield index, open_entry(leaf).entry
