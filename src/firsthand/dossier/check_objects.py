"""The settings and the objects of a case against what its log names."""

from __future__ import annotations

import re
import tomllib
from hashlib import sha256

from firsthand.dossier.check_files import Folder, Listing, UnusableFileError
from firsthand.dossier.check_tiles import report
from firsthand.dossier.check_values import Progress
from firsthand.dossier.contents import SETTINGS, CaseContents, CaseOpened
from firsthand.dossier.defects import Findings

_OBJECT = re.compile(r"objects/([0-9a-f]{2})/([0-9a-f]{62})")
_STRAY = re.compile(r"(?:.*/)?\.[^/]*\.new|objects/incoming/.*", re.DOTALL)


def check_settings(
    findings: Findings, found: bytes, contents: CaseContents, opened: CaseOpened
) -> bool:
    """Compare `case.toml` with the log; whether it is the one that was recorded last."""
    recorded = sha256(found).hexdigest() == contents.settings[-1]
    if not recorded:
        findings.defect("settings-changed", "case.toml")
    try:
        table = tomllib.loads(found.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        findings.defect("malformed-settings", "case.toml", reason=str(error))
        return False
    wanted = {
        ("case", "id"): opened.case.id,
        ("log", "origin"): opened.log.origin,
        ("log", "key"): opened.log.key,
    }
    for (section, key), expected in wanted.items():
        part = table.get(section)
        value = part.get(key) if isinstance(part, dict) else None
        if value != expected:
            what = f"{section}.{key}"
            findings.defect(
                "settings-disagree", "case.toml", what=what, found=str(value), expected=expected
            )
    return recorded


def check_objects(
    findings: Findings, folder: Folder, listing: Listing, contents: CaseContents, progress: Progress
) -> tuple[int, int]:
    """Hash every object and find every one that the log names; how many files and bytes hold."""
    objects = {}
    for path in listing.below("objects/"):
        match = _OBJECT.fullmatch(path)
        if match is None:
            check_stray(findings, path)
        else:
            objects[path] = match[1] + match[2]
    sound = _digests(findings, folder, listing, objects, contents, progress)
    _named_are_there(findings, objects, contents)
    for exhibit in contents.exhibits:
        path = object_path(exhibit.digest)
        found = listing.files.get(path, exhibit.size)
        if found != exhibit.size:
            findings.defect(
                "wrong-size", path, exhibit=exhibit.number, found=found, expected=exhibit.size
            )
    return sound


def check_stray(findings: Findings, path: str) -> None:
    """A file that has no place: left over from an interrupted write, or put there."""
    if _STRAY.fullmatch(path):
        findings.note("leftover", path)
    else:
        findings.defect("unexpected-file", path)


def object_path(digest: str) -> str:
    """Where a case keeps an object."""
    return f"objects/{digest[:2]}/{digest[2:]}"


def _digests(
    findings: Findings, folder: Folder, listing: Listing, objects: dict[str, str],
    contents: CaseContents, progress: Progress,
) -> tuple[int, int]:  # fmt: skip
    files = sound = done = 0
    everything = sum(listing.files[path] for path in objects)
    tokens = {t.token for t in contents.timestamps}
    for path, found, size in folder.digests(objects):
        done += size
        progress("objects", done, everything)
        if isinstance(found, UnusableFileError):
            report(findings, found)
        elif found != objects[path]:
            findings.defect("changed-file", path, found=found, expected=objects[path])
        elif contents.uses_of(found) or found in tokens:
            files, sound = files + 1, sound + size
        else:
            findings.note("unreferenced-object", path)
    return files, sound


def _named_are_there(findings: Findings, objects: dict[str, str], contents: CaseContents) -> None:
    for digest, uses in contents.uses():
        path = object_path(digest)
        if path in objects:
            continue
        if all(use.what == SETTINGS for use in uses):
            # The last settings are case.toml itself, which is checked as such.
            if digest != contents.settings[-1]:
                findings.note("settings-not-kept", path, index=uses[0].index)
        else:
            what = " and ".join(filter(None, (uses[0].what, uses[0].exhibit)))
            findings.defect("missing-object", path, what=what)
