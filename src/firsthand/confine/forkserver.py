"""This process's handle on its server: starts it when first needed, and sends it jobs.

Every process has a server of its own (a forked one starts afresh); threads share it. Unlike
`multiprocessing`, nothing of the caller's `__main__` is imported or needed on the other side.
"""

from __future__ import annotations

import atexit
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from firsthand.confine.worker import Job, Streams
from firsthand.evidence.errors import FirsthandError
from firsthand.evidence.json_values import to_json

_START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from firsthand.confine.server import serve; serve(int(sys.argv[2]))"
)
# Decoders need no more of the caller's environment than this. One thread a library keeps a
# result independent of the machine, a fixed hash seed keeps it independent of the run.
_ENVIRONMENT = {
    "PATH": os.defpath + ":/usr/local/bin",
    "LANG": "C.UTF-8",
    "LC_ALL": "C.UTF-8",
    "TZ": "UTC",
    "HOME": "/nonexistent",
    "PYTHONHASHSEED": "0",
    "PYTHONUTF8": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
    "OMP_NUM_THREADS": "1",
    "OMP_THREAD_LIMIT": "1",  # for programs that ask for more threads themselves
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}
_KEPT_VARIABLES = ("LD_LIBRARY_PATH",)  # some systems find their libraries by it only


class ForkServer:
    """The server of this process, started when first needed and again should it be gone."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._modules: dict[str, None] = {}
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None

    def preload(self, modules: Sequence[str]) -> None:
        """Have the modules imported by the server, now or when it starts."""
        with self._lock:
            fresh = [m for m in modules if m not in self._modules]
            self._modules.update(dict.fromkeys(fresh))
            if fresh and self._control is not None:
                with suppress(OSError):  # a server that is gone learns them when it starts again
                    self._order(b"P", [_json_file(fresh)])

    def submit(self, job: Job, channel: int, streams: Streams) -> None:
        """Have the job done; its end is told through `channel`. Descriptors are copied."""
        kept = [streams.result, streams.stdin, streams.stdout, streams.stderr]
        with self._lock:
            for last_attempt in (False, True):
                if self._control is None:
                    self._start()
                try:
                    self._order(b"J", [_json_file(to_json(job))], [channel, *kept])
                except OSError as error:
                    self._stop()
                    if last_attempt:
                        raise FirsthandError(
                            f"The process that reads untrusted files could not be reached: {error}",
                            remedy="Try again; if it stays, look for limits on processes.",
                        ) from error
                else:
                    return

    def _order(self, order: bytes, owned: list[int], lent: Sequence[int] = ()) -> None:
        assert self._control is not None  # noqa: S101  callers hold the lock and have started it
        try:
            socket.send_fds(self._control, [order], [*owned, *lent])
        finally:
            for handle in owned:
                os.close(handle)

    def _start(self) -> None:
        control, theirs = socket.socketpair()
        kept = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
        path = [os.path.abspath(p) for p in sys.path]  # noqa: PTH100  '' is a place too
        number = str(theirs.fileno())
        try:
            self._process = subprocess.Popen(  # noqa: S603  our own interpreter and code
                [sys.executable, "-s", "-P", "-c", _START, json.dumps(path), number],
                env={**_ENVIRONMENT, **kept},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                cwd="/",  # it may outlive the use of the caller's folder
                start_new_session=True,  # an interrupt at the terminal is the parent's to handle
            )
        except OSError as error:
            control.close()
            raise FirsthandError(
                f"The process that reads untrusted files could not be started: {error}",
                remedy="Look for limits on processes and memory of this account.",
            ) from error
        finally:
            theirs.close()
        self._control = control
        if self._modules:
            with suppress(OSError):
                self._order(b"P", [_json_file(list(self._modules))])

    def _stop(self) -> None:
        control, process = self._control, self._process
        self._control = self._process = None
        if control is not None:
            control.close()
        if process is not None:
            process.wait()

    def close(self) -> None:
        """End the server and its children; it starts again when needed."""
        with self._lock:
            self._stop()

    def forget(self) -> None:
        """In a forked process: leave the parent's server alone and begin without one."""
        if self._control is not None:
            self._control.close()
        if self._process is not None:
            self._process.returncode = 0  # not this process's child; nothing to wait for
        self._lock = threading.Lock()
        self._control = self._process = None


SERVER = ForkServer()
atexit.register(SERVER.close)
os.register_at_fork(after_in_child=SERVER.forget)


def _json_file(value: Any) -> int:
    """A descriptor of a nameless file with `value` in it; the receiver seeks to its start."""
    with tempfile.TemporaryFile() as stream:
        stream.write(json.dumps(value).encode())
        stream.flush()
        return os.dup(stream.fileno())
