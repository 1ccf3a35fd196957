"""The contract of whatever runs an operation's independent pieces of work."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
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


class OrderedWorkers(Protocol):
    """Where pieces of work run that need a processor each, and whose results are used in order.

    Guarantees: `run_in_order` yields the results in the order of the tasks, takes few tasks ahead
    of those running, and raises the first exception of a task in the place of its result. When the
    caller stops, no further task is started, and those running are ended and waited for. Tasks and
    results may travel between processes: they can be pickled, and what `do` changes besides is
    lost. The processes may be forked at the first task: the caller holds no lock then.
    """

    def run_in_order(
        self, do: Callable[[Task], Result], tasks: Iterable[Task]
    ) -> Generator[Result, None, None]:
        """Do each task and yield its result."""
        ...
