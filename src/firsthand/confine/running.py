"""Run one function or program over untrusted bytes in a confined child.

Guarantees, whatever the bytes do: the call comes back within its wall clock limit (and a moment
for cleaning up), with a value or with an `UnreadableError` whose code is stable; the child and all
that it started are dead by then; its folder is removed; the caller's process is untouched. An
interrupt of the caller kills the child. Each call has a fresh child, so nothing passes from one
exhibit to another. Codes: `out-of-memory`, `out-of-time`, `too-much-output`, `crashed`, and those
that the function itself raises.
"""

from __future__ import annotations

import functools
import inspect
import os
import shutil
import tempfile
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from firsthand.confine.forkserver import SERVER
from firsthand.confine.limits import Limits
from firsthand.confine.outcomes import Ending, failure_of, parse_outcome, split_messages, unreadable
from firsthand.confine.waiting import collect_files, connect, wait_for_end
from firsthand.confine.worker import Job, Streams
from firsthand.evidence.errors import MissingThingError

ConfinedFunction = Callable[[Path, Path, Mapping[str, Any]], Any]


@dataclass(frozen=True, slots=True)
class ConfinedResult:
    """What came out: the function's JSON value, the files it left in its outbox by name, and which
    confinement held (`network`, `system_calls`, `files`), for the record of the machine run."""

    value: Any
    files: Mapping[str, bytes]
    confinement: Mapping[str, str]


def preload(module_names: Sequence[str]) -> None:
    """Have modules imported once, in the parent of all confined children, so that calls are quick.

    Costs nothing until the first call. Unknown modules are passed over. The module of a function
    that is run is loaded in any case, with all that it imports.
    """
    SERVER.preload(module_names)


def run_confined(
    function: ConfinedFunction,
    untrusted: Path,
    *,
    options: Mapping[str, Any] | None = None,
    limits: Limits | None = None,
) -> ConfinedResult:
    """Call `function(untrusted, outbox, options)` in a confined child and return what it gives.

    `function` stands at the top of a module (not of the main program) and returns a JSON value;
    files that it writes directly into the folder `outbox` come back too. `options` are JSON
    values. Raises `UnreadableError` for every way in which reading the bytes can fail.
    """
    if function.__module__ == "__main__" or "<locals>" in function.__qualname__:
        raise TypeError(f"{function.__qualname__} cannot be found from another process")
    limits = limits or Limits()
    SERVER.preload((function.__module__,))
    with ExitStack() as stack:
        folder = _call_folder(stack)
        job = Job(
            folder=str(folder),
            limits=limits,
            module=function.__module__,
            function=function.__qualname__,
            source=inspect.getsourcefile(function),
            untrusted=os.path.abspath(untrusted),  # noqa: PTH100  keeps symbolic links as they are
            options=dict(options or {}),
        )
        # What a library prints is of no use, and may be endless.
        nothing = stack.enter_context(Path(os.devnull).open("r+b"))
        ending = _run(stack, job, given=nothing, errors=nothing)
        confinement, outcome = split_messages(ending.result)
        value = parse_outcome(outcome, ending, limits)
        files = collect_files(folder / "outbox", limits)
    return ConfinedResult(value, files, confinement)


def run_program_confined(
    argv: Sequence[str],
    *,
    stdin: bytes = b"",
    limits: Limits | None = None,
    accept: Collection[int] = (0,),
) -> bytes:
    """Run a program (found on the PATH) under the same limits; returns its standard output.

    The program may read its own installation and the absolute paths among its arguments, write
    only below its temporary HOME, and start no other process. Raises `MissingThingError` when it
    is not installed, `UnreadableError` when it ends with a status not in `accept` or over a limit.
    """
    limits = limits or Limits()
    program = shutil.which(argv[0])
    if program is None:
        raise MissingThingError(f"The program {argv[0]} is not installed.")
    with ExitStack() as stack:
        folder = _call_folder(stack)
        job = Job(
            folder=str(folder),
            limits=limits,
            argv=(os.path.abspath(program), *argv[1:]),  # noqa: PTH100  a link's name may matter
        )
        given, errors = (stack.enter_context(tempfile.TemporaryFile()) for _ in range(2))
        given.write(stdin)
        given.seek(0)
        ending = _run(stack, job, given=given, errors=errors)
        errors.seek(0)
        said = errors.read(4096)
    if ending.exit in accept and not ending.reason:
        return ending.output
    raise unreadable(failure_of(ending, limits), detail=said)


@functools.cache
def confinement_in_force() -> Mapping[str, str]:
    """Which confinement holds for calls on this machine, found out by an empty call."""
    return run_confined(_nothing, Path(os.devnull)).confinement


def _nothing(untrusted: Path, outbox: Path, options: Mapping[str, Any]) -> None:
    """The empty call."""


def _call_folder(stack: ExitStack) -> Path:
    temporary = tempfile.TemporaryDirectory(prefix="firsthand-", ignore_cleanup_errors=True)
    folder = Path(os.path.realpath(stack.enter_context(temporary)))
    for name in ("outbox", "scratch"):
        (folder / name).mkdir()
    return folder


def _run(stack: ExitStack, job: Job, *, given: IO[bytes], errors: IO[bytes]) -> Ending:
    """Hand the job to the server and wait for its end, watching its limits.

    A program reads `given` and writes its complaints to `errors`.
    """
    watch, ends = connect(stack, Path(job.folder))
    output = ends.output if job.argv else errors.fileno()
    streams = Streams(ends.result, given.fileno(), output, errors.fileno())
    SERVER.submit(job, ends.channel.fileno(), streams)
    ends.close()
    return wait_for_end(watch, job.limits)
