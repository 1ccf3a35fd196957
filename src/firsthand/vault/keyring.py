"""The contract of a keyring: the private keys of one user, and what that user last saw of each log.

It lies outside every case: whoever holds a copy of a case holds no key of it.

Durability
    A key that was returned is on the disk. Two processes that create the same key at once both
    get the one that was first.
Secrecy
    Keys are readable by their owner only, and a key that others could read is refused. Under a
    pass-phrase they are useless without it; it is asked for when a protected key is first needed.
Errors
    `MissingThingError` for a key that is not there; `PassphraseError` where the pass-phrase is
    missing or wrong; `KeyExposedError` where others could read a key; `MalformedValueError` where
    a key file is none, or a case's id could not be a file name; `StorageError` as everywhere.
"""

from __future__ import annotations

import re
from typing import Protocol

from firsthand.evidence.errors import FirsthandError, MalformedValueError
from firsthand.proof.actors import ActorKey
from firsthand.proof.notes import NoteKey

_CASE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")
_LONGEST_NAME = 200


class KeyExposedError(FirsthandError):
    """Someone other than its owner could read a private key."""


class Keyring(Protocol):
    """Keeps keys and seen checkpoints; its guarantees are those of this module's docstring."""

    def ensure_actor(self, name: str, *, protected: bool = False) -> ActorKey:
        """The user's own key, made now under the printed name `name` if there is none.

        `protected` asks for a pass-phrase and puts a new key under it.
        """

    def actor_key(self) -> ActorKey:
        """The user's own key."""

    def actor_name(self) -> str:
        """The name that the user goes by in entries."""

    def ensure_log_key(self, case_id: str, origin: str) -> NoteKey:
        """The key of a case's log, made now if there is none; protected if the actor's key is."""

    def log_key(self, case_id: str, origin: str) -> NoteKey:
        """The key of a case's log, whose name is the log's origin."""

    def protect(self, passphrase: bytes | None) -> None:
        """Put every key under this pass-phrase, or under none, in place of what it is now."""

    def seen(self, case_id: str) -> bytes | None:
        """The newest checkpoint note of the case that was remembered, if any."""

    def remember(self, case_id: str, note: bytes) -> None:
        """Remember a checkpoint note, unless a larger one of the same log is remembered already."""

    def forget(self, case_id: str) -> None:
        """Forget what was seen of a case: for a user who knows why its log was set back."""


def checked_case_id(untrusted: str) -> str:
    """The case's id if it can safely be part of a file name; raises `MalformedValueError`."""
    if not _CASE_ID.fullmatch(untrusted):
        raise MalformedValueError(f"{untrusted[:80]!r} cannot be the id of a case")
    return untrusted


def checked_actor_name(untrusted: str) -> str:
    """The name without outer spaces if it is one printable line; raises `MalformedValueError`."""
    name = untrusted.strip()
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        raise MalformedValueError(
            f"{untrusted[:80]!r} cannot be an actor's name: it is one printable line of at most "
            f"{_LONGEST_NAME} characters"
        )
    return name
