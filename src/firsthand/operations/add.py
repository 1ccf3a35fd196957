"""Add: preserve what was found, then examine whatever is due."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from firsthand.capture.source import Source
from firsthand.operations.case import Case
from firsthand.operations.examine import Examined, examine
from firsthand.operations.preserve import Preserved, preserve
from firsthand.operations.progress import Progress


@dataclass(frozen=True, slots=True)
class Added:
    """What came of adding."""

    preserved: Preserved
    examined: Examined


def add(
    case: Case,
    sources: Iterable[Source],
    progress: Progress,
    *,
    preserve_only: bool = False,
    again: bool = False,
) -> Added:
    """Bring everything that the sources hold into the case.

    May be interrupted at any moment and called again: what was acknowledged stays, the rest is
    done. With `preserve_only` nothing is opened; a later call without it examines everything.
    """
    preserved = preserve(case, sources, progress, again=again)
    examined = Examined() if preserve_only else examine(case, progress)
    return Added(preserved, examined)
