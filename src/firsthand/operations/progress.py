"""How an operation tells of its progress: the contract, and the one that says nothing."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Told by operations as they go; calls come from one thread."""

    def begin(self, stage: str, total: int | None) -> None:
        """A stage of `total` steps begins (`None`: not known yet); `stage` is a short phrase."""
        ...

    def step(self, what: str, steps: int = 1) -> None:
        """`steps` of the stage are done, the last of them about `what`."""
        ...

    def note(self, sentence: str) -> None:
        """Something a person should see now (a refusal, a failure)."""
        ...


class Silent:
    """Says nothing."""

    def begin(self, stage: str, total: int | None) -> None:
        """See `Progress.begin`."""

    def step(self, what: str, steps: int = 1) -> None:
        """See `Progress.step`."""

    def note(self, sentence: str) -> None:
        """See `Progress.note`."""


class Counted:
    """Passes on the progress of what tells it as (what, how much is done, of how much or 0)."""

    def __init__(self, progress: Progress, doing: str) -> None:
        self._progress = progress
        self._doing = doing
        self._what, self._done = "", 0

    def __call__(self, what: str, done: int, of: int) -> None:
        """`done` steps of `what` are done."""
        if what != self._what:
            self._what, self._done = what, 0
            self._progress.begin(f"{self._doing} {what}", of or None)
        self._progress.step(what, done - self._done)
        self._done = done
