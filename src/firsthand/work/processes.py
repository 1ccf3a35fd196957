"""Forked processes on this machine, for work that keeps Python's lock busy.

Each child does every n-th task, one at a time, and tells the result through a socket of its own;
so results come in the order of the tasks, and no more than one a child waits to be taken. A child
that finds its socket closed has lost its caller, and ends.
"""

from __future__ import annotations

import os
import pickle
import signal
import socket
import sys
import traceback
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from itertools import chain, cycle, islice
from typing import Any, NoReturn, TypeVar

from firsthand.evidence.errors import FirsthandError

Task = TypeVar("Task")
Result = TypeVar("Result")

#: What children do has to pass through the one hand that records it, which two keep busy.
_MOST = 2


class Processes:
    """Workers in a few children; in the calling process where one task or one core is all."""

    def __init__(self, count: int | None = None) -> None:
        self.count = count or min(os.cpu_count() or 1, _MOST)

    def run_in_order(
        self, do: Callable[[Task], Result], tasks: Iterable[Task]
    ) -> Generator[Result, None, None]:
        """See `firsthand.operations.workers.OrderedWorkers.run_in_order`."""
        waiting = iter(tasks)
        begin = list(islice(waiting, self.count))
        if len(begin) < 2:
            yield from map(do, chain(begin, waiting))
            return
        with ExitStack() as stack:
            children: list[_Child] = []
            stack.callback(_end, children)
            for task in begin:
                children.append(_fork(do, children))
                children[-1].give(task)
            for child in cycle(children):
                if not child.is_busy:
                    return
                result = child.take()
                for task in islice(waiting, 1):
                    child.give(task)
                yield result


@dataclass
class _Child:
    """A forked process, as its caller sees it; it has one task at most."""

    pid: int
    line: socket.socket
    is_busy: bool = False

    def give(self, task: object) -> None:
        """Have a task done."""
        self.is_busy = True
        with suppress(OSError):  # it is gone, as `take` will find
            _send(self.line, task)

    def take(self) -> Any:
        """Wait for the task's result, or raise what it raised."""
        self.is_busy = False
        try:
            result, error = _receive(self.line)
        except (EOFError, OSError):
            raise FirsthandError(
                "A process that was at work for this command has ended before its time.",
                remedy="What was acknowledged is kept; call it again to go on. Look whether the "
                "machine is out of memory.",
            ) from None
        if error is not None:
            raise error
        return result


def _fork(do: Callable[[Any], Any], siblings: Sequence[_Child]) -> _Child:
    try:
        ours, theirs = socket.socketpair()
        pid = os.fork()
    except OSError as error:
        raise FirsthandError(
            f"A process for this command could not be started: {error.strerror}.",
            remedy="Look for limits on processes, open files and memory of this account.",
        ) from error
    if pid == 0:
        for line in (ours, *(sibling.line for sibling in siblings)):
            line.close()  # or it would not be told when the caller is gone
        _serve(do, theirs)
    theirs.close()
    return _Child(pid, ours)


def _end(children: Sequence[_Child]) -> None:
    """End the children, those at work in the middle of it, and wait until they are gone."""
    for child in children:
        child.line.close()
        os.kill(child.pid, signal.SIGTERM)
    for child in children:
        os.waitpid(child.pid, 0)


def _serve(do: Callable[[Any], Any], line: socket.socket) -> NoReturn:
    """The whole life of a child: it never returns into what it was forked from."""
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the caller is asked, and ends its children
        signal.signal(signal.SIGTERM, lambda *_: sys.exit())  # leaving what it has open in order
        while True:
            task = _receive(line)
            answer: tuple[Any, Exception | None]
            try:
                answer = (do(task), None)
            except Exception as error:  # noqa: BLE001  the child's outermost frame; told as it is
                error.add_note(traceback.format_exc())
                answer = (None, error)
            _send(line, answer)
    except BaseException:  # noqa: BLE001  the caller is gone, or wants it to end
        os._exit(0)


def _send(line: socket.socket, value: object) -> None:
    data = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
    line.sendall(len(data).to_bytes(8, "big") + data)


def _receive(line: socket.socket) -> Any:
    """What the other end has sent: it is this very program, so that unpickling it is safe."""
    size = int.from_bytes(_exactly(line, 8), "big")
    return pickle.loads(_exactly(line, size))  # noqa: S301


def _exactly(line: socket.socket, size: int) -> bytes:
    data = bytearray(size)
    left = memoryview(data)
    while left:
        count = line.recv_into(left, len(left), socket.MSG_WAITALL)
        if not count:
            raise EOFError
        left = left[count:]
    return bytes(data)
