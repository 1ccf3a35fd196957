"""Bags (RFC 8493): their tag files written, and read when they come from outside.

Lines of a manifest are those of `sha256sum`: digest, two spaces, path. Paths here are limited to
letters, digits and `._-/`, so that no line needs the escapes in which bag and shell tools differ.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

BAGIT_TXT = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
MANIFEST = "manifest-sha256.txt"
TAG_MANIFEST = "tagmanifest-sha256.txt"
TAG_SIGNATURE = "tagmanifest-sha256.txt.sig"
BAG_INFO = "bag-info.txt"
CHECK_PAGE = "CHECK.md"
#: The files that the tag manifest lists.
TAG_FILES = ("bagit.txt", BAG_INFO, MANIFEST, CHECK_PAGE)
#: What the sealer's signature over the tag manifest is for (the namespace of SSHSIG).
SIGNATURE_NAMESPACE = "firsthand-dossier"

_SAFE_PATH = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*(?:/[A-Za-z0-9_][A-Za-z0-9._-]*)*")
_LINE = re.compile(rb"([0-9a-f]{64})  ([^\r]+)")
_LONGEST_SHOWN = 80


@dataclass(frozen=True, slots=True)
class ManifestFault:
    """What is wrong with a line (from 1); `code` is the defect's, `name` the path it gives."""

    code: str
    line: int
    reason: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Manifest:
    """A manifest as read: digests by path in the order of the file, and the lines at fault."""

    digests: Mapping[str, str]
    faults: tuple[ManifestFault, ...] = ()


def is_safe_path(path: str) -> bool:
    """Whether a path can stand in a bag: plain characters, no `..`, no hidden or empty names."""
    return _SAFE_PATH.fullmatch(path) is not None


def manifest_bytes(digests: Mapping[str, str]) -> bytes:
    """A manifest, in the order of the paths; raises `ValueError` for an unsafe path."""
    for path in digests:
        if not is_safe_path(path):
            raise ValueError(f"{path!r} cannot stand in a bag")
    return "".join(f"{digests[path]}  {path}\n" for path in sorted(digests)).encode("ascii")


def parse_manifest(untrusted: bytes, *, payload: bool) -> Manifest:
    """Read a manifest; with `payload`, every path must lie below `data/`.

    Never raises: a line at fault is left out and told of.
    """
    digests: dict[str, str] = {}
    faults = []
    lines = untrusted.split(b"\n")
    if lines.pop() != b"":
        faults.append(ManifestFault("malformed-manifest", len(lines) + 1, "the last line is cut"))
    for number, line in enumerate(lines, start=1):
        match = _LINE.fullmatch(line)
        if match is None:
            faults.append(ManifestFault("malformed-manifest", number, "it is not digest and path"))
            continue
        path = match[2].decode("utf-8", "surrogateescape")
        if path.startswith(("/", "~", "\\")) or ".." in re.split(r"[/\\]", path):
            faults.append(ManifestFault("path-out-of-bag", number, name=path))
        elif not is_safe_path(path) or path.startswith("data/") is not payload:
            reason = f"{path[:_LONGEST_SHOWN]!r} is no path for this manifest"
            faults.append(ManifestFault("malformed-manifest", number, reason))
        elif path in digests:
            faults.append(ManifestFault("duplicate-line", number, name=path))
        else:
            digests[path] = match[1].decode("ascii")
    return Manifest(digests, tuple(faults))


def bag_info_bytes(fields: Mapping[str, str]) -> bytes:
    """The tag file `bag-info.txt`; line breaks in values become spaces."""
    return "".join(
        f"{label}: {' '.join(value.split())}\n" for label, value in fields.items()
    ).encode("utf-8")


def payload_oxum(untrusted_bag_info: bytes) -> str | None:
    """The `Payload-Oxum` of a bag-info.txt (bytes, a dot, number of files), if it has one."""
    found = re.findall(rb"^Payload-Oxum: ([0-9]{1,20}\.[0-9]{1,12})$", untrusted_bag_info, re.M)
    return found[0].decode("ascii") if len(found) == 1 else None


def printer_named(untrusted_bag_info: bytes) -> str | None:
    """What printed the report according to a bag-info.txt, if it was printed."""
    found = re.findall(rb"^Report-Printed-By: (.+)$", untrusted_bag_info, re.M)
    return found[0].decode("utf-8", "replace") if len(found) == 1 else None


def bag_info_fields(
    *,
    case_id: str,
    case_name: str,
    sealed_at: datetime,
    tool: str,
    size: int,
    files: int,
    printer: str = "",
) -> dict[str, str]:
    """What bag-info.txt says of a dossier with a payload of `size` bytes in `files` files.

    `printer` names the program that printed the report, where that was done.
    """
    fields = {
        "Bag-Software-Agent": tool,
        "Bagging-Date": sealed_at.date().isoformat(),
        "External-Identifier": case_id,
        "External-Description": f"Dossier of the case {case_name}",
        "Payload-Oxum": f"{size}.{files}",
    }
    return {**fields, "Report-Printed-By": printer} if printer else fields
