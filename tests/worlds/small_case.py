"""A world with one small good case: exhibits, machine runs, two actors, settings, a timestamp.

All that can be fixed is fixed (keys, times, bytes), so that two makings differ in the timestamp
alone. The incident, the people and the places are invented.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from firsthand.dossier.material import DossierMaterial
from firsthand.evidence.entries import Act, Entry
from firsthand.evidence.exhibits import Capture, ClockState, Exhibit, Tool
from firsthand.evidence.json_values import to_json
from firsthand.proof.actors import ActorKey
from firsthand.proof.canonical import canonical_bytes
from firsthand.proof.checkpoints import sign_checkpoint
from firsthand.proof.notes import NoteKey
from firsthand.proof.signed_entries import seal_entry
from firsthand.proof.timestamps import read_response, timestamp_request
from firsthand.vault.custody_logs.folder import FolderCustodyLog
from firsthand.vault.object_store import put_bytes
from firsthand.vault.object_stores.folder import FolderObjectStore
from firsthand.vault.timestamp_stores.folder import FolderTimestampStore

CASE_ID = "5a0c7c9e-8d1e-4f7a-9a53-0d2f6d3f5a11"
ORIGIN = f"firsthand/case/{CASE_ID}"
TOOL = Tool("firsthand", "0.1.0")
BEGIN = datetime(2026, 3, 1, 10, tzinfo=UTC)
REPORT = "The ferry office of Ozerny said: “Two boats were hit.”\n".encode()
CLIP = b"\x00\x00\x00\x18ftypmp42" + bytes(range(256)) * 20
SECOND_CLIP = b"\x00\x00\x00\x18ftypmp42" + bytes(reversed(range(256))) * 20

#: Query in DER to response; `None` makes a case without timestamps.
Stamp = Callable[[bytes], bytes]


@dataclass
class SmallCase:
    """A case on disk with the keys that wrote it."""

    folder: Path
    actor: ActorKey
    second: ActorKey
    log_key: NoteKey
    settings: bytes
    written: int = 0
    contents: dict[str, Any] = field(default_factory=dict)

    @property
    def log(self) -> FolderCustodyLog:
        return FolderCustodyLog(self.folder / "log", self.log_key.vkey, self.log_key)

    @property
    def objects(self) -> FolderObjectStore:
        return FolderObjectStore(self.folder / "objects")

    @property
    def leaves(self) -> list[bytes]:
        return list(self.log.leaves())

    def put(self, data: bytes) -> str:
        return put_bytes(self.objects, data).digest

    def leaf(self, act: Act, body: dict[str, Any], key: ActorKey | None = None) -> bytes:
        key = key or self.actor
        self.written += 1
        time = BEGIN + timedelta(minutes=self.written)
        return seal_entry(Entry(act, key.public_hex, time, body), key)

    def record(self, act: Act, body: dict[str, Any], key: ActorKey | None = None) -> None:
        self.append([self.leaf(act, body, key)])

    def append(self, leaves: Iterable[bytes]) -> None:
        with self.log.writing() as writer:
            writer.append(leaves)

    def capture(self, number: str, name: str, data: bytes, key: ActorKey | None = None) -> None:
        self.record(Act.CAPTURE, capture_body(number, name, data, self.put(data)), key)

    def run(self, purpose: str, inputs: list[str], outputs: dict[str, bytes]) -> None:
        digests = {name: self.put(data) for name, data in outputs.items()}
        self.record(
            Act.MACHINE_RUN,
            {"purpose": purpose, "tool": to_json(TOOL), "inputs": inputs, "outputs": digests,
             "failure": None},
        )  # fmt: skip

    def stamp(self, stamp: Stamp, chain: bytes, *, recorded: bool = True) -> None:
        """Timestamp the present checkpoint, and record that in the log."""
        signed = self.log.checkpoint()
        assert signed is not None
        response = stamp(timestamp_request(signed.note).der)
        root = signed.checkpoint.root.hex()
        FolderTimestampStore(self.folder / "timestamps").keep(
            root, signed.note, "vesk", response, chain
        )
        if recorded:
            self.record(
                Act.TIMESTAMP,
                {
                    "authority": "vesk",
                    "size": signed.checkpoint.size,
                    "root": root,
                    "token": sha256(response).hexdigest(),
                    "time": to_json(read_response(response).time),
                    "chain": sha256(chain).hexdigest(),
                },
            )

    def material(self, **changes: Any) -> DossierMaterial:
        signed = self.log.checkpoint()
        assert signed is not None
        stamps = self.folder / "timestamps"
        values: dict[str, Any] = {
            "checkpoint_note": signed.note,
            "leaves": self.log.leaves,
            "open_object": self.objects.open,
            "settings": (self.folder / "case.toml").read_bytes(),
            "timestamps": {p.name: p.read_bytes() for p in stamps.iterdir()}
            if stamps.exists()
            else {},
            "actor": self.actor,
            "tool": TOOL,
            "sealed_at": BEGIN + timedelta(days=1),
        }
        return DossierMaterial(**{**values, **changes})


def capture_body(number: str, name: str, data: bytes, digest: str) -> dict[str, Any]:
    capture = Capture(
        "file", f"/home/vera/{name}", name, BEGIN, ClockState(True, "timedatectl"), "desk", "vera",
        TOOL, facts={"digest": "a decoy", "number": "E-9999", "size": 1},
    )  # fmt: skip
    body: dict[str, Any] = to_json(Exhibit(number, digest, len(data), capture))
    return body


def settings_of(log_key: NoteKey) -> bytes:
    return (
        f'[case]\nid = "{CASE_ID}"\nname = "Ozerny ferry"\n\n'
        f'[log]\norigin = "{ORIGIN}"\nkey = "{log_key.vkey}"\n'
    ).encode()


def begin_case(folder: Path, seed: int = 1) -> SmallCase:
    """A case of one entry."""
    actor = ActorKey.from_seed(bytes([seed]) * 32)
    log_key = NoteKey(ORIGIN, ActorKey.from_seed(bytes([seed + 100]) * 32))
    folder.mkdir(parents=True)
    settings = settings_of(log_key)
    (folder / "case.toml").write_bytes(settings)
    case = SmallCase(folder, actor, ActorKey.from_seed(bytes([7]) * 32), log_key, settings)
    case.record(
        Act.CASE_OPENED,
        {
            "case": {"id": CASE_ID, "name": "Ozerny ferry"},
            "log": {"origin": ORIGIN, "key": log_key.vkey},
            "actor": {"name": "Vera Ostrova", "key": actor.public_hex},
            "settings": sha256(settings).hexdigest(),
            "tool": to_json(TOOL),
        },
    )
    return case


def build_case(folder: Path, stamp: Stamp | None = None, chain: bytes = b"") -> SmallCase:
    """The whole small case; timestamped where an authority is given."""
    case = begin_case(folder)
    case.capture("E-0001", "report.txt", REPORT)
    report = sha256(REPORT).hexdigest()
    case.run("extract-text", [report], {"text": REPORT, "document": b'{"title":"Ferry"}'})
    case.run("read", [report], {"reading": b'{"statements":[]}'})
    case.capture("E-0002", "harbour.MP4", CLIP)
    clip = sha256(CLIP).hexdigest()
    case.run(
        "describe-media",
        [clip],
        {"description": b'{"codec":"h264"}', "picture/1.5": b"\xff\xd8 a picture",
         "picture/1.5/blurred": b"\xff\xd8 a blurred one"},
    )  # fmt: skip
    case.run("fingerprint", [clip], {"fingerprint": b"FHFP\x01" + bytes(64)})
    if stamp is not None:
        case.stamp(stamp, chain)
    case.capture("E-0003", "the same again.txt", REPORT)
    case.record(Act.ACTOR_ADDED, {"name": "Ilya Brod", "key": case.second.public_hex})
    case.capture("E-0004", "quay", SECOND_CLIP, case.second)
    _change_settings(case)
    case.run(
        "trace",
        [report, clip],
        {"trace": canonical_bytes({"families": [], "matches": []}),
         "picture/E-0002/7.000": b"\xff\xd8 a moment",
         "picture/E-0099/7.000": b"\xff\xd8 no one's"},
    )  # fmt: skip
    case.record(Act.CORRECTION, {"corrects": 4, "reason": "the file was named by mistake"})
    if stamp is not None:
        case.stamp(stamp, chain)
    return case


def _change_settings(case: SmallCase) -> None:
    case.put(case.settings)
    case.settings += b"\n[timestamps]\nauthorities = []\n"
    (case.folder / "case.toml").write_bytes(case.settings)
    case.record(Act.SETTINGS_RECORDED, {"settings": sha256(case.settings).hexdigest()})


def replace_checkpoint(case: SmallCase, text_of: Callable[[Any], Any], key: NoteKey) -> None:
    """Sign another checkpoint in place of the log's: `text_of` makes it from the true one."""
    signed = case.log.checkpoint()
    assert signed is not None
    path = case.folder / "log/checkpoint"
    path.chmod(0o644)
    path.write_bytes(sign_checkpoint(text_of(signed.checkpoint), key))


def opener(objects: dict[str, bytes]) -> Callable[[str], io.BytesIO]:
    return lambda digest: io.BytesIO(objects[digest])
