"""What an exhibit calls itself, when it says it was made public, and who says so."""

from __future__ import annotations

from firsthand.dossier.report_content import ReportedExhibit
from firsthand.evidence.times import TimeInterval


def exhibit_title(exhibit: ReportedExhibit) -> str:
    """The title that the document gives itself or a downloader's record claims, else the file."""
    title = exhibit.document.description.title if exhibit.document else _claimed(exhibit, "title")
    return title or exhibit.exhibit.capture.name or exhibit.exhibit.number


def publisher(exhibit: ReportedExhibit) -> str:
    """The outlet that a document names, or the account that a downloader's record claims."""
    if exhibit.document is not None:
        return exhibit.document.description.outlet or ""
    return _claimed(exhibit, "uploader") or _claimed(exhibit, "channel")


def published(exhibit: ReportedExhibit) -> TimeInterval:
    """When the exhibit was made public, as the document or a downloader's record says."""
    if exhibit.document is not None:
        return exhibit.document.description.published
    return exhibit.posted


def said_by(exhibit: ReportedExhibit) -> str:
    """Who says when it was made public; empty where nobody does."""
    when = published(exhibit)
    if when.earliest is None and when.latest is None:
        return ""
    return "the document" if exhibit.document is not None else "a downloader’s record"


def _claimed(exhibit: ReportedExhibit, key: str) -> str:
    value = exhibit.exhibit.capture.claimed.get(key)
    return value.strip() if isinstance(value, str) else ""
