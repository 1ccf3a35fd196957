"""A pool of threads on this machine.

The heavy work of an operation happens in limited child processes (`firsthand.confine`); what runs
here only waits for them, so threads are enough and nothing has to be copied between processes. When
the caller stops, the children are ended with it.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from itertools import islice
from typing import TypeVar

from firsthand.confine import stop_calls_when

Task = TypeVar("Task")
Result = TypeVar("Result")


class Threads:
    """Workers in as many threads as there are cores, unless told otherwise."""

    def __init__(self, count: int | None = None) -> None:
        self.count = count or os.cpu_count() or 1

    def run(
        self, do: Callable[[Task], Result], tasks: Iterable[Task]
    ) -> Iterator[tuple[Task, Result]]:
        """See `firsthand.operations.workers.Workers.run`."""
        waiting = iter(tasks)
        running: dict[Future[Result], Task] = {}
        stopped = threading.Event()
        pool = ThreadPoolExecutor(self.count, "firsthand", stop_calls_when, (stopped,))
        try:
            while True:
                for task in islice(waiting, self.count * 2 - len(running)):
                    running[pool.submit(do, task)] = task
                if not running:
                    return
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    yield running.pop(future), future.result()
        finally:
            stopped.set()
            pool.shutdown(wait=True, cancel_futures=True)
