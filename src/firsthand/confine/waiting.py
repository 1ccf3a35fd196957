"""Wait for a confined child's end, reading what it sends and watching what it uses."""

from __future__ import annotations

import os
import selectors
import socket
import stat
import time
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

from firsthand.confine.limits import Limits
from firsthand.confine.outcomes import Ending, read_report
from firsthand.confine.stopping import refuse_if_stopped
from firsthand.evidence.failures import Failure, UnreadableError

_CHUNK = 1 << 18
_LOOK_EVERY = 0.25  # seconds between looks at what the child has written
_CLEAN_UP = 10.0  # seconds that the server may take to report a killed child
_MOST_FILES = 4_096


@dataclass
class Watch:
    """Our ends of the three connections to one child: channel, result and standard output.

    Leaving the exit stack that opened it closes them all, and the server kills a child whose
    channel closes: so an interrupt anywhere in the caller ends the child.
    """

    folder: Path
    channel: socket.socket
    received: dict[int, bytearray]
    result: int
    output: int

    def within(self, limits: Limits) -> bool:
        """Whether the child has sent and written no more than it may."""
        if any(len(data) > limits.result_bytes for data in self.received.values()):
            return False
        return _bytes_in(self.folder, limits.output_bytes) <= limits.output_bytes

    def receive(self, handle: int) -> bool:
        """Take what is waiting in a pipe; false when it has come to its end."""
        with suppress(BlockingIOError):
            data = os.read(handle, _CHUNK)
            self.received[handle] += data
            return bool(data)
        return True

    def ending(self, report: bytes, reason: str) -> Ending:
        """How the child ended, by the server's report and the limit it broke, if it did."""
        said = read_report(report)
        result, output = bytes(self.received[self.result]), bytes(self.received[self.output])
        return Ending(said["exit"], said["memory_bytes"], result, output, reason)


@dataclass
class ChildEnds:
    """The child's and the server's ends, to be closed here once they are handed over."""

    channel: socket.socket
    result: int
    output: int

    def close(self) -> None:
        """Close them, so that the end of the child is the end of the streams."""
        self.channel.close()
        for handle in (self.result, self.output):
            if handle >= 0:
                os.close(handle)
        self.result = self.output = -1


def connect(stack: ExitStack, folder: Path) -> tuple[Watch, ChildEnds]:
    """Make the three connections for one call; `stack` closes what is still open at its end."""
    ours, theirs = socket.socketpair()
    stack.callback(ours.close)
    result, result_end = os.pipe()
    output, output_end = os.pipe()
    ends = ChildEnds(theirs, result_end, output_end)
    stack.callback(ends.close)
    for handle in (result, output):
        stack.callback(os.close, handle)
        os.set_blocking(handle, False)
    return Watch(folder, ours, {result: bytearray(), output: bytearray()}, result, output), ends


def wait_for_end(watch: Watch, limits: Limits) -> Ending:
    """Read until the server reports the child's end, ending it when it breaks a limit.

    Raises `CallStoppedError` when this thread's calls are to end; the child is killed as well.
    """
    deadline = time.monotonic() + limits.wall_seconds
    with selectors.DefaultSelector() as selector:
        for source in (watch.channel.fileno(), watch.result, watch.output):
            selector.register(source, selectors.EVENT_READ)
        while (left := deadline - time.monotonic()) > 0:
            refuse_if_stopped()
            for key, _ in selector.select(min(left, _LOOK_EVERY)):
                if key.fd == watch.channel.fileno():
                    return _ended(watch, limits)
                if not watch.receive(key.fd):
                    selector.unregister(key.fd)
            if not watch.within(limits):
                return watch.ending(_kill(watch), "too-much-output")
    return watch.ending(_kill(watch), "out-of-time")


def _ended(watch: Watch, limits: Limits) -> Ending:
    """The child is dead: take what is left in the pipes, which cannot be more than they hold."""
    report = watch.channel.recv(4096)
    for handle in watch.received:
        size = -1
        while len(watch.received[handle]) > size and watch.within(limits):
            size = len(watch.received[handle])
            watch.receive(handle)
    return watch.ending(report, "" if watch.within(limits) else "too-much-output")


def _kill(watch: Watch) -> bytes:
    """Have the server kill the child, and wait for its report."""
    with suppress(OSError):
        watch.channel.shutdown(socket.SHUT_WR)
        watch.channel.settimeout(_CLEAN_UP)
        return watch.channel.recv(4096)
    return b""


def _bytes_in(folder: Path, enough: int) -> int:
    """Bytes in the files of the outbox and the scratch folder, counted until it is `enough`."""
    total, files = 0, 0
    for name in ("outbox", "scratch"):
        with os.scandir(folder / name) as entries:
            for entry in entries:
                with suppress(FileNotFoundError):
                    total += entry.stat(follow_symlinks=False).st_size
                files += 1
                if files > _MOST_FILES or total > enough:
                    return enough + 1
    return total


def collect_files(outbox: Path, limits: Limits) -> dict[str, bytes]:
    """The files that the (dead) child left, by name; raises `UnreadableError` for anything else."""
    files: dict[str, bytes] = {}
    room = limits.output_bytes
    with os.scandir(outbox) as entries:
        for entry in sorted(entries, key=lambda e: e.name):
            if not stat.S_ISREG(entry.stat(follow_symlinks=False).st_mode):
                raise _improper(f"The process that read it left {entry.name!r}, which is no file.")
            handle = os.open(entry.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
            with os.fdopen(handle, "rb") as stream:
                files[entry.name] = stream.read(room + 1)
            room -= len(files[entry.name])
            if room < 0:
                raise UnreadableError(
                    Failure("too-much-output", "Reading it wrote more than it was allowed.")
                )
    return files


def _improper(sentence: str) -> UnreadableError:
    return UnreadableError(Failure("crashed", sentence))
