"""What became of a confined child: its messages parsed, its end put into words."""

from __future__ import annotations

import dataclasses
import json
import signal
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from firsthand.confine.limits import Limits
from firsthand.evidence.errors import MalformedValueError
from firsthand.evidence.failures import Failure, UnreadableError
from firsthand.evidence.json_values import from_json

#: A child that dies of a signal with this share of its memory in use most likely ran out of it:
#: C libraries abort or fall over a null pointer rather than report it.
_NEARLY_ALL = 0.7
_MEMORY_SIGNALS = (signal.SIGABRT, signal.SIGSEGV, signal.SIGBUS, signal.SIGTRAP, signal.SIGILL)


@dataclass(frozen=True, slots=True)
class Ending:
    """How a child ended: its exit status (negative: the signal), what it sent, and the limit it
    broke, where the parent ended it (`reason`, a failure code)."""

    exit: int
    memory_bytes: int
    result: bytes
    output: bytes = b""
    reason: str = ""


def split_messages(untrusted: bytes) -> tuple[dict[str, str], bytes]:
    """The confinement that the child reported before it began, and the outcome after it."""
    first, _, outcome = untrusted.partition(b"\n")
    try:
        confinement = json.loads(first)
    except ValueError:
        return {}, b""  # it ended before it began; the ending says how
    return {str(k): str(v) for k, v in confinement.items()}, outcome


def parse_outcome(untrusted: bytes, ending: Ending, limits: Limits) -> Any:
    """The function's value; raises `UnreadableError` for a failure, said or suffered."""
    if ending.reason or ending.exit != 0:
        raise unreadable(failure_of(ending, limits))
    try:
        outcome = json.loads(untrusted, parse_constant=_refuse_constant)
        if "failure" in outcome:
            raise UnreadableError(from_json(Failure, outcome["failure"]))
        return outcome["value"]
    except (ValueError, KeyError, TypeError, RecursionError, MalformedValueError):
        failure = Failure("crashed", "The process that read it sent no proper result.")
        raise UnreadableError(failure) from None


def failure_of(ending: Ending, limits: Limits) -> Failure:
    """Why the child ended without a result."""
    code = ending.reason or _code_of_exit(ending, limits)
    mebibytes = limits.memory_bytes // (1024 * 1024)
    sentences = {
        "out-of-time": f"Reading it took more than {limits.wall_seconds:g} seconds "
        f"(or {limits.cpu_seconds} of computing).",
        "out-of-memory": f"Reading it took more than {mebibytes} MiB of memory.",
        "too-much-output": "Reading it gave more output than it was allowed.",
        "crashed": f"The process that read it {_manner(ending.exit)}.",
    }
    remedies = {"crashed": "The exhibit is kept; try it with another program, on a safe machine."}
    larger = "The exhibit is kept; larger limits may let it through."
    return Failure(code, sentences[code], remedies.get(code, larger))


def unreadable(failure: Failure, detail: bytes = b"") -> UnreadableError:
    """The failure as an error, with the last line of what the program had to say for itself."""
    said = detail.decode("utf-8", "replace").strip().splitlines()
    if failure.code == "crashed" and said:
        sentence = f"{failure.sentence} It said: {said[-1][:300]}"
        failure = dataclasses.replace(failure, sentence=sentence)
    return UnreadableError(failure)


def _code_of_exit(ending: Ending, limits: Limits) -> str:
    if ending.exit == -signal.SIGXCPU:
        return "out-of-time"
    if ending.exit == -signal.SIGXFSZ:
        return "too-much-output"
    if ending.exit == -signal.SIGKILL:  # nobody here sent it, so the system did: no memory left
        return "out-of-memory"
    full = ending.memory_bytes > _NEARLY_ALL * limits.memory_bytes
    return "out-of-memory" if full and -ending.exit in _MEMORY_SIGNALS else "crashed"


def _manner(status: int) -> str:
    if status >= 0:
        return f"ended with status {status}"
    try:
        return f"was ended by {signal.Signals(-status).name}"
    except ValueError:
        return f"was ended by signal {-status}"


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def read_report(untrusted: bytes) -> Mapping[str, int]:
    """The server's report of a child's end; a server that vanished reports a kill."""
    try:
        report: Mapping[str, int] = json.loads(untrusted)
    except ValueError:
        return {"exit": -signal.SIGKILL, "memory_bytes": 0}
    return report
