"""Tags by the exiftool program, where it is installed, in a confined child."""

from __future__ import annotations

import functools
import json
import shutil
from pathlib import Path
from typing import Any

from firsthand.confine import Limits, run_program_confined
from firsthand.evidence.failures import UnreadableError

INSTALL = (
    "exiftool is not installed: apt-get install libimage-exiftool-perl (or brew, exiftool.org)"
)

_LONGEST_VALUE = 500
_MOST_TAGS = 400
_LIMITS = Limits(cpu_seconds=60, wall_seconds=60.0)


def exiftool_tags(untrusted: Path) -> tuple[dict[str, str], tuple[str, ...]]:
    """Tags by group and name, and notes; without the program, no tags and a note how to get it.

    Tags of the file system (name, folder, dates of this copy) are left out: they are the copy's.
    """
    if shutil.which("exiftool") is None:
        return {}, (INSTALL,)
    asked = ["exiftool", "-json", "-G1", "-a", "--System:all", str(untrusted.absolute())]
    try:
        said = run_program_confined(asked, limits=_LIMITS, accept=(0, 1))
        (untrusted_tags,) = json.loads(said)
    except UnreadableError as error:
        return {}, (f"exiftool could not read the file: {error.message}",)
    except ValueError:
        return {}, ("exiftool gave no tags",)
    return _plain(untrusted_tags), ()


def _plain(untrusted: Any) -> dict[str, str]:
    tags = untrusted if isinstance(untrusted, dict) else {}
    return {
        str(name): str(value)[:_LONGEST_VALUE]
        for name, value in list(tags.items())[:_MOST_TAGS]
        if name != "SourceFile"
    }


@functools.cache
def exiftool_version() -> str | None:
    """The version of the program, `None` where it is not installed or does not say."""
    if shutil.which("exiftool") is None:
        return None
    try:
        said = run_program_confined(["exiftool", "-ver"], limits=_LIMITS)
    except UnreadableError:
        return None
    return said.decode("ascii", "replace").strip()[:40]
