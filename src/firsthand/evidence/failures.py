"""Failures: what a machine could not do with an exhibit, and why."""

from __future__ import annotations

from dataclasses import dataclass

from firsthand.evidence.errors import FirsthandError


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a machine could not do its part with an exhibit; the exhibit itself stays.

    `code` is stable (`encrypted`, `truncated`, `empty`, `mislabelled`, `too-large`,
    `out-of-memory`, `out-of-time`, `crashed`, `unsupported`, …), `sentence` says what happened in
    words, `remedy` what a person can do.
    """

    code: str
    sentence: str
    remedy: str = ""


class UnreadableError(FirsthandError):
    """Raised by an engine that cannot do its part with an exhibit; carries the `Failure`."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.sentence, remedy=failure.remedy)
        self.failure = failure
