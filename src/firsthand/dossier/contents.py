"""What the entries of a log say a case holds: actors, exhibits, objects, timestamps.

Sealing lays a dossier out by it, and a check compares case and dossier with it. It keeps no entry:
a log of a million entries takes some hundred bytes for each digest that it names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from firsthand.evidence.entries import Act, Entry, Purpose
from firsthand.evidence.errors import MalformedValueError
from firsthand.evidence.exhibits import Exhibit, exhibit_number
from firsthand.evidence.json_values import from_json
from firsthand.proof.notes import NoteVerifier

ORIGINAL = "original"
SETTINGS = "settings"
#: A picture that a trace made names the exhibit that it is of.
_TRACED_PICTURE = re.compile(rf"{Purpose.TRACE} picture/(E-[0-9]{{4,9}})/")
#: An object is told to come from at most this many exhibits.
MOST_EXHIBITS = 1000
#: original, text, reading, and what later engines make of that.
_LONGEST_DERIVATION = 8
_OUTPUT_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._/-]{0,99}")
_DIGEST_DIGITS = frozenset("0123456789abcdef")


@dataclass(frozen=True, slots=True)
class CaseName:
    """The identity of a case: a UUID, and the name that its owner gave it."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class LogName:
    """The log's origin and its public key as a C2SP verifier key."""

    origin: str
    key: str


@dataclass(frozen=True, slots=True)
class ActorName:
    """An actor: name as given, and public key in hex."""

    name: str
    key: str


@dataclass(frozen=True, slots=True)
class CaseOpened:
    """The body of the first entry."""

    case: CaseName
    log: LogName
    actor: ActorName
    settings: str


@dataclass(frozen=True, slots=True)
class LoggedExhibit:
    """An exhibit and the index of its capture entry."""

    number: str
    digest: str
    size: int
    name: str
    index: int


@dataclass(frozen=True, slots=True)
class LoggedTimestamp:
    """A timestamp entry; `index` is its own place in the log.

    `token` is the hex SHA-256 of the response's bytes and `chain`, where it is recorded, that of
    the certificates kept beside it.
    """

    authority: str
    size: int
    root: str
    token: str
    time: datetime
    chain: str = ""
    index: int = -1


@dataclass(frozen=True, slots=True)
class ObjectUse:
    """What an entry names an object for.

    `what` is `original`, `settings`, or the purpose and output of the machine run that made it
    (`extract-text text`). `exhibit` is set for originals; `inputs` are the digests of the objects
    that a machine run made it from; `index` is the entry.
    """

    what: str
    index: int
    exhibit: str = ""
    inputs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _MachineRun:
    purpose: Purpose
    inputs: tuple[str, ...]
    outputs: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Settings:
    settings: str


@dataclass(frozen=True, slots=True)
class _Correction:
    corrects: int


@dataclass(frozen=True, slots=True)
class _Seal:
    size: int
    root: str
    tagmanifest: str


