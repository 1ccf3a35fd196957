"""Which program is at work, as entries record it."""

from __future__ import annotations

import platform

from firsthand import __version__
from firsthand.evidence.exhibits import Tool


def this_program() -> Tool:
    """Firsthand itself, with the Python and the system that it runs on."""
    return Tool(
        "firsthand",
        __version__,
        {
            "python": platform.python_version(),
            "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        },
    )
