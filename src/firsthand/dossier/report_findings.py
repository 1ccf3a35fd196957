"""The case in ten seconds: what the dossier is, what was found in it, what it does not prove."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from firsthand.dossier.report_content import ReportContent
from firsthand.dossier.report_text import clipped, flat
from firsthand.dossier.report_times import day_words
from firsthand.evidence.families import Family, FamilyKind

#: Things with differing figures that are named; the others are counted.
_NAMED = 4


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence, and the part of the front page (by its id) that says more; or none does."""

    sentence: str
    section: str = ""


@dataclass(frozen=True, slots=True)
class Counted:
    """What the front page has counted; `figures` are the things whose printed numbers differ."""

    records: int
    statements: int
    speakers: int
    figures: tuple[str, ...]
    failures: int


def what_it_is(content: ReportContent, counted: Counted) -> tuple[Finding, ...]:
    """What kind of thing lies before the reader."""
    documents = sum(e.document is not None for e in content.exhibits)
    footage = sum(e.media is not None for e in content.exhibits)
    others = len(content.exhibits) - documents - footage - counted.records
    kinds = [
        _count(documents, "document"),
        _count(footage, "clip or picture", "clips and pictures"),
        _count(counted.records, "downloader’s record", "downloaders’ records"),
        _count(others, "other file"),
    ]
    return (
        Finding(
            f"A sealed case file of {_count(len(content.exhibits), 'exhibit') or 'no exhibits'}"
            f"{': ' if content.exhibits else ''}{_listed([kind for kind in kinds if kind])}."
        ),
        Finding(
            "Every exhibit is kept byte for byte as it was received, and every act since "
            f"{day_words(content.opened_at)} stands in a signed log.",
            "proof",
        ),
        Finding("Anyone can check this without the program that made it: CHECK.md says how."),
    )


def what_was_found(content: ReportContent, counted: Counted) -> tuple[Finding, ...]:
    """What machines found, in numbers: repetition, origins, statements, contradictions."""
    found = []
    words = [f for f in content.families if f.kind is FamilyKind.WORDS]
    shots = [f for f in content.families if f.kind is FamilyKind.FOOTAGE]
    if words:
        found.append(Finding(_words_found(words), "families"))
    if shots:
        found.append(Finding(_shots_found(shots), "families"))
    if not content.families:
        found.append(Finding("No two exhibits share words or shots.", "families"))
    if counted.statements:
        found.append(
            Finding(
                f"{_count(counted.statements, 'statement')} "
                f"by {_count(counted.speakers, 'named source') or 'no named source'} "
                f"{'was' if counted.statements == 1 else 'were'} read.",
                "statements",
            )
        )
    if counted.figures:
        named = [clipped(flat(thing, 60), 30) for thing in counted.figures[:_NAMED]]
        if rest := len(counted.figures) - len(named):
            named.append(f"{rest} more")
        found.append(Finding(f"Printed figures differ for {_listed(named)}.", "figures"))
    if counted.failures:
        found.append(
            Finding(f"{_count(counted.failures, 'step')} did not succeed; it says why.", "failures")
        )
    return tuple(found)


def what_is_open(content: ReportContent) -> tuple[Finding, ...]:
    """What nobody may take from this page: the short form of what is not proven."""
    found = [
        Finding("That anything said or shown in an exhibit is true."),
        Finding("That the earliest appearance here is the first anywhere."),
        Finding("That the machine read every statement right: each is a suggestion."),
    ]
    stamped = max((stamp.size for stamp in content.verification.timestamps), default=0)
    if stamped < content.verification.size:
        whose = "the log" if not stamped else "the end of the log"
        found.append(Finding(f"When {whose} was written: no authority has timestamped it yet."))
    return tuple(found)


def _words_found(families: Sequence[Family]) -> str:
    some = _count(len(families), "statement or passage", "statements and passages")
    verb = "recurs" if len(families) == 1 else "recur"
    led = sum(bool(family.origin.exhibits) for family in families)
    return f"{some} {verb} in several documents. {_share(led, len(families))} a first-hand origin."


def _shots_found(families: Sequence[Family]) -> str:
    some = _count(len(families), "recording")
    verb = "was" if len(families) == 1 else "were"
    clear = sum(len(family.origin.exhibits) == 1 for family in families)
    earliest = _share(clear, len(families))
    return f"{some} {verb} posted more than once. {earliest} a clear earliest posting."


def _share(some: int, of: int) -> str:
    if of == 1:
        return "It has" if some else "It does not have"
    if some == of:
        return "Each has"
    return f"{some} of them {'has' if some == 1 else 'have'}" if some else "None of them has"


def _count(number: int, one: str, several: str = "") -> str:
    """A number with its noun; nothing for none."""
    if not number:
        return ""
    return f"{number} {one if number == 1 else several or one + 's'}"


def _listed(items: Sequence[str]) -> str:
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"
