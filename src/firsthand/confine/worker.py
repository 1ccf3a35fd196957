"""What the child of one confined call does, from its fork to its end.

It gives up, in this order: its session, its descriptors, its standard streams, its resources, the
files it does not need, and the system calls that reach other processes or the network. Only then
does it touch the untrusted bytes. It sends two messages through the result pipe: one line of JSON
that says which confinement holds, then the outcome as JSON until the end of the file. Nothing is
pickled; the parent treats all of it as untrusted.
"""

from __future__ import annotations

import ctypes
import errno
import importlib
import importlib.util
import json
import os
import signal
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

from firsthand.confine.landlock import landlock_version, restrict_files
from firsthand.confine.limits import Limits, apply_limits
from firsthand.confine.seccomp import install_filter
from firsthand.evidence.failures import Failure, UnreadableError
from firsthand.evidence.json_values import to_json

_PR_SET_PDEATHSIG = 1
_SYSTEM_FOLDERS = ("/usr", "/bin", "/sbin", "/lib", "/lib64", "/etc", "/opt", "/nix", "/gnu")
_DEVICES = ("/dev/null", "/dev/zero", "/dev/random", "/dev/urandom")
_NO_ROOM = (errno.EFBIG, errno.ENOSPC, errno.EDQUOT)
_NO_MEMORY = Failure("out-of-memory", "Reading it took more memory than it was allowed.")
_TOO_MUCH = Failure("too-much-output", "Reading it gave more output than it was allowed.")


@dataclass(frozen=True, slots=True)
class Job:
    """One confined call as the parent describes it: a function, or a program to become.

    `folder` is the call's own temporary folder (with `outbox` and `scratch` in it), `source` the
    file of the function's module, for modules that cannot be imported by name.
    """

    folder: str
    limits: Limits
    module: str = ""
    function: str = ""
    source: str | None = None
    untrusted: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    argv: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Streams:
    """The descriptors that a child keeps: where to send the result, and its standard streams."""

    result: int
    stdin: int
    stdout: int
    stderr: int


def run_job(job: Job, streams: Streams, *, network_left: bool) -> NoReturn:
    """Do one job in this freshly forked process and end it; never returns.

    Ends with status 0 when an outcome was sent, else by the signal or status that ended it.
    """
    _detach()
    streams = _keep_only(streams)
    scratch, outbox = Path(job.folder, "scratch"), Path(job.folder, "outbox")
    tempfile.tempdir = str(scratch)
    os.chdir(scratch)
    apply_limits(job.limits)
    confinement = _confine(job, scratch, outbox, network_left=network_left)
    _send(streams.result, json.dumps(confinement).encode() + b"\n")
    if job.argv:
        _become(job.argv, scratch)
    _send(streams.result, _outcome(job, outbox))
    os._exit(0)


def _detach() -> None:
    """Form a session of its own, so that it is ended as a whole, and die with the server."""
    os.setsid()
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGCHLD, signal.SIGINT, signal.SIGTERM, signal.SIGPIPE):
        signal.signal(number, signal.SIG_DFL)
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def _keep_only(streams: Streams) -> Streams:
    """Close every inherited descriptor but the streams, and put those on fixed numbers."""
    # First out of the way of 0 to 3, so that no dup2 closes one that is still to be moved.
    high = [
        os.dup2(handle, 100 + place, inheritable=False)
        for place, handle in enumerate(
            (streams.stdin, streams.stdout, streams.stderr, streams.result)
        )
    ]
    for place, handle in enumerate(high):
        os.dup2(handle, place, inheritable=place < 3)
    for handle in _open_handles():
        if handle > 3:
            with suppress(OSError):  # the one that listed them is gone already
                os.close(handle)
    return Streams(result=3, stdin=0, stdout=1, stderr=2)


def _open_handles() -> Sequence[int]:
    """The open descriptors; trying all that could be open takes minutes where a billion may be."""
    try:
        return [int(path.name) for path in Path("/proc/self/fd").iterdir()]
    except OSError:
        return range(min(os.sysconf("SC_OPEN_MAX"), 4096))


def _load(module: str, function: str, source: str | None) -> Callable[..., Any]:
    try:
        loaded: Any = importlib.import_module(module)
    except ModuleNotFoundError:
        if source is None:
            raise
        spec = importlib.util.spec_from_file_location(module, source)
        if spec is None or spec.loader is None:
            raise
        loaded = importlib.util.module_from_spec(spec)
        sys.modules[module] = loaded
        spec.loader.exec_module(loaded)
    for part in function.split("."):
        loaded = getattr(loaded, part)
    return loaded  # type: ignore[no-any-return]


def _confine(job: Job, scratch: Path, outbox: Path, *, network_left: bool) -> dict[str, str]:
    """Give up files, network and processes; returns what held, for the record."""
    prefixes = (sys.prefix, sys.base_prefix, sys.exec_prefix, *sys.path, *_SYSTEM_FOLDERS)
    readable = [Path(p) for p in (*prefixes, *_DEVICES, "/proc/self", "/sys/devices/system") if p]
    if job.source is not None:
        readable.append(Path(job.source).parent)
    if job.untrusted:
        readable.append(Path(job.untrusted))
    readable.extend(Path(a) for a in job.argv if a.startswith("/"))
    files_held = restrict_files(readable, [scratch, outbox, Path("/dev/null")])
    calls_held = install_filter(may_exec=bool(job.argv))
    network = [n for n, held in (("namespace", network_left), ("seccomp", calls_held)) if held]
    return {
        "network": " and ".join(network) or "not isolated",
        "system_calls": "seccomp" if calls_held else "not filtered",
        "files": f"landlock {landlock_version()}" if files_held else "not restricted",
    }


def _outcome(job: Job, outbox: Path) -> bytes:
    """The outcome of the job's function as JSON bytes, whatever the function does."""
    try:
        function = _load(job.module, job.function, job.source)
        value = function(Path(job.untrusted), outbox, job.options)
        outcome = json.dumps({"value": value}, allow_nan=False).encode()
        if len(outcome) > job.limits.result_bytes:
            return _failure(_TOO_MUCH)
    except UnreadableError as error:
        return _failure(error.failure)
    except MemoryError:
        return _failure(_NO_MEMORY)
    except BaseException as error:  # noqa: BLE001  the outermost frame: untrusted bytes may raise anything out of any library
        return _failure(_in_words(error))
    return outcome


def _failure(failure: Failure) -> bytes:
    return json.dumps({"failure": to_json(failure)}).encode()


def _in_words(error: BaseException) -> Failure:
    if isinstance(error, OSError) and error.errno in _NO_ROOM:
        return _TOO_MUCH
    if isinstance(error, OSError) and error.errno == errno.ENOMEM:
        return _NO_MEMORY
    said = f"{type(error).__name__}: {error}"[:500]
    return Failure("crashed", f"Reading it ended with an error: {said}")


def _send(handle: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(handle, view) :]


def _become(argv: tuple[str, ...], scratch: Path) -> NoReturn:
    """Turn into a program; it inherits limits, filter and folder, and nothing of the parent."""
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)  # Python ignores it; a program should end
    environment = {**os.environ, "HOME": str(scratch), "TMPDIR": str(scratch)}
    os.execve(argv[0], argv, environment)  # noqa: S606  there is no shell, on purpose
