"""The server that confined children are forked from: what it must live through."""

from __future__ import annotations

import os
import signal
import socket
from contextlib import suppress

from firsthand.confine.server import _Server


def test_a_child_that_ends_just_as_its_owner_leaves_does_not_end_the_server():
    # In a process of its own, because the server reaps whatever children its process has.
    pid = os.fork()
    if pid == 0:
        with suppress(BaseException):
            _step_with_both_at_once()
            os._exit(0)
        os._exit(1)
    _, status = os.waitpid(pid, 0)
    assert os.waitstatus_to_exitcode(status) == 0


def _step_with_both_at_once() -> None:
    signal.alarm(30)
    control, _orders = socket.socketpair()
    woken, waker = socket.socketpair()
    channel, owner = socket.socketpair()
    server = _Server(control, network_left=False)
    server.selector.register(woken, 1)
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
    server.children[child] = channel
    server.selector.register(channel, 1, data=child)
    waker.send(b"\0")  # as its SIGCHLD would
    owner.close()
    assert server.step(woken)
    assert server.children == {}
