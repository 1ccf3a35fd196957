"""Making fingerprints of untrusted files, in a confined child."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from firsthand.confine import Limits, preload, run_confined
from firsthand.evidence.errors import MalformedValueError
from firsthand.evidence.exhibits import Tool
from firsthand.evidence.failures import Failure, UnreadableError
from firsthand.footage.decoding import decoder_tool, open_footage
from firsthand.footage.fingerprints import VERSION, Fingerprint
from firsthand.footage.sampling import sample_footage

__all__ = ["fingerprint", "fingerprint_tool", "limits_for"]

_MIB = 1024 * 1024
#: Decoding is given five minutes and two seconds for every mebibyte of the file.
_BASE_SECONDS, _SECONDS_A_MIB = 300, 2
_FILE = "fingerprint"

preload(["firsthand.footage.fingerprinting", "firsthand.footage.describing"])


def fingerprint(path: Path) -> Fingerprint:
    """The fingerprint of a media file; raises `UnreadableError` where no frame can be decoded."""
    result = run_confined(fingerprint_in_child, path, limits=limits_for(path))
    try:
        return Fingerprint.from_bytes(result.files[_FILE])
    except (KeyError, MalformedValueError) as error:
        raise UnreadableError(
            Failure("crashed", f"The decoding process gave no proper fingerprint: {error}")
        ) from error


def fingerprint_in_child(
    untrusted: Path, outbox: Path, options: Mapping[str, Any]
) -> dict[str, Any]:
    """Decode and sample a file; runs in the child and leaves the binary form in the outbox."""
    del options
    tool = decoder_tool()
    versions = " ".join(f"{name} {version}" for name, version in sorted(tool.details.items()))
    with open_footage(untrusted) as footage:
        made = sample_footage(footage, f"{tool.name} {tool.version} {versions}")
    if not len(made):
        raise UnreadableError(
            Failure(
                "damaged",
                "The file opens, but none of its frames can be decoded.",
                "Acquire the file again; where that is impossible, try to repair a copy.",
            )
        )
    (outbox / _FILE).write_bytes(made.to_bytes())
    return {"frames": len(made)}


def fingerprint_tool() -> Tool:
    """What makes fingerprints: this engine's format version, and the decoders below it."""
    decoder = decoder_tool()
    return Tool(
        "firsthand-footage",
        str(VERSION),
        {**decoder.details, decoder.name: decoder.version},
    )


def limits_for(path: Path) -> Limits:
    """What decoding a file of this size may use."""
    seconds = _BASE_SECONDS + _SECONDS_A_MIB * (path.stat().st_size // _MIB)
    return Limits(memory_bytes=4096 * _MIB, cpu_seconds=2 * seconds, wall_seconds=float(seconds))