class CaseContents:
    """Fill with `apply`, entry by entry from the first; then read the attributes."""

    __slots__ = (
        "_made_from", "_numbers", "_torn", "_uses", "actors", "exhibits", "opened", "seals",
        "settings", "size", "timestamps", "to_be_timestamped",
    )  # fmt: skip

    def __init__(self) -> None:
        self.size = 0
        self.opened: CaseOpened | None = None
        self.actors: dict[str, str] = {}
        self.exhibits: list[LoggedExhibit] = []
        self._numbers: set[str] = set()
        self.settings: list[str] = []
        self.timestamps: list[LoggedTimestamp] = []
        self.seals: list[tuple[int, int, str]] = []
        self._uses: dict[str, list[ObjectUse]] = {}
        self._torn = False
        self._made_from: tuple[int, dict[str, tuple[str, ...]]] | None = None
        #: The size of the log up to its last act that is more than a timestamp or a seal.
        self.to_be_timestamped = 0

    def apply(self, entry: Entry) -> str:
        """Take in the next entry; returns why it cannot stand at this place, or nothing.

        Raises `MalformedValueError` where its body is not that of its act. An entry that cannot
        stand where it is counts, but its body is not taken in.
        """
        index, self.size = self.size, self.size + 1
        if entry.act not in (Act.TIMESTAMP, Act.SEAL):
            self.to_be_timestamped = self.size
        if (index == 0) != (entry.act is Act.CASE_OPENED):
            return "the case is opened by the first entry and by no other"
        return self._take_in(index, entry)

    def skip(self) -> None:
        """Count an entry that cannot be read: what later ones build on may be missing."""
        self.size += 1
        self._torn = True

    def uses(self) -> Iterator[tuple[str, list[ObjectUse]]]:
        """Every object that the log names, with what for, in the order of the log."""
        yield from self._uses.items()

    def uses_of(self, digest: str) -> list[ObjectUse]:
        """What the log names an object for; nothing for a digest that it does not name."""
        return self._uses.get(digest, [])

    def exhibits_of(self, use: ObjectUse) -> tuple[str, ...]:
        """The exhibits that an object was made from, at most `MOST_EXHIBITS`, in order.

        Machine runs are made for objects: a text belongs to every exhibit with the bytes that it
        was extracted from, also to those captured after the run.
        """
        if use.exhibit:
            return (use.exhibit,)
        pictured = _TRACED_PICTURE.match(use.what)
        if pictured is not None:
            return (pictured[1],) if pictured[1] in self._numbers else ()
        made_from = self._resolved()
        found = {number: None for d in use.inputs for number in made_from.get(d, ())}
        return tuple(sorted(found)[:MOST_EXHIBITS])

    def _resolved(self) -> dict[str, tuple[str, ...]]:
        """The exhibits behind each object that is an input of some machine run."""
        known = self._made_from
        if known is None or known[0] != self.size:
            found: dict[str, tuple[str, ...]] = {}
            for exhibit in self.exhibits:
                same = found.get(exhibit.digest, ())
                if len(same) < MOST_EXHIBITS:
                    found[exhibit.digest] = (*same, exhibit.number)
            for _ in range(_LONGEST_DERIVATION):
                if not self._derive(found):
                    break
            known = self._made_from = (self.size, found)
        return known[1]

    def _derive(self, found: dict[str, tuple[str, ...]]) -> bool:
        """Carry exhibits one step from inputs to outputs; whether anything was new."""
        changed = False
        for digest, uses in self._uses.items():
            behind = set(found.get(digest, ()))
            before = len(behind)
            for use in uses:
                if not use.what.startswith(Purpose.TRACE):
                    behind.update(n for d in use.inputs for n in found.get(d, ()))
            if before < len(behind) and before < MOST_EXHIBITS:
                found[digest] = tuple(sorted(behind)[:MOST_EXHIBITS])
                changed = True
        return changed

    def _take_in(self, index: int, entry: Entry) -> str:
        body = dict(entry.body)
        match entry.act:
            case Act.CASE_OPENED:
                reason = self._open(index, from_json(CaseOpened, body), entry.actor)
            case Act.ACTOR_ADDED:
                actor = from_json(ActorName, body)
                self.actors.setdefault(_digest(actor.key), actor.name)
                reason = ""
            case Act.SETTINGS_RECORDED:
                reason = self._record_settings(index, from_json(_Settings, body).settings)
            case Act.CAPTURE:
                reason = self._capture(index, from_json(Exhibit, body))
            case Act.MACHINE_RUN:
                reason = self._machine_run(index, from_json(_MachineRun, body))
            case Act.TIMESTAMP:
                timestamp = from_json(LoggedTimestamp, body | {"index": index})
                self.timestamps.append(timestamp)
                reason = _not_before(index, timestamp.size, "timestamps")
            case Act.SEAL:
                seal = from_json(_Seal, body)
                self.seals.append((index, seal.size, seal.root))
                reason = _not_before(index, seal.size, "seals")
            case Act.CORRECTION:
                correction = from_json(_Correction, body)
                reason = _not_before(index, correction.corrects + 1, "corrects the last of")
        return reason

    def _open(self, index: int, opened: CaseOpened, actor: str) -> str:
        if NoteVerifier.from_vkey(opened.log.key).name != opened.log.origin:
            return "the log's key is that of another origin"
        if opened.actor.key != actor:
            return "the case is opened by another actor than it names"
        self.opened = opened
        self.actors[actor] = opened.actor.name
        return self._record_settings(index, opened.settings)

    def _record_settings(self, index: int, digest: str) -> str:
        self.settings.append(_digest(digest))
        self._use(digest, ObjectUse(SETTINGS, index))
        return ""

    def _capture(self, index: int, exhibit: Exhibit) -> str:
        expected = exhibit_number(len(self.exhibits) + 1)
        if exhibit.number != expected and not self._torn:
            return f"it captures {exhibit.number}, and {expected} is next"
        name = exhibit.capture.name
        self.exhibits.append(
            LoggedExhibit(exhibit.number, _digest(exhibit.digest), exhibit.size, name, index)
        )
        self._numbers.add(exhibit.number)
        self._use(exhibit.digest, ObjectUse(ORIGINAL, index, exhibit.number))
        return ""

    def _machine_run(self, index: int, run: _MachineRun) -> str:
        for digest in run.inputs:
            if _digest(digest) not in self._uses:
                self._use(digest, ObjectUse(f"{run.purpose} input", index))
        for name, digest in run.outputs.items():
            if not _OUTPUT_NAME.fullmatch(name):
                raise MalformedValueError(f"{name[:70]!r} is no name of an output")
            use = ObjectUse(f"{run.purpose} {name}", index, inputs=run.inputs)
            self._use(_digest(digest), use)
        return ""

    def _use(self, digest: str, use: ObjectUse) -> None:
        self._uses.setdefault(digest, []).append(use)


def _not_before(index: int, size: int, does: str) -> str:
    """Why an entry cannot speak of the first `size` entries, if it cannot."""
    if 0 < size <= index:
        return ""
    return f"it {does} {size} entries, and {index} come before it"


def _digest(untrusted: str) -> str:
    if len(untrusted) != 64 or not _DIGEST_DIGITS.issuperset(untrusted):
        raise MalformedValueError(f"{untrusted[:70]!r} is not 64 lower-case hex digits")
    return untrusted
