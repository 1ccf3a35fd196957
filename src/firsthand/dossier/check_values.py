"""What a check found: defects, notes, and what was proven."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

#: Told of progress as (what is being checked, how much is done, of how much or 0 if unknown).
Progress = Callable[[str, int, int], None]

#: A second reader of timestamp responses: (response, message, trusted certificates as PEM) to the
#: time that the token says. It raises `BrokenEvidenceError` where the token does not hold.
TokenChecker = Callable[[bytes, bytes, bytes], datetime]


@dataclass(frozen=True, slots=True)
class Defect:
    """Something that does not hold.

    `code` is stable (docs/specs/defects.md); `path` names the file, relative to the folder that
    was checked, with bytes that are not UTF-8 escaped as `\\xNN`, and is empty where no one file
    is at fault; `sentence` says what is wrong, `remedy` what to do next.
    """

    code: str
    path: str
    sentence: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Note:
    """Something a reader should know that is no defect; the fields are those of `Defect`."""

    code: str
    path: str
    sentence: str


@dataclass(frozen=True, slots=True)
class ProvenTimestamp:
    """An authority's word that the first `size` entries of the log existed at `time`.

    `authority` is what the token's certificate calls itself, `root` the hex root of those
    entries. `second_reader` is true where the library could not read the token and the second
    reader did.
    """

    authority: str
    time: datetime
    size: int
    root: str
    path: str
    second_reader: bool = False


@dataclass(frozen=True, slots=True)
class Proven:
    """How much was checked and holds.

    `files` and `size` count files and bytes whose digest is fixed by the log or the manifests;
    `signatures` are the entries', the checkpoint's and the bag's; `proofs` are the inclusion
    proofs of exhibits; `tiles` are tiles and bundles of the log.
    """

    files: int = 0
    size: int = 0
    exhibits: int = 0
    entries: int = 0
    signatures: int = 0
    tiles: int = 0
    proofs: int = 0
    timestamps: tuple[ProvenTimestamp, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckedLog:
    """Whose log was checked: what a reader compares with what they know by another way.

    `key` is the log's public key as a C2SP verifier key, `root` the hex root of the checkpoint;
    `actors` maps the hex public keys that sign entries to the names recorded for them, `sealer` is
    the key under the bag's signature.
    """

    case_id: str = ""
    case_name: str = ""
    origin: str = ""
    key: str = ""
    size: int = 0
    root: str = ""
    actors: tuple[tuple[str, str], ...] = ()
    sealer: str = ""


@dataclass(frozen=True, slots=True)
class CheckReport:
    """The whole result of a check; `kind` is `case` or `dossier`.

    `not_proven` says in sentences what even a clean check leaves open.
    """

    kind: str
    log: CheckedLog
    proven: Proven
    defects: tuple[Defect, ...]
    notes: tuple[Note, ...]
    not_proven: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing is broken."""
        return not self.defects
