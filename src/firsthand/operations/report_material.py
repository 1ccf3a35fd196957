"""What the report and the exports of a dossier show, gathered from catalogue and objects."""

from __future__ import annotations

from datetime import datetime

from firsthand.capture.sidecars import published_interval
from firsthand.catalogue.records import (
    EntryRecord,
    ExhibitRecord,
    MachineRunRecord,
    PictureRecord,
)
from firsthand.dossier.layout import original_path
from firsthand.dossier.report_content import (
    CustodyAct,
    KnownActor,
    MachineRun,
    Picture,
    ReportContent,
    ReportedExhibit,
    ShownMoment,
    TimestampFact,
    Verification,
)
from firsthand.evidence.entries import Purpose
from firsthand.operations.case import Case
from firsthand.operations.examine import media_type_of
from firsthand.operations.load import load_document, load_reading
from firsthand.operations.timestamp import entries_without_timestamp
from firsthand.operations.tools import this_program
from firsthand.vault.custody_log import SignedCheckpoint

_PURPOSES = {
    Purpose.IDENTIFY: "identified",
    Purpose.EXTRACT_TEXT: "text extracted",
    Purpose.READ: "statements read",
    Purpose.DESCRIBE_MEDIA: "media described",
    Purpose.FINGERPRINT: "fingerprinted",
    Purpose.TRACE: "traced",
}


def report_content(case: Case, signed: SignedCheckpoint, made_at: datetime) -> ReportContent:
    """Everything that a report says about the case as of a checkpoint."""
    entries = case.catalogue.entries(0, signed.checkpoint.size)
    by_index = {entry.index: entry for entry in entries}
    return ReportContent(
        case_id=case.settings.id,
        case_name=case.settings.name,
        opened_at=entries[0].time,
        made_at=made_at,
        tool=this_program(),
        exhibits=tuple(_exhibit(case, record, by_index) for record in case.catalogue.exhibits()),
        families=tuple(record.family for record in case.catalogue.families()),
        matches=tuple(record.match for record in case.catalogue.matches()),
        runs=tuple(_run(run, by_index) for run in case.catalogue.runs()),
        verification=_verification(case, signed),
        moments=tuple(
            ShownMoment(record.moment, _picture(record.a), _picture(record.b))
            for record in case.catalogue.moments()
        ),
    )


def custody_trail(record: ExhibitRecord, entries: dict[int, EntryRecord]) -> tuple[CustodyAct, ...]:
    """The acts on an exhibit in order: its capture, and the machine runs on its bytes."""
    capture = entries[record.entry]
    acts = [CustodyAct(capture.index, capture.time, capture.act, capture.actor, "captured")]
    for run in record.runs:
        entry = entries.get(run.entry)
        if entry is not None:
            words = _PURPOSES.get(run.purpose, run.purpose)
            came = f"failed: {run.failure.sentence}" if run.failure else words
            about = f"{came} ({run.tool.name} {run.tool.version})"
            acts.append(CustodyAct(entry.index, entry.time, entry.act, entry.actor, about))
    return tuple(sorted(acts, key=lambda act: act.entry))


def _exhibit(case: Case, record: ExhibitRecord, entries: dict[int, EntryRecord]) -> ReportedExhibit:
    document = reading = None
    if record.text_digest and record.document_digest:
        document = load_document(case, record.text_digest, record.document_digest)
    if record.reading_digest:
        reading = load_reading(case, record.reading_digest)
    return ReportedExhibit(
        exhibit=record.exhibit,
        media_type=media_type_of(case, record.exhibit).media_type,
        stored_at=original_path(record.exhibit.number, record.exhibit.capture.name),
        trail=custody_trail(record, entries),
        document=document,
        reading=reading,
        media=record.description,
        pictures=tuple(_picture(one) for one in record.pictures if one.blurred is not None),
        posted=published_interval(record.exhibit.capture.claimed),
    )


def _picture(record: PictureRecord) -> Picture:
    return Picture(record.seconds, record.digest, record.blurred or "")


def _run(run: MachineRunRecord, entries: dict[int, EntryRecord]) -> MachineRun:
    return MachineRun(
        entry=run.entry,
        time=run.time,
        actor=entries[run.entry].actor if run.entry in entries else "",
        purpose=run.purpose,
        tool=run.tool,
        inputs=run.inputs,
        outputs=run.outputs,
        failure=run.failure,
    )


def _verification(case: Case, signed: SignedCheckpoint) -> Verification:
    checkpoint = signed.checkpoint
    waiting = entries_without_timestamp(case)
    caveats = (
        (f"{waiting} of {checkpoint.size} entries are not yet covered by a timestamp.",)
        if waiting
        else ()
    )
    return Verification(
        origin=checkpoint.origin,
        vkey=case.settings.key,
        size=checkpoint.size,
        root=checkpoint.root.hex(),
        actors=tuple(KnownActor(one.name, one.key) for one in case.catalogue.actors()),
        timestamps=tuple(
            TimestampFact(one.authority, one.time, one.size, one.root)
            for one in case.catalogue.timestamps()
        ),
        caveats=caveats,
    )
