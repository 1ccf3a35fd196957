"""Everything in the calling thread, in order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")


class Inline:
    """Workers for a single piece of work, and for following a program step by step."""

    def run(
        self, do: Callable[[Task], Result], tasks: Iterable[Task]
    ) -> Iterator[tuple[Task, Result]]:
        """See `firsthand.operations.workers.Workers.run`."""
        for task in tasks:
            yield task, do(task)
