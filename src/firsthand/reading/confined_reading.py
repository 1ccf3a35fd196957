"""Reading in a limited child: a text may be huge, or made to keep a reader busy for ever."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from firsthand import __version__
from firsthand.confine import Limits, preload, run_confined
from firsthand.evidence.documents import DocumentDescription
from firsthand.evidence.exhibits import Tool
from firsthand.evidence.json_values import from_json, to_json
from firsthand.evidence.statements import Reading
from firsthand.reading.reader import Engine, read
from firsthand.reading.statements import ENGINE
from firsthand.reading.tagging import models

_MIB = 1024 * 1024
_LIMITS = Limits(
    memory_bytes=4096 * _MIB, cpu_seconds=1800, wall_seconds=2400, result_bytes=512 * _MIB
)


def read_confined(
    text_path: Path, description: DocumentDescription, engine: Engine = Engine.TRAINED
) -> Reading:
    """What `read` gives for the UTF-8 text in a file.

    Raises `UnreadableError` where it needs more memory or time than a text may cost.
    """
    if engine is Engine.TRAINED:
        preload(("firsthand.reading.tagging.loaded",))
    options = {"description": to_json(description), "engine": engine.value}
    result = run_confined(_read_here, text_path, options=options, limits=_LIMITS)
    return from_json(Reading, result.value)


def reading_tool() -> Tool:
    """The engine in use; a reading by another one, or by another model, does not count as done."""
    name = f"{models.facts(models.packaged())['name']}+{ENGINE}"
    return Tool("firsthand reading", __version__, {"engine": name, "model": models.digest()})


def _read_here(untrusted: Path, _outbox: Path, options: Mapping[str, Any]) -> Any:
    text = untrusted.read_bytes().decode()
    description = from_json(DocumentDescription, options["description"])
    return to_json(read(text, description, Engine(options["engine"])))
