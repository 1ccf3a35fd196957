"""The engines: which there are, what each makes of an object, and how a run of one is recorded.

Each takes the object as a file and gives named bytes, which become objects of their own. An engine
that cannot do its part says so by `UnreadableError`; the run is recorded with that failure.

An engine is imported where it is called: a command that opens nothing starts without decoders.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from firsthand.confine import confinement_in_force
from firsthand.evidence.documents import DocumentText
from firsthand.evidence.entries import Act, Purpose
from firsthand.evidence.exhibits import Tool
from firsthand.evidence.failures import Failure, UnreadableError
from firsthand.evidence.json_values import to_json
from firsthand.proof.canonical import canonical_bytes
from firsthand.vault.object_store import ObjectStore

#: Named bytes that an engine made.
Made = Mapping[str, bytes]
Deed = tuple[Act, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Run:
    """One machine run, as its entry records it; the first input is the exhibit's own object."""

    purpose: Purpose
    tool: Tool
    inputs: tuple[str, ...]
    outputs: Mapping[str, str] = field(default_factory=dict)
    failure: Failure | None = None
    confinement: Mapping[str, str] = field(default_factory=dict)

    def deed(self) -> Deed:
        """The act and the body of its entry."""
        return Act.MACHINE_RUN, to_json(self)


def run_engine(
    store: ObjectStore,
    purpose: Purpose,
    tool: Tool,
    inputs: tuple[str, ...],
    work: Callable[[], Made],
) -> Run:
    """Do the work, keep what it made as objects, and say what came of it."""
    run = Run(purpose, tool, inputs, confinement=confinement_in_force())
    try:
        made = work()
    except UnreadableError as error:
        return replace(run, failure=error.failure)
    return replace(run, outputs=keep(store, made))


def keep(store: ObjectStore, made: Made) -> dict[str, str]:
    """Store named bytes as objects, with one wait for the disk; the digest of each by its name."""
    kept = store.put_batch([partial(io.BytesIO, content) for content in made.values()])
    digests = {}
    for name, stored in zip(made, kept, strict=True):
        if isinstance(stored, OSError):
            raise stored
        digests[name] = stored.digest
    return digests


def text_of(path: Path, media_type: str) -> Made:
    """The text of a document, and what the document says about itself."""
    from firsthand.reading.extraction import extract

    document = extract(path, media_type)
    return {"text": document.text.encode(), "document": document_bytes(document)}


def document_bytes(document: DocumentText) -> bytes:
    """What a document says about itself, without the text, as canonical JSON."""
    fields = {key: value for key, value in to_json(document).items() if key != "text"}
    return canonical_bytes(fields)


def reading_of(text_path: Path, document: DocumentText) -> Made:
    """The statements, figures, dates and places in a text."""
    from firsthand.reading.confined_reading import read_confined

    return {"reading": canonical_bytes(to_json(read_confined(text_path, document.description)))}


def description_of(path: Path) -> Made:
    """What a media file is, with key pictures, clear and blurred."""
    from firsthand.footage.describing import describe

    media, pictures = describe(path)
    made = {"description": canonical_bytes(to_json(media))}
    for picture in pictures:
        made[f"picture/{picture.seconds:.3f}"] = picture.jpeg
        made[f"picture/{picture.seconds:.3f}/blurred"] = picture.blurred_jpeg
    return made


def fingerprint_of(path: Path) -> Made:
    """The fingerprint of a footage."""
    from firsthand.footage.fingerprinting import fingerprint

    return {"fingerprint": fingerprint(path).to_bytes()}


def tool_for(purpose: Purpose, media_type: str) -> Tool:
    """The tool that is in use for a purpose: a run by another one does not count as done."""
    if purpose is Purpose.EXTRACT_TEXT:
        from firsthand.reading.extraction import extractor_tool

        return extractor_tool(media_type)
    if purpose is Purpose.READ:
        from firsthand.reading.confined_reading import reading_tool

        return reading_tool()
    if purpose is Purpose.DESCRIBE_MEDIA:
        from firsthand.footage.describing import describing_tool

        return describing_tool()
    from firsthand.footage.fingerprinting import fingerprint_tool

    return fingerprint_tool()
