"""A timestamp store in a folder, a few files a token:

    <root>.checkpoint          the signed note that the tokens of this root are over
    <root>.<authority>.pem     the authority's certificates, where there are any
    <root>.<authority>.tsr     the raw RFC 3161 response, written last: it makes the others count

So `openssl ts -verify -data <root>.checkpoint -in <root>.<authority>.tsr` checks it as it lies.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from firsthand.evidence.errors import BrokenEvidenceError
from firsthand.proof.notes import MAX_NOTE_BYTES
from firsthand.vault.durability import create_file, flush_path
from firsthand.vault.object_store import checked_digest
from firsthand.vault.plain_files import read_plain
from firsthand.vault.storage_errors import storage_faults
from firsthand.vault.timestamp_store import StoredTimestamp, checked_authority

_MOST_BYTES = 1 << 20
_TOKEN = re.compile(r"(?P<root>[0-9a-f]{64})\.(?P<authority>[a-z0-9][a-z0-9.-]{0,63})\.tsr")


class FolderTimestampStore:
    """The `TimestampStore` in the folder `folder`, which is made with the first token."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(
        self, root: str, note: bytes, authority: str, response: bytes, certificates: bytes
    ) -> bool:
        """See `TimestampStore.keep`."""
        token = self._folder / f"{checked_digest(root)}.{checked_authority(authority)}.tsr"
        with storage_faults(self._folder):
            if not self._folder.exists():
                self._folder.mkdir(exist_ok=True)
                flush_path(self._folder.parent)
            if token.exists():
                return False
            note_path = self._folder / f"{root}.checkpoint"
            if not create_file(note_path, note, 0o444) and self.note(root) != note:
                raise BrokenEvidenceError(
                    f"{note_path} holds another note than the one that was timestamped.",
                    remedy="Run `firsthand verify` on the case before it is timestamped again.",
                )
            if certificates:
                create_file(token.with_suffix(".pem"), certificates, 0o444)
            return create_file(token, response, 0o444)

    def note(self, root: str) -> bytes | None:
        """See `TimestampStore.note`."""
        return _read(self._folder / f"{checked_digest(root)}.checkpoint", MAX_NOTE_BYTES)

    def timestamps(self) -> Iterator[StoredTimestamp]:
        """See `TimestampStore.timestamps`."""
        for name in self._names():
            match = _TOKEN.fullmatch(name)
            response = _read(self._folder / name, _MOST_BYTES) if match else None
            if match and response is not None:
                certificates = _read((self._folder / name).with_suffix(".pem"), _MOST_BYTES)
                yield StoredTimestamp(
                    match["root"],
                    match["authority"],
                    self.note(match["root"]),
                    response,
                    certificates or b"",
                )

    def _names(self) -> list[str]:
        try:
            return sorted(path.name for path in self._folder.iterdir())
        except (FileNotFoundError, NotADirectoryError):
            return []


def _read(path: Path, most: int) -> bytes | None:
    try:
        return read_plain(path, most)
    except FileNotFoundError:
        return None
