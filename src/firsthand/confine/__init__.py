"""Run a function over untrusted bytes in a limited child process.

    >>> from firsthand.confine import Limits, run_confined
    >>> result = run_confined(count_words, path, limits=Limits(wall_seconds=10))  # doctest: +SKIP

What may go wrong in there goes wrong in a child that is killed and counted as a failure of that
one exhibit; see `running` for the guarantees, `worker` for what a child may do.
"""

from firsthand.confine.limits import Limits
from firsthand.confine.running import (
    ConfinedResult,
    confinement_in_force,
    preload,
    run_confined,
    run_program_confined,
)
from firsthand.confine.stopping import CallStoppedError, stop_calls_when

__all__ = [
    "CallStoppedError",
    "ConfinedResult",
    "Limits",
    "confinement_in_force",
    "preload",
    "run_confined",
    "run_program_confined",
    "stop_calls_when",
]
