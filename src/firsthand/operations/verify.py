"""Verify: check a case or a dossier, every byte, signature, proof and timestamp of it.

A dossier is checked by what it holds alone. Of a case, more is known here: the newest checkpoint
that this user saw of it, and that its catalogue must say what log and objects say.
"""

from __future__ import annotations

import os
import tempfile
from dataclasses import replace
from functools import partial
from pathlib import Path

from firsthand.catalogue import catalogue
from firsthand.catalogue.catalogue import Catalogue
from firsthand.dossier.check import CheckReport, check_case, check_dossier
from firsthand.dossier.defects import Findings
from firsthand.evidence.errors import FirsthandError
from firsthand.operations.case import entries_of, read_object
from firsthand.operations.progress import Counted, Progress
from firsthand.vault.custody_log import CustodyLog
from firsthand.vault.object_store import ObjectStore
from firsthand.vault.openssl_checker import check_with_openssl


def verify_dossier(folder: Path, progress: Progress) -> CheckReport:
    """Check a dossier; nothing outside it is read and nothing is written."""
    told = Counted(progress, "Checking")
    return check_dossier(folder, token_checker=check_with_openssl, progress=told)


def verify_case(folder: Path, seen: bytes | None, progress: Progress) -> CheckReport:
    """Check a case against itself and against the newest checkpoint that this user saw of it."""
    told = Counted(progress, "Checking")
    return check_case(folder, seen, token_checker=check_with_openssl, progress=told)


def verify_catalogue(
    report: CheckReport, path: Path, log: CustodyLog, objects: ObjectStore, progress: Progress
) -> CheckReport:
    """The report of a sound case, with a defect where its catalogue says anything else than it.

    The catalogue is built anew elsewhere, as far as the old one had come, and the rows compared.
    """
    if not report.holds or not path.exists():
        return report
    progress.begin("Checking the catalogue", None)
    try:
        with (
            Catalogue.open(path, read_only=not os.access(path.parent, os.W_OK)) as present,
            tempfile.TemporaryDirectory() as folder,
        ):
            if faults := present.faults():
                return _with_defect(report, "; ".join(faults))
            fresh_path = Path(folder) / "catalogue.db"
            entries = entries_of(log, 0, min(present.applied, report.log.size))
            with catalogue.rebuild(fresh_path, entries, partial(read_object, objects)) as fresh:
                same = fresh.row_digest() == present.row_digest()
    except FirsthandError as error:
        return _with_defect(report, error.message)
    if not same:
        return _with_defect(report, "its rows are others.")
    notes = tuple(note for note in report.notes if note.code != "catalogue-not-checked")
    return replace(report, notes=notes)


def _with_defect(report: CheckReport, reason: str) -> CheckReport:
    findings = Findings()
    findings.defect("catalogue-differs", "catalogue.db", reason=reason)
    return replace(report, defects=(*report.defects, *findings.defects()))
