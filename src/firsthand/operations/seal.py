"""Seal: make the dossier of a case as it is now.

The order: bring the catalogue up to the log, fix the checkpoint, gather what the report and the
exports show, print the report if that is wanted, seal, and record in the case that and how it was
sealed. The dossier holds the log as of the fixed checkpoint; the entry about the sealing comes
after it. A process killed between the two leaves a whole dossier that the log does not know:
sealing to the same place again then records that one, instead of calling the place taken.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

from firsthand.catalogue.catalogue import Catalogue
from firsthand.dossier.bag import BAG_INFO, TAG_MANIFEST, payload_oxum, printer_named
from firsthand.dossier.exports.case_uco import case_uco_graph
from firsthand.dossier.exports.followthemoney import followthemoney_entities
from firsthand.dossier.exports.prov import prov_document
from firsthand.dossier.material import DossierMaterial, ExtraFile, SealedDossier
from firsthand.dossier.report import render_pages, report_pictures
from firsthand.dossier.report_content import ReportContent
from firsthand.dossier.sealing import seal as seal_dossier
from firsthand.evidence.entries import Act
from firsthand.evidence.errors import FirsthandError
from firsthand.evidence.exhibits import Tool
from firsthand.evidence.json_values import to_json
from firsthand.operations.browser import Browser
from firsthand.operations.case import Case, Deed
from firsthand.operations.print_report import PRINTED, print_report
from firsthand.operations.progress import Counted, Progress
from firsthand.operations.report_material import report_content
from firsthand.operations.settings import require_recorded
from firsthand.operations.tools import this_program
from firsthand.operations.verify import verify_dossier
from firsthand.vault.custody_log import SignedCheckpoint


def seal(
    case: Case, destination: Path, progress: Progress, *, printer: Browser | None = None
) -> SealedDossier:
    """Seal the case into a dossier at `destination`, which must not exist or be an empty folder.

    With a `printer`, the report's front page is a part of it as `data/report/report.pdf` too.
    """
    case.catch_up()
    require_recorded(case)
    signed = case.log.checkpoint()
    if signed is None or not case.catalogue.counts().exhibits:
        raise FirsthandError(
            "There is nothing in this case to be sealed.",
            remedy="Add what belongs to it: `firsthand add FILES AND FOLDERS`.",
        )
    printed_by = None if printer is None else printer.tool
    left = _left_unrecorded(case, destination.absolute(), signed, printed_by, progress)
    if left is not None:
        case.record(partial(_deeds, left, printed_by))
        return left
    sealed_at = datetime.now(UTC)
    progress.begin("Writing the report", None)
    extra = _extra(case, report_content(case, signed, sealed_at))
    if printer is not None:
        progress.begin("Printing the report", None)
        extra[PRINTED] = print_report(printer, extra)
    sealed = seal_dossier(
        _material(case, signed, sealed_at, printed_by),
        destination,
        extra=extra,
        progress=Counted(progress, "Sealing"),
    )
    case.record(partial(_deeds, sealed, printed_by))
    return sealed


def _material(
    case: Case, signed: SignedCheckpoint, sealed_at: datetime, printed_by: Tool | None
) -> DossierMaterial:
    return DossierMaterial(
        checkpoint_note=signed.note,
        leaves=partial(case.log.leaves, 0, signed.checkpoint.size),
        open_object=case.objects.open,
        settings=case.settings.raw,
        timestamps=_timestamp_files(case),
        actor=case.actor().key,
        tool=this_program(),
        sealed_at=sealed_at,
        printed_by=printed_by,
    )


def _timestamp_files(case: Case) -> Mapping[str, bytes]:
    files: dict[str, bytes] = {}
    for one in case.timestamps.timestamps():
        if one.note is not None:
            files[f"{one.root}.checkpoint"] = one.note
        files[f"{one.root}.{one.authority}.tsr"] = one.response
        if one.certificates:
            files[f"{one.root}.{one.authority}.pem"] = one.certificates
    return files


def _extra(case: Case, content: ReportContent) -> dict[str, ExtraFile]:
    """The report with its pictures, and the exports, by path below `data/`."""
    extra: dict[str, ExtraFile] = {f"report/{path}": page for path, page in render_pages(content)}
    for path, digest in report_pictures(content).items():
        extra[f"report/{path}"] = _opener(case, digest)
    entities = followthemoney_entities(content)
    extra["exports/followthemoney.ndjson"] = b"".join(_line(entity) for entity in entities)
    extra["exports/prov.json"] = _pretty(prov_document(content))
    extra["exports/case-uco.jsonld"] = _pretty(case_uco_graph(content))
    return extra


def _opener(case: Case, digest: str) -> Callable[[], BinaryIO]:
    return partial(case.objects.open, digest)


def _line(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True).encode() + b"\n"


def _pretty(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1).encode() + b"\n"


def _left_unrecorded(
    case: Case,
    destination: Path,
    signed: SignedCheckpoint,
    printed_by: Tool | None,
    progress: Progress,
) -> SealedDossier | None:
    """The sound dossier of this case as it is now that stands there and is not on the record.

    One that was printed by another program, or not at all where that is wanted now, is not it.
    """
    try:
        tagmanifest = sha256((destination / TAG_MANIFEST).read_bytes()).hexdigest()
        info = (destination / BAG_INFO).read_bytes()
    except OSError:
        return None
    oxum = payload_oxum(info)
    if printer_named(info) != (printed_by and f"{printed_by.name} {printed_by.version}"):
        return None
    if oxum is None or any(one.tagmanifest == tagmanifest for one in case.catalogue.seals()):
        return None
    report = verify_dossier(destination, progress)
    size, root = signed.checkpoint.size, signed.checkpoint.root.hex()
    if not report.holds or (report.log.key, report.log.size, report.log.root) != (
        case.settings.key,
        size,
        root,
    ):
        return None
    payload_bytes, _, files = oxum.partition(".")
    return SealedDossier(destination, size, root, tagmanifest, int(files), int(payload_bytes))


def _deeds(sealed: SealedDossier, printed_by: Tool | None, _catalogue: Catalogue) -> list[Deed]:
    body: dict[str, Any] = {
        "size": sealed.size,
        "root": sealed.root,
        "tagmanifest": sealed.tagmanifest,
    }
    if printed_by is not None:
        body["printed_by"] = to_json(printed_by)
    return [(Act.SEAL, body)]
