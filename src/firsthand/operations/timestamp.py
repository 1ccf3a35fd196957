"""Timestamp: ask the case's authorities to put their time to its newest checkpoint.

What an authority could not be asked for now (offline, slow) stays due and is asked for the next
time: the queue is nothing but the difference between the log and the tokens that it records.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path

from firsthand.catalogue.catalogue import Catalogue
from firsthand.evidence.entries import Act
from firsthand.evidence.errors import FirsthandError, MissingThingError
from firsthand.evidence.json_values import instant_to_text
from firsthand.operations.case import Case, Deed
from firsthand.operations.progress import Progress
from firsthand.operations.settings import require_recorded
from firsthand.proof.timestamps import read_response
from firsthand.vault.custody_log import SignedCheckpoint
from firsthand.vault.timestamp_authority import TimestampAuthority
from firsthand.vault.timestamp_checking import CheckedTimestamp, check_timestamp


@dataclass(slots=True)
class Stamped:
    """What came of asking: the size of the log that was stamped, the time by each authority's
    name, and why others gave none."""

    size: int
    times: dict[str, datetime] = field(default_factory=dict)
    missing: dict[str, FirsthandError] = field(default_factory=dict)


def entries_without_timestamp(case: Case) -> int:
    """How many entries at the end of the log no timestamp covers, those of timestamps aside."""
    covered = max((stamp.size for stamp in case.catalogue.timestamps()), default=0)
    return sum(1 for entry in case.catalogue.entries(covered) if entry.act is not Act.TIMESTAMP)


def timestamp(case: Case, progress: Progress) -> Stamped:
    """Ask every authority of the case for a token over the newest checkpoint, and record them.

    An authority that gave one for all but the entries of timestamps themselves is not asked again.
    Raises `FirsthandError` where the settings name no authority or are not on the record.
    """
    case.catch_up()
    require_recorded(case)
    if not case.authorities:
        raise FirsthandError(
            "This case names no timestamp authority.",
            remedy=f"Write one into {case.folder / 'case.toml'}, then run `firsthand settings`.",
        )
    signed = case.log.checkpoint()
    if signed is None:
        raise FirsthandError("There is nothing in this case to be timestamped yet.")
    outcome = Stamped(signed.checkpoint.size)
    progress.begin("Timestamping", len(case.authorities))
    for authority in case.authorities:
        if _is_due(case.catalogue, authority.name):
            try:
                outcome.times[authority.name] = _stamp(case, authority, signed)
            except FirsthandError as error:
                outcome.missing[authority.name] = error
                progress.note(f"{authority.name}: {error.message}")
        progress.step(authority.name)
    return outcome


def _is_due(catalogue: Catalogue, authority: str) -> bool:
    own = [stamp.size for stamp in catalogue.timestamps() if stamp.authority == authority]
    later = catalogue.entries(max(own, default=0))
    return any(entry.act is not Act.TIMESTAMP for entry in later)


def _stamp(case: Case, authority: TimestampAuthority, signed: SignedCheckpoint) -> datetime:
    """One token: asked for, checked, kept, recorded; in that order, so that none is lost."""
    root = signed.checkpoint.root.hex()
    roots = _certificates(case, authority.name)
    note = case.timestamps.note(root) or signed.note
    kept = {(one.root, one.authority): one for one in case.timestamps.timestamps()}
    found = kept.get((root, authority.name))  # kept by a process that was killed before recording
    response = found.response if found else authority.stamp(note)
    checked: CheckedTimestamp = check_timestamp(response, note, roots)
    chain = found.certificates if found else _joined(roots, _chain(response))
    if found is None:
        case.timestamps.keep(root, note, authority.name, response, chain)
    body = {
        "authority": authority.name,
        "size": signed.checkpoint.size,
        "root": root,
        "token": hashlib.sha256(response).hexdigest(),
        "chain": hashlib.sha256(chain).hexdigest(),
        "time": instant_to_text(checked.time),
    }
    case.record(partial(_deeds, body))
    return checked.time


def _deeds(body: Mapping[str, object], catalogue: Catalogue) -> Sequence[Deed]:
    if any(stamp.token == body["token"] for stamp in catalogue.timestamps()):
        return ()
    return ((Act.TIMESTAMP, body),)


def _chain(response: bytes) -> bytes:
    """The certificates inside the token, as text; none where the library cannot read it."""
    try:
        return read_response(response).chain_pem()
    except FirsthandError:
        return b""


def _joined(*pems: bytes) -> bytes:
    """Certificates one after the other, each text ended by a line feed."""
    return b"".join(pem if pem.endswith(b"\n") else pem + b"\n" for pem in pems if pem)


def _certificates(case: Case, name: str) -> bytes:
    path: Path = next(one.certificates for one in case.settings.authorities if one.name == name)
    try:
        return path.read_bytes()
    except OSError as error:
        raise MissingThingError(
            f"The certificates of the timestamp authority {name}, {path}, cannot be read.",
            remedy=f"Put its root certificates there ({error.strerror}).",
        ) from error
