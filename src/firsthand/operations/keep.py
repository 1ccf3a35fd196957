"""Keep: store the bytes of a batch of what was found, and write down how each came.

The part of preserving that needs no lock and no log, so that it can run in several processes at
once. What comes back is flat and written already, so that it travels for next to nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from firsthand.capture.source import Found, Refused
from firsthand.capture.surroundings import Surroundings
from firsthand.evidence.exhibits import Capture
from firsthand.evidence.json_values import instant_to_text, to_json
from firsthand.proof.canonical import canonical_bytes
from firsthand.proof.canonical_values import canonical_text
from firsthand.vault.object_store import ObjectStore

_LARGEST_CLAIMS = 24_000  # bytes of JSON; an entry has to fit a bundle of the log


class Kept(NamedTuple):
    """Stored bytes, and the canonical JSON of their capture with what is needed of it at hand."""

    digest: str
    size: int
    origin: str
    name: str
    captured_at: str
    capture: str


@dataclass(frozen=True, slots=True)
class KeptBatch:
    """What came of a batch."""

    kept: tuple[Kept, ...]
    refused: tuple[Refused, ...]


def keep(objects: ObjectStore, here: Surroundings, batch: Sequence[Found]) -> KeptBatch:
    """Store what a batch holds; when it returns, the bytes are durable."""
    kept: list[Kept] = []
    refused: list[Refused] = []
    for found, stored in zip(batch, objects.put_batch([f.open for f in batch]), strict=True):
        if isinstance(stored, OSError):
            sentence = f"It could not be read: {stored.strerror or stored}."
            refused.append(Refused(found.origin, "unreadable", sentence))
            continue
        capture = _fitting(found.capture(here))
        kept.append(
            Kept(
                stored.digest,
                stored.size,
                capture.origin,
                capture.name,
                instant_to_text(capture.captured_at),
                canonical_text(capture),
            )
        )
    return KeptBatch(tuple(kept), tuple(refused))


def _fitting(capture: Capture) -> Capture:
    """The capture with its claims cut down, and saying so, where they would not fit an entry."""
    if not capture.claimed or len(canonical_bytes(to_json(capture.claimed))) <= _LARGEST_CLAIMS:
        return capture
    short = {
        key: value[:500] + " […]" if isinstance(value, str) and len(value) > 500 else value
        for key, value in capture.claimed.items()
    }
    note = "Long claims of the downloader's record are cut here; the record itself is an exhibit."
    return replace(capture, claimed=short, refused=(*capture.refused, note))
