"""What a dossier is sealed from, and what sealing gives back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from firsthand.evidence.exhibits import Tool
from firsthand.proof.actors import ActorKey

#: A file made elsewhere: its bytes, where it lies, or how to open it.
ExtraFile = bytes | Path | Callable[[], BinaryIO]


@dataclass(frozen=True, slots=True)
class DossierMaterial:
    """A case as values.

    `leaves` gives the leaves of the log from the first, at least as many as the checkpoint in
    `checkpoint_note` covers; what the case holds (exhibits, objects, actors) follows from them.
    `open_object` opens an object by hex digest and raises `MissingThingError` where there is none.
    `settings` is `case.toml` as the log recorded it last. `timestamps` are the files of the case's
    `timestamps/` by name; those over later checkpoints are left out. `actor` signs the bag, `tool`
    and `sealed_at` say what made it and when, `printed_by` what printed the report, if it was.
    """

    checkpoint_note: bytes
    leaves: Callable[[], Iterator[bytes]]
    open_object: Callable[[str], BinaryIO]
    settings: bytes
    timestamps: Mapping[str, bytes]
    actor: ActorKey
    tool: Tool
    sealed_at: datetime
    printed_by: Tool | None = None


@dataclass(frozen=True, slots=True)
class SealedDossier:
    """A finished dossier: where it is, and what an entry of the act `seal` records of it.

    `size` and `root` (hex) are those of the sealed checkpoint, `tagmanifest` is the hex SHA-256 of
    the tag manifest; `files` and `payload_bytes` count the payload.
    """

    path: Path
    size: int
    root: str
    tagmanifest: str
    files: int
    payload_bytes: int
