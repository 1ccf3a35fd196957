"""Stop the confined calls of a thread from outside of it, as when a person interrupts the work.

An interrupt reaches the main thread only; calls that other threads wait for would go on to their
limits, which may be many minutes away.
"""

from __future__ import annotations

import threading

from firsthand.evidence.errors import FirsthandError

_HERE = threading.local()


class CallStoppedError(FirsthandError):
    """The call was ended because its result is no longer wanted; it says nothing of the bytes."""


def stop_calls_when(stopped: threading.Event) -> None:
    """From now on, confined calls in this thread end with `CallStoppedError` once it is set."""
    _HERE.stopped = stopped


def refuse_if_stopped() -> None:
    """Raise `CallStoppedError` if the calls of this thread are to end."""
    stopped: threading.Event | None = getattr(_HERE, "stopped", None)
    if stopped is not None and stopped.is_set():
        raise CallStoppedError("The work was stopped.", remedy="Call it again to go on.")
