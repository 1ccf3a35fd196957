"""The contract of a timestamp store: tokens over checkpoints, kept with all it takes to check them.

Write once
    Of each authority there is at most one token over a root. The first that was kept stays.
Durability and crash
    When `keep` returns, token, note and certificates survive a crash. A token is never there
    without its note; a crash may leave a note without a token, which means nothing.
Concurrency
    Any number of processes may keep and read at once.
Errors
    `StorageError` and its kin; `BrokenEvidenceError` where another note is kept under the same
    root, or a file cannot be what its name says; `MalformedValueError` for an authority's name
    that could not be part of a file's name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from firsthand.evidence.errors import MalformedValueError

_AUTHORITY = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,62}[a-z0-9])?")


@dataclass(frozen=True, slots=True)
class StoredTimestamp:
    """A token as it was received.

    `root` is the lower-case hex root of the checkpoint, `note` the signed note that the token is
    over (`None` where that file is gone), `response` the raw RFC 3161 response, `certificates`
    the PEM chain that was received or configured with it (empty where there was none).
    """

    root: str
    authority: str
    note: bytes | None
    response: bytes
    certificates: bytes


class TimestampStore(Protocol):
    """Keeps tokens; its guarantees are those of this module's docstring."""

    def keep(
        self, root: str, note: bytes, authority: str, response: bytes, certificates: bytes
    ) -> bool:
        """Keep a token over `note`; says whether it is the first of this authority and root."""

    def note(self, root: str) -> bytes | None:
        """The note kept for a root: what further authorities should put their time to."""

    def timestamps(self) -> Iterator[StoredTimestamp]:
        """All tokens, by root and then by authority, ascending."""


def checked_authority(untrusted: str) -> str:
    """The authority's name if it can be part of a file's name; raises `MalformedValueError`."""
    if not _AUTHORITY.fullmatch(untrusted):
        raise MalformedValueError(
            f"{untrusted[:80]!r} cannot be the name of a timestamp authority: use lower-case "
            "letters, digits, dots and hyphens, 64 at most"
        )
    return untrusted
