"""The parent of all confined children: a small process with the heavy modules loaded, that forks.

It runs as `python -c` of `forkserver.py`, reads one-byte orders with descriptors attached from
its control socket, and ends when that socket closes; its children are killed with it. It never
touches untrusted bytes itself. Orders:

- `P` and a file of JSON: import the modules named in it, so that later children have them.
- `J` and a file of JSON (the job), a channel, a result pipe and the three standard streams: fork a
  child for the job. When the child ends, one line of JSON with its wait status goes into the
  channel. When the other side of the channel closes first, the child is killed.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import selectors
import signal
import socket
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from firsthand.confine.namespaces import leave_network
from firsthand.confine.worker import Job, Streams, run_job
from firsthand.evidence.json_values import from_json

_HANDLES_A_JOB = 6


def serve(control_handle: int) -> None:
    """Take orders from the control socket until it closes."""
    network_left = leave_network()  # while there is one thread only; the kernel insists
    control = socket.socket(fileno=control_handle)
    woken, waker = socket.socketpair()
    for end in (woken, waker):
        end.setblocking(False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(waker.fileno(), warn_on_full_buffer=False)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what an interrupt means
    server = _Server(control, network_left)
    server.selector.register(woken, selectors.EVENT_READ)
    while server.step(woken):
        pass
    signal.set_wakeup_fd(-1)  # children that are being ended still send SIGCHLD


@dataclass
class _Server:
    control: socket.socket
    network_left: bool
    selector: selectors.BaseSelector = field(default_factory=selectors.DefaultSelector)
    children: dict[int, socket.socket] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.selector.register(self.control, selectors.EVENT_READ)

    def step(self, woken: socket.socket) -> bool:
        """Handle what has happened; false when the control socket has closed."""
        for key, _ in self.selector.select():
            if key.fileobj is self.control:
                if not self._take_order():
                    self._end_all()
                    return False
            elif key.fileobj is woken:
                with suppress(BlockingIOError):
                    woken.recv(4096)
                self._reap()
            else:  # a channel: whatever comes, its owner wants no more of this child
                self._kill(int(key.data))
                if key.data in self.children:  # else it was reaped, channel and all, just now
                    self.selector.unregister(key.fileobj)
        return True

    def _take_order(self) -> bool:
        try:
            order, handles, _, _ = socket.recv_fds(self.control, 1, _HANDLES_A_JOB)
        except ConnectionError:
            return False
        if order == b"P":
            self._preload(_read_json(handles[0]))
        elif order == b"J":
            self._start(handles)
        return bool(order)

    def _preload(self, modules: list[str]) -> None:
        for module in modules:
            # A module that is not installed is missed by the job that needs it, not here.
            with suppress(ImportError):
                importlib.import_module(module)
        gc.collect()
        gc.freeze()  # children share these pages with their parent for longer

    def _start(self, handles: list[int]) -> None:
        job_handle, channel_handle, *kept = handles
        job = from_json(Job, _read_json(job_handle))
        child = os.fork()
        if child == 0:
            try:
                run_job(job, Streams(*kept), network_left=self.network_left)
            finally:  # an error before the untrusted bytes: the status says so
                os._exit(70)
        for handle in kept:
            os.close(handle)
        channel = socket.socket(fileno=channel_handle)
        self.children[child] = channel
        self.selector.register(channel, selectors.EVENT_READ, data=child)

    def _reap(self) -> None:
        options = os.WEXITED | os.WNOHANG | os.WNOWAIT
        while self.children and (ended := os.waitid(os.P_ALL, 0, options)) is not None:
            self._kill(
                ended.si_pid
            )  # what it may have left in its session, before its number is free
            _, status, usage = os.wait4(ended.si_pid, 0)
            channel = self.children.pop(ended.si_pid)
            with suppress(KeyError):
                self.selector.unregister(channel)
            with suppress(OSError):
                channel.send(json.dumps(_report(status, usage)).encode() + b"\n")
            channel.close()

    def _kill(self, child: int) -> None:
        if child not in self.children:
            return
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(child, signal.SIGKILL)
        # Between its fork and its setsid it has no group of its own yet.
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)

    def _end_all(self) -> None:
        for child in list(self.children):
            self._kill(child)


def _report(status: int, usage: Any) -> dict[str, int]:
    kibibytes = 1 if sys.platform == "darwin" else 1024
    return {
        "exit": os.waitstatus_to_exitcode(status),
        "memory_bytes": usage.ru_maxrss * kibibytes,
    }


def _read_json(handle: int) -> Any:
    with os.fdopen(handle, "rb") as stream:
        stream.seek(0)
        return json.load(stream)
