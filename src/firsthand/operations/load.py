"""Load what machines made, from objects back into values."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from firsthand.evidence.documents import DocumentText
from firsthand.evidence.errors import MalformedValueError
from firsthand.evidence.footage import MediaDescription
from firsthand.evidence.json_values import from_json
from firsthand.evidence.statements import Reading
from firsthand.operations.case import Case

if TYPE_CHECKING:  # it needs NumPy, which most commands can start without
    from firsthand.footage.fingerprints import Fingerprint


def load_text(case: Case, digest: str) -> str:
    """A text object."""
    return case.read_object(digest).decode()


def load_document(case: Case, text: str, facts: str) -> DocumentText:
    """A document, from the digests of its text and of what it says about itself."""
    return from_json(DocumentText, {**_json(case, facts), "text": load_text(case, text)})


def load_reading(case: Case, digest: str) -> Reading:
    """A reading."""
    return from_json(Reading, _json(case, digest))


def load_media(case: Case, digest: str) -> MediaDescription:
    """The description of a media file."""
    return from_json(MediaDescription, _json(case, digest))


def load_fingerprint(case: Case, digest: str) -> Fingerprint:
    """A fingerprint."""
    from firsthand.footage.fingerprints import Fingerprint

    return Fingerprint.from_bytes(case.read_object(digest))


def _json(case: Case, digest: str) -> dict[str, Any]:
    value = json.loads(case.read_object(digest))
    if not isinstance(value, dict):
        raise MalformedValueError(f"the object {digest} does not hold a JSON object")
    return value
