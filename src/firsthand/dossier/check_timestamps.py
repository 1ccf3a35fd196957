"""Timestamps checked: tokens over checkpoints that this log continues, and what the log records.

Files are named `<root>.checkpoint`, `<root>.<authority>.tsr` and `<root>.<authority>.pem`, where
`<root>` is the hex root of the checkpoint.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding

from firsthand.dossier.check_files import Folder, Listing, UnusableFileError
from firsthand.dossier.check_log import check_checkpoint
from firsthand.dossier.check_tiles import report
from firsthand.dossier.check_tree import HashTree
from firsthand.dossier.check_values import ProvenTimestamp, TokenChecker
from firsthand.dossier.contents import CaseContents, LoggedTimestamp
from firsthand.dossier.defects import Findings
from firsthand.evidence.errors import BrokenEvidenceError, FirsthandError, MalformedValueError
from firsthand.proof.checkpoints import Checkpoint
from firsthand.proof.notes import MAX_NOTE_BYTES
from firsthand.proof.timestamps import (
    MAX_RESPONSE_BYTES,
    TimestampRefusedError,
    TokenNeedsOpensslError,
    check_token,
)

MAX_CHAIN_BYTES = 1 << 20
_NAME = re.compile(
    r"(?P<root>[0-9a-f]{64})\."
    r"(?:(?P<note>checkpoint)|(?P<authority>[A-Za-z0-9][A-Za-z0-9.-]{0,63})\.(?P<kind>tsr|pem))"
)
_STRAY = re.compile(r"\.[^/]*\.new", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Token:
    """A token's files: `path` without its extension, and the bytes of each."""

    path: str
    authority: str
    response: bytes
    note: bytes
    chain: bytes
    checkpoint: Checkpoint


def check_timestamps(
    findings: Findings,
    folder: Folder,
    listing: Listing,
    prefix: str,
    contents: CaseContents,
    tree: HashTree,
    token_checker: TokenChecker | None,
) -> tuple[ProvenTimestamp, ...]:
    """Check every file below `prefix`, and that every timestamp the log records is there.

    Returns the timestamps that hold, earliest first.
    """
    check = _TimestampCheck(findings, folder, listing, prefix, contents, tree)
    names = check.names()
    checkpoints = check.checkpoints(names)
    proven = []
    digests: dict[str, str] = {}
    for name, match in names.items():
        if match["kind"] != "tsr":
            continue
        token = check.token(match, checkpoints)
        if token is None:
            continue
        digests[name] = sha256(token.response).hexdigest()
        found = _proven(findings, token, token_checker)
        if found is not None:
            check.compare_with_log(token, found)
            proven.append(found)
    check.recorded_are_there(digests)
    covered = max((t.size for t in proven), default=0)
    if covered < contents.to_be_timestamped:
        findings.note("not-yet-timestamped", first=covered, last=contents.to_be_timestamped - 1)
    return tuple(sorted(proven, key=lambda t: (t.time, t.size, t.path)))


