"""Ordered workers in forked processes: order, errors, and ends that leave nobody behind."""

from __future__ import annotations

import errno
import os
import signal
import time
from contextlib import closing
from pathlib import Path

import pytest

from firsthand.evidence.errors import FirsthandError, MissingThingError
from firsthand.work.processes import Processes


@pytest.fixture(params=[1, 2, 3])
def workers(request):
    return Processes(request.param)


def test_results_come_in_the_order_of_the_tasks(workers):
    def do(n):
        time.sleep(0.01 * (n % 3))
        return n * n

    assert list(workers.run_in_order(do, range(20))) == [n * n for n in range(20)]


@pytest.mark.parametrize("count", [0, 1])
def test_few_tasks_are_done_in_the_calling_process(workers, count):
    found = list(workers.run_in_order(lambda _: os.getpid(), range(count)))
    assert found == [os.getpid()] * count


def test_several_tasks_are_done_in_other_processes():
    found = set(Processes(2).run_in_order(lambda _: os.getpid(), range(6)))
    assert len(found) == 2
    assert os.getpid() not in found


def test_large_tasks_and_results_pass(workers):
    tasks = [bytes([n]) * 3_000_000 for n in range(5)]
    assert list(workers.run_in_order(lambda data: data * 2, tasks)) == [t * 2 for t in tasks]


def test_an_error_comes_in_the_place_of_its_result_with_its_remedy(workers):
    def do(n):
        if n == 3:
            raise MissingThingError("The third is missing.", remedy="Find it.")
        return n

    done: list[int] = []
    with pytest.raises(MissingThingError, match="third") as raised:
        done.extend(workers.run_in_order(do, range(100)))
    assert done == [0, 1, 2]
    assert raised.value.remedy == "Find it."


def test_tasks_are_taken_only_as_they_are_needed(workers):
    taken = []

    def tasks():
        for n in range(1000):
            taken.append(n)
            yield n

    with closing(workers.run_in_order(lambda n: n, tasks())) as results:
        next(results)
    assert len(taken) < 10


def test_a_caller_that_stops_ends_the_tasks_at_work_and_they_clean_up(tmp_path):
    """The second task would take ten minutes; that it was ended in order is told by its file."""

    def do(n):
        if not n:
            while not (tmp_path / "begun").exists():
                time.sleep(0.01)
            return os.getpid()
        (tmp_path / "begun").touch()
        try:
            time.sleep(600)
        finally:
            (tmp_path / "cleaned").touch()

    with closing(Processes(2).run_in_order(do, range(2))) as results:
        first = next(results)
    assert (tmp_path / "cleaned").exists()
    assert not Path(f"/proc/{first}").exists()


def test_a_process_that_is_killed_is_an_error_with_a_remedy():
    def do(n):
        if n == 2:
            os.kill(os.getpid(), signal.SIGKILL)
        return n

    with pytest.raises(FirsthandError, match="before its time") as raised:
        list(Processes(2).run_in_order(do, range(10)))
    assert "call it again" in raised.value.remedy


def test_a_process_that_cannot_be_started_is_an_error_with_a_remedy(monkeypatch):
    fork, forked = os.fork, []

    def until_the_limit():
        if forked:
            raise BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable")
        forked.append(fork())
        return forked[0]

    monkeypatch.setattr(os, "fork", until_the_limit)
    with pytest.raises(FirsthandError, match="could not be started") as raised:
        list(Processes(2).run_in_order(lambda n: n, range(10)))
    assert "limits" in raised.value.remedy
    assert not is_alive(forked[0])


def test_children_end_with_a_caller_that_is_killed(tmp_path):
    """The caller tells the children's numbers, and waits; nobody is left to end them but they."""
    caller = os.fork()
    if caller == 0:
        try:
            results = Processes(2).run_in_order(lambda _: os.getpid(), range(100))
            pids = [next(results) for _ in range(2)]
            (tmp_path / "told").write_text(" ".join(map(str, pids)))
            (tmp_path / "told").rename(tmp_path / "pids")
            time.sleep(600)
        finally:
            os._exit(1)
    while not (tmp_path / "pids").exists():
        time.sleep(0.01)
    os.kill(caller, signal.SIGKILL)
    os.waitpid(caller, 0)
    children = [int(pid) for pid in (tmp_path / "pids").read_text().split()]
    deadline = time.monotonic() + 30
    while any(is_alive(pid) for pid in children) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not any(is_alive(pid) for pid in children)


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and that nobody has waited for does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
