"""The index of a dossier's objects checked against its manifest and its custody log."""

from __future__ import annotations

import re
from collections.abc import Iterator

from firsthand.dossier.bag import Manifest
from firsthand.dossier.check_files import Folder, Listing, UnusableFileError
from firsthand.dossier.check_tiles import report
from firsthand.dossier.contents import ORIGINAL, SETTINGS, CaseContents, ObjectUse
from firsthand.dossier.defects import Findings
from firsthand.dossier.layout import INDEX, NO_EXHIBIT, PlacedObject

_MOST_INDEX_BYTES = 1 << 29
_LINE = re.compile(
    r"(?P<digest>[0-9a-f]{64})\t(?P<path>data/[A-Za-z0-9._/-]{1,200})"
    r"\t(?P<exhibit>-|E-[0-9]{4,9})\t(?P<what>[A-Za-z0-9 ._/-]{1,120})"
)


def check_index(
    findings: Findings, folder: Folder, listing: Listing, payload: Manifest, contents: CaseContents
) -> set[str]:
    """Check the index both ways; returns the files that it accounts for.

    Each line must agree with the manifest about the file's digest and with the log about what the
    object is; each object that the log names, and each exhibit's original, must have a line.
    """
    if INDEX not in listing.files:
        findings.defect("missing-file", INDEX)
        return set()
    try:
        text = folder.read(INDEX, _MOST_INDEX_BYTES).decode("utf-8", "surrogateescape")
    except UnusableFileError as error:
        report(findings, error)
        return set()
    placed = tuple(_lines(findings, text))
    for line in placed:
        reason = _fault(line, payload, contents)
        if reason:
            findings.defect(
                "index-mismatch", INDEX, name=line.path, what=line.what, exhibit=line.exhibit,
                reason=reason,
            )  # fmt: skip
    _completeness(findings, placed, contents)
    _sizes(findings, placed, listing, contents)
    return {line.path for line in placed}


def _lines(findings: Findings, untrusted: str) -> Iterator[PlacedObject]:
    lines = untrusted.split("\n")
    if lines.pop() != "":
        reason = "it is cut"
        findings.defect("malformed-index", INDEX, line=len(lines) + 1, reason=reason)
    last = ""
    for number, line in enumerate(lines, start=1):
        match = _LINE.fullmatch(line)
        if match is None:
            reason = "it is not digest, path, exhibit and kind"
            findings.defect("malformed-index", INDEX, line=number, reason=reason)
        elif match["path"] <= last:
            reason = "its path is not after the one before it"
            findings.defect("malformed-index", INDEX, line=number, reason=reason)
        else:
            last = match["path"]
            yield PlacedObject(last, match["digest"], match["exhibit"], match["what"])


def _fault(line: PlacedObject, payload: Manifest, contents: CaseContents) -> str:
    if payload.digests.get(line.path) != line.digest:
        return "the manifest gives that file another digest, or none"
    uses = [use for use in contents.uses_of(line.digest) if use.what == line.what]
    if not uses:
        return "the custody log names no such object for that"
    if line.exhibit != NO_EXHIBIT and not any(_is_of(contents, use, line) for use in uses):
        return "the custody log names another exhibit for it"
    if line.what == SETTINGS and line.path == "data/case.toml":
        return "" if line.digest == contents.settings[-1] else "the log recorded others later"
    return ""


def _is_of(contents: CaseContents, use: ObjectUse, line: PlacedObject) -> bool:
    return line.exhibit in contents.exhibits_of(use)


def _completeness(
    findings: Findings, placed: tuple[PlacedObject, ...], contents: CaseContents
) -> None:
    digests = {line.digest for line in placed}
    for digest, uses in contents.uses():
        if digest in digests:
            continue
        if all(use.what == SETTINGS for use in uses) and digest != contents.settings[-1]:
            findings.note("settings-not-kept", f"data/objects/{digest}", index=uses[0].index)
        else:
            what = " ".join(filter(None, (uses[0].what, uses[0].exhibit)))
            findings.defect("missing-object", f"data/objects/{digest}", what=what)
    originals = {line.exhibit for line in placed if line.what == ORIGINAL}
    for exhibit in contents.exhibits:
        if exhibit.number not in originals and exhibit.digest in digests:
            path = f"data/originals/{exhibit.number}"
            findings.defect("missing-object", path, what=f"original {exhibit.number}")


def _sizes(
    findings: Findings,
    placed: tuple[PlacedObject, ...],
    listing: Listing,
    contents: CaseContents,
) -> None:
    sizes = {exhibit.number: exhibit.size for exhibit in contents.exhibits}
    for line in placed:
        found = listing.files.get(line.path)
        expected = sizes.get(line.exhibit) if line.what == ORIGINAL else None
        if None not in (found, expected) and found != expected:
            findings.defect(
                "wrong-size", line.path, exhibit=line.exhibit, found=found, expected=expected
            )
