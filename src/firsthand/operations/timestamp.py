"""Timestamp: ask the case's authorities to put their time to its newest checkpoint.

What an authority could not be asked for now (offline, slow) stays due and is asked for the next
time: the queue is nothing but the difference between the log and the tokens.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from firsthand.catalogue.catalogue import Catalogue
from firsthand.evidence.entries import Act
from firsthand.evidence.errors import FirsthandError
from firsthand.evidence.json_values import to_json
from firsthand.operations.case import Case, Deed
from firsthand.operations.progress import Progress
from firsthand.operations.settings import require_recorded
from firsthand.proof.timestamps import TimestampToken
from firsthand.vault.timestamp_authority import (
    AuthorityRefusedError,
    AuthorityUnreachableError,
    TimestampAuthority,
)


@dataclass(slots=True)
class Stamped:
    """What came of asking: tokens by authority, and why others gave none."""

    tokens: dict[str, TimestampToken] = field(default_factory=dict)
    missing: dict[str, FirsthandError] = field(default_factory=dict)


def entries_not_timestamped(case: Case) -> int:
    """How many entries at the end of the log no timestamp covers (its own entries aside)."""
    covered = max((stamp.size for stamp in case.catalogue.timestamps()), default=0)
    later = case.catalogue.acts_since(covered)
    return sum(1 for act in later if act is not Act.TIMESTAMP)
