"""Sealing: a case as values becomes a dossier that a stranger can check.

The order of `seal`: read the log and check it as a stranger would; lay out its objects; copy them
into a staging folder, hashing on the way; add proofs, keys, timestamps, what others made; write the
manifests; sign; rename into place. See docs/specs/dossier.md for what comes out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path

from firsthand.dossier.bag import (
    BAG_INFO,
    BAGIT_TXT,
    CHECK_PAGE,
    MANIFEST,
    SIGNATURE_NAMESPACE,
    TAG_FILES,
    TAG_MANIFEST,
    TAG_SIGNATURE,
    bag_info_bytes,
    bag_info_fields,
    manifest_bytes,
)
from firsthand.dossier.bag_writing import BagWriter
from firsthand.dossier.check_log import LogCheck, check_checkpoint
from firsthand.dossier.check_page import check_page
from firsthand.dossier.contents import SETTINGS, CaseContents, CaseOpened
from firsthand.dossier.defects import Findings
from firsthand.dossier.key_files import key_files
from firsthand.dossier.layout import (
    CASE_SETTINGS,
    ENTRIES,
    EXTRAS,
    INDEX,
    LOG,
    PROOFS,
    TIMESTAMPS,
    PlacedObject,
    lay_out,
)
from firsthand.dossier.material import DossierMaterial, ExtraFile, SealedDossier
from firsthand.dossier.staging import staged_folder
from firsthand.evidence.errors import BrokenEvidenceError, FirsthandError, MissingThingError
from firsthand.evidence.exhibits import Tool
from firsthand.proof.checkpoints import Checkpoint, open_checkpoint, peek_checkpoint
from firsthand.proof.merkle import inclusion_proof
from firsthand.proof.ssh_signatures import sign_ssh
from firsthand.proof.tiles import TILE_WIDTH, encode_bundle, entry_bundle_path
from firsthand.proof.tlog_proofs import TlogProof

_TOP = frozenset({*TAG_FILES, TAG_MANIFEST, TAG_SIGNATURE, "data"})
_NO_EXTRA: Mapping[str, ExtraFile] = {}


def seal(
    material: DossierMaterial,
    destination: Path,
    *,
    extra: Mapping[str, ExtraFile] = _NO_EXTRA,
    progress: Callable[[str, int, int], None] = lambda _what, _done, _all: None,
) -> SealedDossier:
    """Write the dossier to `destination`, which must not exist or be an empty folder.

    `extra` are further files by path below `data/`, within `report/` or `exports/`. It is all or
    nothing: a crash leaves no half dossier at `destination`, and the next attempt sweeps what it
    left beside it. Raises `BrokenEvidenceError` where the log, an object or a timestamp does not
    hold, and `DestinationError` where the dossier cannot be written.
    """
    for path in extra:
        if not path.startswith(EXTRAS):
            raise ValueError(f"{path!r} is neither a part of the report nor an export")
    with staged_folder(destination, _TOP.__contains__) as staging:
        sealing = _Sealing(material, BagWriter(staging), progress)
        sealing.write_log()
        sealing.write_objects()
        sealing.write_proofs()
        sealing.write_timestamps()
        for path in sorted(extra):
            sealing.bag.copy_extra(f"data/{path}", extra[path])
        return sealing.finish(destination.absolute())


class _Sealing:
    """One sealing; the methods are called in the order in which they stand."""

    def __init__(
        self,
        material: DossierMaterial,
        bag: BagWriter,
        progress: Callable[[str, int, int], None],
    ) -> None:
        self.material = material
        self.bag = bag
        self.progress = progress
        self.findings = Findings()
        self.log = LogCheck(self.findings)
        self.checkpoint: Checkpoint = peek_checkpoint(material.checkpoint_note)

    @property
    def contents(self) -> CaseContents:
        return self.log.contents

    @property
    def opened(self) -> CaseOpened:
        if self.contents.opened is None:
            raise _broken_log("its first entry does not open a case")
        return self.contents.opened

    def write_log(self) -> None:
        """Entries as lines and as bundles, tiles, checkpoint; all of it checked on the way."""
        entries = self.bag.root / ENTRIES
        entries.parent.mkdir(parents=True)
        bundle: list[bytes] = []
        with entries.open("xb") as lines:
            for leaf in self.material.leaves():
                if self.log.tree.size == self.checkpoint.size:
                    break
                self.log.add(leaf, ENTRIES)
                lines.write(leaf + b"\n")
                bundle.append(leaf)
                if len(bundle) == TILE_WIDTH or self.log.tree.size == self.checkpoint.size:
                    n = (self.log.tree.size - 1) // TILE_WIDTH
                    path = LOG + entry_bundle_path(n, len(bundle))
                    self.bag.write(path, encode_bundle(bundle))
                    self.progress("log", self.log.tree.size, self.checkpoint.size)
                    bundle = []
        self.bag.adopt(ENTRIES)
        for tile, hashes in self.log.tree.tiles():
            self.bag.write(LOG + tile.path, hashes)
        self.bag.write(f"{LOG}checkpoint", self.material.checkpoint_note)
        self._refuse_broken_log()

    def _refuse_broken_log(self) -> None:
        tree, checkpoint = self.log.tree, self.checkpoint
        if (tree.size, tree.root()) != (checkpoint.size, checkpoint.root):
            raise _broken_log("its entries do not hash to its checkpoint")
        check_checkpoint(
            self.findings, self.material.checkpoint_note, "log/checkpoint", self.opened
        )
        self.log.check_roots(tree, ENTRIES)
        if self.findings.defects():
            raise _broken_log(self.findings.defects()[0].sentence.rstrip("."))
        if self.material.actor.public_hex not in self.contents.actors:
            raise FirsthandError(
                f"The key {self.material.actor.public_hex} is no actor of this case.",
                remedy="Record it as an actor first; a stranger's seal proves nothing.",
            )
        if sha256(self.material.settings).hexdigest() != self.contents.settings[-1]:
            raise BrokenEvidenceError(
                "case.toml is not the one that the custody log recorded last.",
                remedy="Undo the change, or record the new settings, then seal again.",
            )

    def write_objects(self) -> None:
        """Every object that the log names, at its place, and the index of them."""
        placed = [each for each in lay_out(self.contents) if self._is_kept(each)]
        self.bag.write(CASE_SETTINGS, self.material.settings)
        objects = [each for each in placed if each.path != CASE_SETTINGS]
        self.bag.copy_objects(
            objects,
            self.material.open_object,
            lambda done: self.progress("objects", done, len(objects)),
        )
        self.bag.write(INDEX, "".join(each.line() for each in placed).encode("ascii"))

    def _is_kept(self, placed: PlacedObject) -> bool:
        """Whether the case has it: versions of its settings before the last may not be kept."""
        if placed.what != SETTINGS or placed.path == CASE_SETTINGS:
            return True
        try:
            self.material.open_object(placed.digest).close()
        except MissingThingError:
            return False
        return True

    def write_proofs(self) -> None:
        """One proof an exhibit, and the public keys."""
        for exhibit in self.contents.exhibits:
            proof = TlogProof(
                exhibit.index,
                inclusion_proof(exhibit.index, self.checkpoint.size, self.log.tree.node),
                self.material.checkpoint_note,
            )
            self.bag.write(f"{PROOFS}{exhibit.number}.tlog-proof", proof.to_bytes())
        for path, data in key_files(self.contents).items():
            self.bag.write(path, data)

    def write_timestamps(self) -> None:
        """The timestamps over this checkpoint and those before it."""
        ours = set()
        for name, data in self.material.timestamps.items():
            root, _, kind = name.partition(".")
            if kind == "checkpoint":
                found = open_checkpoint(data, self.opened.log.key)
                if found.size <= self.checkpoint.size and found.root.hex() == root:
                    ours.add(root)
        tokens = {name[:-4] for name in self.material.timestamps if name.endswith(".tsr")}
        for name, data in sorted(self.material.timestamps.items()):
            # Certificates or a checkpoint without a token are what a crash left; they mean nothing.
            base = name[:-4] if name.endswith((".tsr", ".pem")) else ""
            with_token = base in tokens if base else any(t.startswith(name[:64]) for t in tokens)
            if name[:64] in ours and with_token:
                self.bag.write(TIMESTAMPS + name, data)

    def finish(self, destination: Path) -> SealedDossier:
        """Tag files, manifests and the signature."""
        material, payload = self.material, self.bag.payload()
        size = sum(file.size for file in payload.values())
        sealer = material.actor.public_hex
        tags = {
            "bagit.txt": BAGIT_TXT,
            BAG_INFO: bag_info_bytes(
                bag_info_fields(
                    case_id=self.opened.case.id,
                    case_name=self.opened.case.name,
                    sealed_at=material.sealed_at,
                    tool=_called(material.tool),
                    size=size,
                    files=len(payload),
                    printer=_called(material.printed_by) if material.printed_by else "",
                )
            ),
            CHECK_PAGE: check_page(
                self.opened, self.checkpoint, sealer, self.contents.actors[sealer],
                material.sealed_at,
            ),
            MANIFEST: manifest_bytes({path: file.digest for path, file in payload.items()}),
        }  # fmt: skip
        digests = {path: self.bag.write(path, data).digest for path, data in tags.items()}
        manifest = manifest_bytes(digests)
        armor = sign_ssh(manifest, material.actor, SIGNATURE_NAMESPACE)
        self.bag.write(TAG_MANIFEST, manifest)
        self.bag.write(TAG_SIGNATURE, armor.encode("ascii"))
        return SealedDossier(
            destination, self.checkpoint.size, self.checkpoint.root.hex(),
            sha256(manifest).hexdigest(), len(payload), size,
        )  # fmt: skip


def _called(tool: Tool) -> str:
    return f"{tool.name} {tool.version}"


def _broken_log(reason: str) -> BrokenEvidenceError:
    return BrokenEvidenceError(
        f"The custody log is broken: {reason}.",
        remedy="Run `firsthand verify` on the case; nothing was sealed.",
    )
