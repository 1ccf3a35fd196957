"""The outside of a dossier checked: manifests against files, and the sealer's signature."""

from __future__ import annotations

from dataclasses import dataclass

from firsthand.dossier.bag import (
    BAG_INFO,
    BAGIT_TXT,
    MANIFEST,
    SIGNATURE_NAMESPACE,
    TAG_FILES,
    TAG_MANIFEST,
    TAG_SIGNATURE,
    Manifest,
    parse_manifest,
    payload_oxum,
)
from firsthand.dossier.check_files import Folder, Listing, UnusableFileError
from firsthand.dossier.check_tiles import report
from firsthand.dossier.check_values import Progress
from firsthand.dossier.defects import Findings
from firsthand.evidence.errors import BrokenEvidenceError, MalformedValueError
from firsthand.proof.ssh_signatures import read_ssh, verify_ssh

MOST_MANIFEST_BYTES = 1 << 29
_MOST_TAG_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class CheckedBag:
    """The payload manifest, how many files and bytes have the digests it gives, and who signed."""

    payload: Manifest
    files: int
    size: int
    sealer: str


class BagCheck:
    """Checks the outside of the bag in `folder`, whose plain files are `listing`."""

    def __init__(
        self, findings: Findings, folder: Folder, listing: Listing, progress: Progress
    ) -> None:
        self._findings = findings
        self._folder = folder
        self._listing = listing
        self._progress = progress

    def run(self) -> CheckedBag:
        """Check everything; the signature's key still has to be compared with the log's actors."""
        tags = self._manifest(TAG_MANIFEST, payload=False)
        payload = self._manifest(MANIFEST, payload=True)
        self._presence(tags, payload)
        files, size = self._digests({**tags.digests, **payload.digests})
        self._bag_files()
        return CheckedBag(payload, files, size, self._signature())

    def _manifest(self, path: str, *, payload: bool) -> Manifest:
        untrusted = self._read(path, MOST_MANIFEST_BYTES)
        if untrusted is None:
            return Manifest({})
        manifest = parse_manifest(untrusted, payload=payload)
        for fault in manifest.faults:
            self._findings.defect(
                fault.code, path, line=fault.line, reason=fault.reason, name=fault.name
            )
        return manifest

    def _presence(self, tags: Manifest, payload: Manifest) -> None:
        outside = {TAG_MANIFEST, TAG_SIGNATURE}
        for path in TAG_FILES:
            if path not in tags.digests:
                reason = f"it does not list {path}"
                self._findings.defect("malformed-bag", TAG_MANIFEST, reason=reason)
        for path in (*tags.digests, *payload.digests):
            if path not in self._listing.files:
                self._findings.defect("missing-file", path)
        for path in sorted(self._listing.files):
            listed = path in payload.digests or path in tags.digests or path in outside
            if not listed or (path in tags.digests and path not in TAG_FILES):
                self._findings.defect("unexpected-file", path)

    def _digests(self, expected: dict[str, str]) -> tuple[int, int]:
        present = [path for path in expected if path in self._listing.files]
        everything = sum(self._listing.files[path] for path in present)
        files = sound = done = 0
        for path, found, size in self._folder.digests(present):
            done += size
            self._progress("files", done, everything)
            if isinstance(found, UnusableFileError):
                report(self._findings, found)
            elif found == expected[path]:
                files, sound = files + 1, sound + size
            else:
                self._findings.defect("changed-file", path, found=found, expected=expected[path])
        return files, sound

    def _bag_files(self) -> None:
        if self._read("bagit.txt", _MOST_TAG_BYTES) not in (BAGIT_TXT, None):
            reason = "it does not declare a bag of version 1.0"
            self._findings.defect("malformed-bag", "bagit.txt", reason=reason)
        info = self._read(BAG_INFO, _MOST_TAG_BYTES)
        if info is None:
            return
        said = payload_oxum(info)
        sizes = [size for path, size in self._listing.files.items() if path.startswith("data/")]
        found = f"{sum(sizes)}.{len(sizes)}"
        if said is None:
            self._findings.defect("malformed-bag", BAG_INFO, reason="it has no Payload-Oxum")
        elif said != found:
            self._findings.defect("wrong-payload-size", BAG_INFO, expected=said, found=found)

    def _signature(self) -> str:
        """The key whose signature over the tag manifest holds, or nothing."""
        armor = self._read(TAG_SIGNATURE, _MOST_TAG_BYTES)
        message = self._read(TAG_MANIFEST, MOST_MANIFEST_BYTES)
        if armor is None or message is None:
            return ""
        text = armor.decode("ascii", "replace")
        try:
            found = read_ssh(text)
            if found.to_armor() != text:
                raise MalformedValueError("the armor is not written as signing writes it")
        except MalformedValueError:
            self._findings.defect("bag-signature-broken", TAG_SIGNATURE)
            return ""
        try:
            verify_ssh(text, message, SIGNATURE_NAMESPACE, found.public_hex)
        except BrokenEvidenceError:
            # Which of the two was changed cannot be told: both are named.
            self._findings.defect("bag-signature-broken", TAG_MANIFEST)
            self._findings.defect("bag-signature-broken", TAG_SIGNATURE)
            return ""
        return found.public_hex

    def _read(self, path: str, most: int) -> bytes | None:
        if path not in self._listing.files:
            self._findings.defect("missing-file", path)
            return None
        try:
            return self._folder.read(path, most)
        except UnusableFileError as error:
            report(self._findings, error)
            return None
