"""A sealed dossier checked: bag, custody log, keys, proofs, objects, timestamps.

Nothing is written, and nothing outside the folder is read. The digests of the manifests are taken
as those of the files from then on: where they are not, that is a defect of its own.
"""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from firsthand.dossier.check_bag import BagCheck, CheckedBag
from firsthand.dossier.check_files import Folder, Listing, UnusableFileError
from firsthand.dossier.check_index import check_index
from firsthand.dossier.check_log import LogCheck, check_checkpoint, read_checkpoint
from firsthand.dossier.check_tiles import check_hash_tiles, report
from firsthand.dossier.check_timestamps import check_timestamps
from firsthand.dossier.check_values import CheckReport, Progress, Proven, TokenChecker
from firsthand.dossier.check_words import checked_log, not_proven
from firsthand.dossier.defects import Findings
from firsthand.dossier.key_files import key_files
from firsthand.dossier.layout import ENTRIES, EXTRAS, INDEX, LOG, PROOFS, TIMESTAMPS
from firsthand.evidence.errors import BrokenEvidenceError, MalformedValueError
from firsthand.proof.checkpoints import Checkpoint, open_checkpoint
from firsthand.proof.merkle import leaf_hash, verify_inclusion
from firsthand.proof.notes import MAX_NOTE_BYTES
from firsthand.proof.tiles import MAX_BUNDLE_BYTES, Tile, decode_bundle, tiles_of_tree
from firsthand.proof.tlog_proofs import MAX_PROOF_BYTES, TlogProof

_CHECKPOINT = f"{LOG}checkpoint"
_LONGEST_LEAF = 65535
_MOST_KEY_BYTES = 1 << 26


def check_dossier(
    folder: Path,
    *,
    token_checker: TokenChecker | None = None,
    progress: Progress = lambda _what, _done, _all: None,
) -> CheckReport:
    """Check every byte, signature, proof and timestamp of the dossier in `folder`.

    `token_checker` reads timestamps that the library cannot. Raises `MissingThingError` where
    there is no such folder; everything else is a defect of the report.
    """
    with Folder(folder) as opened:
        return _DossierCheck(opened, token_checker, progress).run()


