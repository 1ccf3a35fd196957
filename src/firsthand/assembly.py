"""Which implementation stands behind each contract. The only module that names a backend."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from firsthand.capture.source import Source
from firsthand.capture.sources.file import FileSource
from firsthand.capture.sources.folder import FolderSource
from firsthand.catalogue.catalogue import Catalogue
from firsthand.confine import preload
from firsthand.evidence.errors import BrokenEvidenceError, FirsthandError, MissingThingError
from firsthand.operations.case import Actor, Case
from firsthand.operations.case_settings import CaseSettings, read_settings
from firsthand.operations.folders import is_dossier
from firsthand.operations.new_case import new_case
from firsthand.operations.progress import Progress, Silent
from firsthand.operations.rebuild import rebuild
from firsthand.vault.custody_log import CustodyLog
from firsthand.vault.custody_logs.folder import FolderCustodyLog
from firsthand.vault.keyring import Keyring
from firsthand.vault.keyrings.folder import FolderKeyring, user_folder
from firsthand.vault.object_store import ObjectStore
from firsthand.vault.object_stores.folder import FolderObjectStore
from firsthand.vault.seen_checkpoints import SeenState, judge_seen
from firsthand.vault.timestamp_authority import TimestampAuthority
from firsthand.vault.timestamp_stores.folder import FolderTimestampStore
from firsthand.work.processes import Processes
from firsthand.work.threads import Threads

if TYPE_CHECKING:  # only one command checks; the others start without it
    from firsthand.dossier.check import CheckReport

#: Asks a person for the pass-phrase of their keys.
AskPassphrase = Callable[[], bytes]

#: What confined children have imported before they are asked for anything.
_ENGINES = (
    "firsthand.footage.decoding",
    "firsthand.reading.confined_reading",
    "firsthand.reading.extractors",
)


CATALOGUE_FILE = "catalogue.db"
_BECAME = {
    SeenState.ROLLED_BACK: "has lost entries that you saw in it",
    SeenState.FORKED: "has other entries where you saw yours",
    SeenState.REKEYED: "is signed with another key",
}


def user_keyring(ask_passphrase: AskPassphrase | None = None) -> FolderKeyring:
    """The keyring in the user's configuration folder."""
    return FolderKeyring(user_folder(os.environ), ask_passphrase)


def open_case(folder: Path, *, writing: bool, ask_passphrase: AskPassphrase | None = None) -> Case:
    """Open the case in a folder, for reading or for writing.

    For writing the log's private key is needed, and a log that was set back, forked or re-keyed
    since this user last saw it is refused with `BrokenEvidenceError`.
    """
    folder = folder.absolute()
    settings = read_settings(folder)
    keyring = user_keyring(ask_passphrase)
    key = keyring.log_key(settings.id, settings.origin) if writing else None
    log = FolderCustodyLog(folder / "log", settings.key, key)
    if writing:
        _refuse_rewritten(settings, log, keyring)
    preload(_ENGINES)
    objects = FolderObjectStore(folder / "objects")
    return Case(
        folder=folder,
        settings=settings,
        objects=objects,
        log=log,
        catalogue=_catalogue(folder, log, objects, writing=writing),
        keyring=keyring,
        timestamps=FolderTimestampStore(folder / "timestamps"),
        authorities=_authorities(settings),
        workers=Threads(),
        processes=Processes(),
        actor=lambda: Actor(keyring.actor_name(), keyring.actor_key()),
    )


def _authorities(settings: CaseSettings) -> tuple[TimestampAuthority, ...]:
    if not settings.authorities:
        return ()
    from firsthand.vault.timestamp_authorities.http import HttpTimestampAuthority

    return tuple(HttpTimestampAuthority(one.name, one.address) for one in settings.authorities)


def make_case(
    folder: Path, name: str, actor_name: str, ask_passphrase: AskPassphrase | None = None
) -> Case:
    """Make a new case in a folder that does not exist or is empty, and open it for writing."""
    return new_case(
        folder.absolute(),
        name,
        actor_name,
        user_keyring(ask_passphrase),
        lambda made: open_case(made, writing=True, ask_passphrase=ask_passphrase),
    )


def rebuild_catalogue(folder: Path, progress: Progress) -> int:
    """Make a case's catalogue anew, even where the old one cannot be opened."""
    folder = folder.absolute()
    settings = read_settings(folder)
    return rebuild(
        folder / CATALOGUE_FILE,
        FolderCustodyLog(folder / "log", settings.key),
        FolderObjectStore(folder / "objects"),
        progress,
    )


def sources_of(paths: Sequence[Path], case_folder: Path) -> list[Source]:
    """What to capture from for each path; the case's own folder is left out of any of them."""
    for path in paths:
        if not os.path.lexists(path):
            raise MissingThingError(
                f"There is no file or folder {path}.", remedy="Look at its spelling."
            )
    return [
        FolderSource(path, (case_folder,)) if path.is_dir() else FileSource(path) for path in paths
    ]


def _catalogue(folder: Path, log: CustodyLog, objects: ObjectStore, *, writing: bool) -> Catalogue:
    """The case's catalogue; where its folder may only be read, one that is up to date.

    There the one beside the log is read as it stands if it is whole and nobody is writing it;
    otherwise one is made in a temporary folder, for as long as this process lives.
    """
    path = folder / CATALOGUE_FILE
    if writing or os.access(folder, os.W_OK):
        return Catalogue.open(path)
    signed = log.checkpoint()
    size = 0 if signed is None else signed.checkpoint.size
    if path.exists() and not path.with_name(f"{path.name}-wal").exists():
        present = Catalogue.open(path, read_only=True)
        if present.applied == size:
            return present
        present.close()
    scratch = Path(tempfile.mkdtemp(prefix="firsthand-catalogue-"))
    atexit.register(shutil.rmtree, scratch, ignore_errors=True)
    rebuild(scratch / CATALOGUE_FILE, log, objects, Silent())
    return Catalogue.open(scratch / CATALOGUE_FILE)


def _refuse_rewritten(settings: CaseSettings, log: CustodyLog, keyring: Keyring) -> None:
    signed = log.checkpoint()
    state = judge_seen(
        keyring.seen(settings.id),
        None if signed is None else signed.checkpoint,
        settings.key,
        log.consistency,
    )
    if not state.is_sound:
        raise BrokenEvidenceError(
            f"The log of {settings.name} is not the one you saw before: it {_BECAME[state]}.",
            remedy="Compare with another copy of the case; `firsthand verify` says more. If you "
            "restored an older copy on purpose: `firsthand use FOLDER --accept`.",
        )


def verify_folder(folder: Path, progress: Progress) -> CheckReport:
    """Check a case or a dossier, whichever the folder is."""
    from firsthand.operations.verify import verify_case, verify_catalogue, verify_dossier

    folder = folder.absolute()
    if is_dossier(folder):
        return verify_dossier(folder, progress)
    try:
        settings = read_settings(folder)
    except FirsthandError:
        return verify_case(folder, None, progress)  # names what is wrong with the settings
    report = verify_case(folder, user_keyring().seen(settings.id), progress)
    return verify_catalogue(
        report,
        folder / CATALOGUE_FILE,
        FolderCustodyLog(folder / "log", settings.key),
        FolderObjectStore(folder / "objects"),
        progress,
    )
