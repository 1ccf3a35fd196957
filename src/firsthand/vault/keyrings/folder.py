"""A keyring in the user's configuration folder.

    keys/actor.key            PKCS#8 PEM, encrypted under a pass-phrase if the user wants one
    keys/actor.name           the printed name, one line
    keys/<case>.log.key       PKCS#8 PEM of a case's log key, protected as the actor's is
    seen/<case>               the newest checkpoint note that this user saw of a case

Folders are 0700, files 0600. Every file appears whole or not at all.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from firsthand.evidence.errors import MalformedValueError, MissingThingError
from firsthand.proof.actors import ActorKey, PassphraseError
from firsthand.proof.checkpoints import peek_checkpoint
from firsthand.proof.notes import MAX_NOTE_BYTES, NoteKey
from firsthand.vault.durability import create_file, flush_path, replace_file
from firsthand.vault.keyring import KeyExposedError, checked_actor_name, checked_case_id
from firsthand.vault.plain_files import read_plain
from firsthand.vault.storage_errors import storage_error, storage_faults

_MOST_KEY_BYTES = 16 * 1024
_ACTOR_KEY = "actor.key"
_ACTOR_NAME = "actor.name"
_ENCRYPTED = b"ENCRYPTED"


def user_folder(environment: Mapping[str, str]) -> Path:
    """The configuration folder: `FIRSTHAND_HOME`, or `firsthand` in the XDG configuration home."""
    if own := environment.get("FIRSTHAND_HOME"):
        return Path(own).absolute()
    shared = Path(environment.get("XDG_CONFIG_HOME", ""))
    if shared.is_absolute():
        return shared / "firsthand"
    home = environment.get("HOME")
    return (Path(home) if home else Path.home()) / ".config" / "firsthand"


class FolderKeyring:
    """The `Keyring` in the folder `folder`, which is made when something is first kept.

    `ask_passphrase` is called when a pass-phrase is needed, and again only if it was wrong;
    without it, protected keys cannot be opened.
    """

    def __init__(self, folder: Path, ask_passphrase: Callable[[], bytes] | None = None) -> None:
        self._keys = folder / "keys"
        self._seen = folder / "seen"
        self._ask_passphrase = ask_passphrase
        self._passphrase: bytes | None = None

    def ensure_actor(self, name: str, *, protected: bool = False) -> ActorKey:
        """See `Keyring.ensure_actor`."""
        name = checked_actor_name(name)
        key = self._ensure(_ACTOR_KEY, protected=protected)
        with storage_faults(self._keys):
            if not (self._keys / _ACTOR_NAME).exists():
                create_file(self._keys / _ACTOR_NAME, f"{name}\n".encode(), 0o600)
        return key

    def actor_key(self) -> ActorKey:
        """See `Keyring.actor_key`."""
        return self._open(_ACTOR_KEY)

    def actor_name(self) -> str:
        """See `Keyring.actor_name`."""
        path = self._keys / _ACTOR_NAME
        try:
            return checked_actor_name(read_plain(path, _MOST_KEY_BYTES).decode())
        except FileNotFoundError:
            raise _missing(path) from None
        except UnicodeDecodeError:
            raise MalformedValueError(f"{path} is not UTF-8 text") from None

    def ensure_log_key(self, case_id: str, origin: str) -> NoteKey:
        """See `Keyring.ensure_log_key`."""
        protected = _ENCRYPTED in (self._read(_ACTOR_KEY) or b"")
        return NoteKey(origin, self._ensure(_log_key_name(case_id), protected=protected))

    def log_key(self, case_id: str, origin: str) -> NoteKey:
        """See `Keyring.log_key`."""
        return NoteKey(origin, self._open(_log_key_name(case_id)))

    def protect(self, passphrase: bytes | None) -> None:
        """See `Keyring.protect`."""
        with storage_faults(self._keys), _locked(self._keys):
            names = sorted(path.name for path in self._keys.glob("*.key"))
            opened = {name: self._open(name) for name in names}  # all of them, before any changes
            for name, key in opened.items():
                replace_file(self._keys / name, key.to_pem(passphrase), 0o600)
        self._passphrase = passphrase

    def seen(self, case_id: str) -> bytes | None:
        """See `Keyring.seen`."""
        try:
            return read_plain(self._seen / checked_case_id(case_id), MAX_NOTE_BYTES)
        except FileNotFoundError:
            return None

    def remember(self, case_id: str, note: bytes) -> None:
        """See `Keyring.remember`."""
        new = peek_checkpoint(note)
        with storage_faults(self._seen), _locked(self._seen):
            older = self.seen(case_id)
            if older is not None:
                old = peek_checkpoint(older)
                if older == note or (old.origin == new.origin and old.size > new.size):
                    return
            replace_file(self._seen / checked_case_id(case_id), note, 0o600)

    def forget(self, case_id: str) -> None:
        """See `Keyring.forget`."""
        with storage_faults(self._seen):
            (self._seen / checked_case_id(case_id)).unlink(missing_ok=True)

    def _ensure(self, name: str, *, protected: bool) -> ActorKey:
        if self._read(name) is None:
            key = ActorKey.generate()
            pem = key.to_pem(self._secret() if protected else None)
            with storage_faults(self._keys), _locked(self._keys):
                create_file(self._keys / name, pem, 0o600)
        return self._open(name)  # another process may have been first: theirs is the key

    def _open(self, name: str) -> ActorKey:
        pem = self._read(name)
        if pem is None:
            raise _missing(self._keys / name)
        if _ENCRYPTED not in pem:
            return ActorKey.from_pem(pem)
        try:
            return ActorKey.from_pem(pem, self._secret())
        except PassphraseError:
            self._passphrase = None
            raise

    def _read(self, name: str) -> bytes | None:
        path = self._keys / name
        try:
            mode = path.stat().st_mode & 0o777
        except FileNotFoundError:
            return None
        except OSError as error:
            raise storage_error(error, path) from error
        if mode & 0o077:
            raise KeyExposedError(
                f"The private key {path} can be read by others (its mode is {mode:04o}).",
                remedy=f"If it may have been read, make a new key; otherwise: chmod 600 '{path}'",
            )
        return read_plain(path, _MOST_KEY_BYTES)

    def _secret(self) -> bytes:
        if self._passphrase is None:
            if self._ask_passphrase is None:
                raise PassphraseError(
                    f"The keys in {self._keys} are protected by a pass-phrase, and none was given.",
                    remedy="Run the command in a terminal, which asks for it.",
                )
            passphrase = self._ask_passphrase()
            if not passphrase:
                raise PassphraseError("The pass-phrase is empty.", remedy="Give one.")
            self._passphrase = passphrase
        return self._passphrase


def _log_key_name(case_id: str) -> str:
    return f"{checked_case_id(case_id)}.log.key"


def _missing(path: Path) -> MissingThingError:
    return MissingThingError(
        f"There is no key file {path}.",
        remedy="`firsthand new` makes the keys of a case where it is opened; to go on with a case "
        "on another machine, copy them there.",
    )


def _make_private(folder: Path) -> None:
    for part in (folder.parent, folder):
        if not part.exists():
            part.mkdir(mode=0o700, parents=True, exist_ok=True)
            flush_path(part.parent)


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold the folder against other processes that change it; made first if need be."""
    _make_private(folder)
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX)
        yield
    finally:
        os.close(fd)
