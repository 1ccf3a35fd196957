"""One suite over every kind of workers."""

from __future__ import annotations

import threading

import pytest

from firsthand.confine import CallStoppedError, Limits, run_program_confined
from firsthand.work.inline import Inline
from firsthand.work.threads import Threads


@pytest.fixture(params=[Inline, Threads], ids=["inline", "threads"])
def workers(request):
    return request.param()


def test_every_task_comes_back_with_its_result(workers):
    assert dict(workers.run(lambda n: n * n, range(50))) == {n: n * n for n in range(50)}


def test_no_tasks_no_results(workers):
    assert list(workers.run(len, [])) == []


def test_an_exception_reaches_the_caller_and_stops_the_rest(workers):
    started = []

    def do(n):
        started.append(n)
        if n == 3:
            raise LookupError("three")
        return n

    with pytest.raises(LookupError, match="three"):
        list(workers.run(do, range(10_000)))
    assert len(started) < 100


def test_tasks_are_taken_only_as_they_are_needed(workers):
    taken = []

    def tasks():
        for n in range(1000):
            taken.append(n)
            yield n

    results = workers.run(lambda n: n, tasks())
    next(results)
    results.close()
    assert len(taken) < 50


def test_a_caller_that_stops_does_not_wait_for_confined_calls():
    """The second call would take its ten minutes; that it was stopped is told by its error."""
    ends = []

    def do(seconds):
        if not seconds:
            return None
        try:
            return run_program_confined(["sleep", str(seconds)], limits=Limits(wall_seconds=600))
        except CallStoppedError as error:
            ends.append(error)
            raise

    results = Threads(2).run(do, [600, 0])
    next(results)
    results.close()
    assert len(ends) == 1


def test_threads_overlap():
    """Two tasks that wait for each other can only end when both run at once."""
    both = threading.Barrier(2, timeout=30)
    assert len(list(Threads(2).run(lambda _: both.wait(), range(2)))) == 2