class _TimestampCheck:
    """The files of one folder of timestamps, and the log that they should belong to."""

    def __init__(
        self, findings: Findings, folder: Folder, listing: Listing, prefix: str,
        contents: CaseContents, tree: HashTree,
    ) -> None:  # fmt: skip
        self.findings = findings
        self.folder = folder
        self.listing = listing
        self.prefix = prefix
        self.contents = contents
        self.tree = tree

    def names(self) -> dict[str, re.Match[str]]:
        names = {}
        for path in self.listing.below(self.prefix):
            name = path.removeprefix(self.prefix)
            match = _NAME.fullmatch(name)
            if match is not None:
                names[name] = match
            elif _STRAY.fullmatch(name):
                self.findings.note("leftover", path)
            else:
                self.findings.defect("unexpected-file", path)
        for name, match in names.items():
            # A crash can leave certificates without their token; they are written just before it.
            if match["kind"] == "pem" and f"{name[:-4]}.tsr" not in names:
                self.findings.note("leftover", self.prefix + name)
        return names

    def checkpoints(self, names: dict[str, re.Match[str]]) -> dict[str, tuple[bytes, Checkpoint]]:
        """The sound checkpoints of this log among the files, by hex root."""
        sound = {}
        for name, match in names.items():
            path = self.prefix + name
            note = self._read(path, MAX_NOTE_BYTES) if match["note"] else None
            if note is None or self.contents.opened is None:
                continue
            found = check_checkpoint(self.findings, note, path, self.contents.opened)
            if found is None:
                continue
            if found.size > self.tree.size or self.tree.root(found.size) != found.root:
                self.findings.defect("timestamp-of-another-log", path)
            elif found.root.hex() != match["root"]:
                self.findings.defect("unexpected-file", path)
            else:
                sound[match["root"]] = (note, found)
        return sound

    def token(
        self, match: re.Match[str], checkpoints: dict[str, tuple[bytes, Checkpoint]]
    ) -> _Token | None:
        base = f"{self.prefix}{match['root']}.{match['authority']}"
        response = self._read(f"{base}.tsr", MAX_RESPONSE_BYTES)
        chain = self._read(f"{base}.pem", MAX_CHAIN_BYTES)
        note_path = f"{self.prefix}{match['root']}.checkpoint"
        if note_path not in self.listing.files:
            self.findings.defect("missing-file", note_path)
        if response is None or chain is None or match["root"] not in checkpoints:
            return None
        if not self._is_the_chain(match["root"], match["authority"], chain, f"{base}.pem"):
            return None
        note, checkpoint = checkpoints[match["root"]]
        return _Token(base, match["authority"], response, note, chain, checkpoint)

    def _is_the_chain(self, root: str, authority: str, chain: bytes, path: str) -> bool:
        """Whether the certificates are those that the log recorded.

        Where it recorded none, they must at least be whole: see `_is_plain_chain`.
        """
        digest = sha256(chain).hexdigest()
        recorded = [
            t
            for t in self.contents.timestamps
            if (t.root, t.authority) == (root, authority) and t.chain
        ]
        if recorded and all(t.chain != digest for t in recorded):
            self._differs(path, recorded[0], f"its SHA-256 is {digest}")
            return False
        if not recorded and not _is_plain_chain(chain):
            reason = "it is no plain list of certificates that ends with their root"
            self.findings.defect("timestamp-broken", path, reason=reason)
            return False
        return True

    def compare_with_log(self, token: _Token, proven: ProvenTimestamp) -> None:
        """A token that holds should be the one that the log records, if it records any."""
        recorded = [
            t
            for t in self.contents.timestamps
            if (t.root, t.authority) == (proven.root, token.authority)
        ]
        if not recorded:
            self.findings.note("timestamp-not-recorded", f"{token.path}.tsr")
        for entry in recorded:
            if entry.time != proven.time:
                self._differs(f"{token.path}.tsr", entry, f"the token says {proven.time}")
            if entry.size != proven.size:
                self._differs(f"{token.path}.tsr", entry, f"it covers {proven.size} entries")

    def recorded_are_there(self, digests: dict[str, str]) -> None:
        for entry in self.contents.timestamps:
            name = f"{entry.root}.{entry.authority}.tsr"
            path = self.prefix + name
            if path not in self.listing.files:
                self.findings.defect("timestamp-missing", path, authority=entry.authority)
            elif name in digests and digests[name] != entry.token:
                self._differs(path, entry, f"its SHA-256 is {digests[name]}")

    def _differs(self, path: str, entry: LoggedTimestamp, reason: str) -> None:
        self.findings.defect("timestamp-changed", path, index=entry.index, reason=reason)

    def _read(self, path: str, most: int) -> bytes | None:
        try:
            return self.folder.read(path, most)
        except UnusableFileError as error:
            report(self.findings, error)
            return None


def _proven(
    findings: Findings, token: _Token, token_checker: TokenChecker | None
) -> ProvenTimestamp | None:
    path = f"{token.path}.tsr"
    authority, second_reader = token.authority, False
    try:
        found = check_token(token.response, token.note, token.chain, intermediates_pem=token.chain)
        time, authority = found.time, found.authority or authority
    except TokenNeedsOpensslError as error:
        if token_checker is None:
            findings.defect("timestamp-unreadable", path, reason=error.message)
            return None
        second_reader = True
        second = _second_reading(findings, token, token_checker)
        if second is None:
            return None
        time = second
    except (BrokenEvidenceError, MalformedValueError, TimestampRefusedError) as error:
        findings.defect("timestamp-broken", path, reason=error.message)
        return None
    checkpoint = token.checkpoint
    return ProvenTimestamp(
        authority, time, checkpoint.size, checkpoint.root.hex(), path, second_reader
    )


def _second_reading(
    findings: Findings, token: _Token, token_checker: TokenChecker
) -> datetime | None:
    path = f"{token.path}.tsr"
    try:
        return token_checker(token.response, token.note, token.chain).astimezone(UTC)
    except BrokenEvidenceError as error:
        findings.defect("timestamp-broken", path, reason=error.message)
    except FirsthandError as error:
        findings.defect("timestamp-unreadable", path, reason=error.message)
    return None


def _is_plain_chain(untrusted_pem: bytes) -> bool:
    """Whether a file holds certificates as PEM and nothing else, each issued by one of them.

    No digest of it need be in the log, and so every one of its bytes is tied down otherwise: the
    text by being written anew, a certificate by the signature of its issuer.
    """
    try:
        chain = x509.load_pem_x509_certificates(untrusted_pem)
        plain = b"".join(c.public_bytes(Encoding.PEM) for c in chain)
    except (ValueError, TypeError):
        return False
    return plain == untrusted_pem and all(_is_issued_within(c, chain) for c in chain)


def _is_issued_within(certificate: x509.Certificate, chain: list[x509.Certificate]) -> bool:
    for issuer in chain:
        try:
            certificate.verify_directly_issued_by(issuer)
        except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
            continue
        return True
    return False
