"""Progress on the screen: a bar on a terminal, a line now and then elsewhere. Always on stderr."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.progress import Progress as Bar

from firsthand.cli.text import printable
from firsthand.operations.progress import Progress, Silent

_SECONDS_BETWEEN_LINES = 10.0


class OnTerminal:
    """A bar with the current stage, and notes above it."""

    def __init__(self, bar: Bar) -> None:
        self._bar = bar
        self._task: TaskID | None = None

    def begin(self, stage: str, total: int | None) -> None:
        """See `firsthand.operations.progress.Progress.begin`."""
        if self._task is not None:
            self._bar.remove_task(self._task)
        self._task = self._bar.add_task(stage, total=total, what="")

    def step(self, what: str, steps: int = 1) -> None:
        """See `firsthand.operations.progress.Progress.step`."""
        if self._task is not None:
            self._bar.update(self._task, advance=steps, what=printable(what)[-40:])

    def note(self, sentence: str) -> None:
        """See `firsthand.operations.progress.Progress.note`."""
        self._bar.console.print(printable(sentence), markup=False, highlight=False)


class InLines:
    """For logs and pipes: a line at the beginning of a stage and every ten seconds."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._stage, self._done, self._said_at = "", 0, 0.0
        self._total: int | None = None

    def begin(self, stage: str, total: int | None) -> None:
        """See `firsthand.operations.progress.Progress.begin`."""
        self._stage, self._total, self._done, self._said_at = stage, total, 0, time.monotonic()
        self._say(f"{stage} …" if total is None else f"{stage}: {total}")

    def step(self, what: str, steps: int = 1) -> None:
        """See `firsthand.operations.progress.Progress.step`."""
        self._done += steps
        if time.monotonic() - self._said_at >= _SECONDS_BETWEEN_LINES:
            self._said_at = time.monotonic()
            of = "" if self._total is None else f" of {self._total}"
            self._say(f"{self._stage}: {self._done}{of} ({printable(what)})")

    def note(self, sentence: str) -> None:
        """See `firsthand.operations.progress.Progress.note`."""
        self._say(printable(sentence))

    def _say(self, line: str) -> None:
        self._console.print(line, markup=False, highlight=False, soft_wrap=True)


@contextmanager
def progress_shown(*, quiet: bool = False) -> Iterator[Progress]:
    """The progress that fits where stderr goes, for the length of one operation."""
    console = Console(stderr=True)
    if quiet:
        yield Silent()
    elif not console.is_terminal:
        yield InLines(console)
    else:
        columns = (
            SpinnerColumn(),
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            TextColumn("{task.fields[what]}", style="dim", markup=False),
        )
        with Bar(*columns, console=console, transient=True) as bar:
            yield OnTerminal(bar)
