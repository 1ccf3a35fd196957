"""Trace: find the same words and the same shots in a case, and record the families they make.

The run is recorded like any other machine run: its inputs (as one list object) and its result (as
one object). Where nothing has changed since the last trace, that one is returned.
"""

from __future__ import annotations

from dataclasses import dataclass

from firsthand.capture.sidecars import published_interval
from firsthand.catalogue.catalogue import Catalogue
from firsthand.catalogue.records import ExhibitRecord
from firsthand.evidence.entries import Purpose
from firsthand.evidence.exhibits import Tool
from firsthand.evidence.families import Family
from firsthand.evidence.footage import Match, MatchKind
from firsthand.evidence.json_values import to_json
from firsthand.footage.matching import match_all, matching_tool
from firsthand.operations.case import Case
from firsthand.operations.engines import Run, keep
from firsthand.operations.load import (
    load_document,
    load_fingerprint,
    load_media,
    load_reading,
)
from firsthand.operations.progress import Progress
from firsthand.proof.canonical import canonical_bytes
from firsthand.tracing.footage_families import trace_footage
from firsthand.tracing.values import TracedFootage, TracedPage
from firsthand.tracing.words import trace_words
from firsthand.vault.object_store import put_bytes