class _DossierCheck:
    """One check, from top to bottom in `run`."""

    def __init__(
        self, folder: Folder, token_checker: TokenChecker | None, progress: Progress
    ) -> None:
        self.folder = folder
        self.token_checker = token_checker
        self.progress = progress
        self.findings = Findings()
        self.listing = Listing({})
        self.log = LogCheck(self.findings)
        #: Files of the payload that the log accounts for.
        self.known: set[str] = {ENTRIES, _CHECKPOINT, INDEX}

    def run(self) -> CheckReport:
        findings = self.findings
        self.listing = self.folder.walk(findings)
        bag = BagCheck(findings, self.folder, self.listing, self.progress).run()
        checkpoint, signatures, tiles = self._log()
        contents = self.log.contents
        self._keys(bag)
        proofs = self._proofs(checkpoint)
        self.known |= check_index(findings, self.folder, self.listing, bag.payload, contents)
        timestamps = check_timestamps(
            findings, self.folder, self.listing, TIMESTAMPS, contents, self.log.tree,
            self.token_checker,
        )  # fmt: skip
        self._unknown_files(bag)
        proven = Proven(
            files=bag.files,
            size=bag.size,
            exhibits=len(contents.exhibits),
            entries=self.log.signatures,
            signatures=self.log.signatures + signatures + bool(bag.sealer),
            tiles=tiles,
            proofs=proofs,
            timestamps=timestamps,
        )
        return CheckReport(
            "dossier", checked_log(contents, checkpoint, bag.sealer), proven,
            findings.defects(), findings.notes(), not_proven(contents, timestamps, seal=True),
        )  # fmt: skip

    # --- the log ---

    def _log(self) -> tuple[Checkpoint | None, int, int]:
        """The checkpoint, how many signatures of it hold, and how many tiles."""
        note = self._read(_CHECKPOINT, MAX_NOTE_BYTES)
        checkpoint = read_checkpoint(self.findings, note, _CHECKPOINT) if note is not None else None
        if checkpoint is None or note is None:
            return None, 0, 0
        self._entries(checkpoint)
        opened = self.log.contents.opened
        signed = opened is not None and check_checkpoint(self.findings, note, _CHECKPOINT, opened)
        tree = self.log.tree
        if tree.size == checkpoint.size and tree.root() != checkpoint.root:
            self.findings.defect("root-mismatch", _CHECKPOINT)
        self.log.check_roots(tree, ENTRIES)
        tiles = check_hash_tiles(self.findings, self.folder, self.listing, LOG, tree)
        tiles += self._bundles(tree.size)
        return checkpoint, int(bool(signed)), tiles

    def _entries(self, checkpoint: Checkpoint) -> None:
        try:
            with self.folder.open(ENTRIES) as stream:
                self._lines(stream, checkpoint.size)
        except UnusableFileError as error:
            report(self.findings, error)

    def _lines(self, stream: BinaryIO, size: int) -> None:
        while line := stream.readline(_LONGEST_LEAF + 2):
            index = self.log.tree.size
            if index == size:
                self.findings.defect("entries-added", ENTRIES, expected=size)
                return
            if not line.endswith(b"\n"):
                reason = "its line does not end where a line may end"
                self.findings.defect("malformed-entry", ENTRIES, index=index, reason=reason)
                return
            self.log.add(line[:-1], ENTRIES)
            if index % 1000 == 0:
                self.progress("log", index, size)
        if self.log.tree.size < size:
            found = self.log.tree.size
            self.findings.defect("entries-missing", ENTRIES, found=found, expected=size)

    def _bundles(self, size: int) -> int:
        """Compare the entry bundles with the lines; only their leaves' hashes are kept of those."""
        sound = 0
        for tile in tiles_of_tree(size):
            path = LOG + tile.path
            self.known.add(path)
            if tile.level is not None:
                continue
            untrusted = self._read(path, MAX_BUNDLE_BYTES)
            if untrusted is None:
                continue
            try:
                leaves = decode_bundle(untrusted, tile.width)
            except MalformedValueError as error:
                self.findings.defect("malformed-bundle", path, reason=error.message)
                continue
            expected = self.log.tree.tile(Tile(0, tile.n, tile.width))
            if b"".join(map(leaf_hash, leaves)) == expected:
                sound += 1
            else:
                self.findings.defect("tile-changed", path)
        return sound

    # --- keys and proofs ---

    def _keys(self, bag: CheckedBag) -> None:
        actors = self.log.contents.actors
        if bag.sealer and bag.sealer not in actors and self.log.contents.opened is not None:
            self.findings.defect(
                "bag-signed-by-stranger", "tagmanifest-sha256.txt.sig", key=bag.sealer
            )
        for path, expected in key_files(self.log.contents).items():
            self.known.add(path)
            if self._read(path, _MOST_KEY_BYTES) not in (expected, None):
                self.findings.defect("wrong-key", path)

    def _proofs(self, checkpoint: Checkpoint | None) -> int:
        """How many exhibits' captures are proven to be in the log."""
        opened = self.log.contents.opened
        sound = 0
        for exhibit in self.log.contents.exhibits:
            path = f"{PROOFS}{exhibit.number}.tlog-proof"
            self.known.add(path)
            untrusted = self._read(path, MAX_PROOF_BYTES)
            if untrusted is None or opened is None or checkpoint is None:
                continue
            try:
                proof = TlogProof.from_bytes(untrusted)
                if proof.index != exhibit.index:
                    self.findings.defect(
                        "proof-for-another-entry", path, exhibit=exhibit.number,
                        found=proof.index, expected=exhibit.index,
                    )  # fmt: skip
                    continue
                proven = open_checkpoint(proof.checkpoint_note, opened.log.key)
            except MalformedValueError as error:
                self.findings.defect("malformed-proof", path, reason=error.message)
                continue
            except BrokenEvidenceError:
                self.findings.defect("proof-broken", path, index=exhibit.index)
                continue
            leaf = self.log.tree.leaf(exhibit.index)
            holds = verify_inclusion(leaf, proof.index, proven.size, proof.proof, proven.root)
            if holds and proven == checkpoint:
                sound += 1
            else:
                self.findings.defect("proof-broken", path, index=exhibit.index)
        return sound

    def _unknown_files(self, bag: CheckedBag) -> None:
        """Files that the manifest lists and the format has no place for."""
        free = tuple(f"data/{extra}" for extra in EXTRAS)
        for path in bag.payload.digests:
            if not path.startswith((*free, TIMESTAMPS)) and path not in self.known:
                self.findings.defect("unexpected-file", path)

    def _read(self, path: str, most: int) -> bytes | None:
        if path not in self.listing.files:
            self.findings.defect("missing-file", path)
            return None
        try:
            return self.folder.read(path, most)
        except UnusableFileError as error:
            report(self.findings, error)
            return None
