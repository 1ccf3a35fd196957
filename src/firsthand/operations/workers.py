"""The contract of whatever runs an operation's independent pieces of work."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")


class Workers(Protocol):
    """Where pieces of work run: in this thread, in threads, on other machines.

    Guarantees: `run` yields each task with its result in order of completion, takes few tasks
    ahead of those running, and raises the first exception of a task after the running ones have
    ended. When the caller stops (an interrupt, a closed iterator), no further task is started, and
    those running are ended where they wait for confined children.
    """

    def run(
        self, do: Callable[[Task], Result], tasks: Iterable[Task]
    ) -> Iterator[tuple[Task, Result]]:
        """Do each task and yield it with its result as soon as that is there."""
        ...
