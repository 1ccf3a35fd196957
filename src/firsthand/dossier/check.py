"""Checking cases and dossiers: offline, by anyone, years later.

    report = check_dossier(Path("dossier"))
    report.holds, report.defects, report.proven

The check knows the nouns and the proofs and nothing else of Firsthand: neither how a case is kept
nor how a dossier is written. It reads a hostile folder without writing, following or hanging.
"""

from __future__ import annotations

from firsthand.dossier.check_case import check_case
from firsthand.dossier.check_dossier import check_dossier
from firsthand.dossier.check_values import (
    CheckedLog,
    CheckReport,
    Defect,
    Note,
    Progress,
    Proven,
    ProvenTimestamp,
    TokenChecker,
)

__all__ = [
    "CheckReport",
    "CheckedLog",
    "Defect",
    "Note",
    "Progress",
    "Proven",
    "ProvenTimestamp",
    "TokenChecker",
    "check_case",
    "check_dossier",
]
