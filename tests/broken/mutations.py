"""How a good case or dossier is damaged so that a check must find a certain code.

Each function damages the copy it is given; `@breaks(kind, code)` says what is checked and which
code must be among the defects. Where a forger would hold the sealer's key, the bag is sealed anew
after the damage, so that the code is found by itself and not through the manifests.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from types import ModuleType
from typing import Any

from firsthand.dossier import check_files
from firsthand.dossier.bag import SIGNATURE_NAMESPACE, TAG_FILES, manifest_bytes
from firsthand.evidence.entries import Act, Entry
from firsthand.proof.actors import ActorKey
from firsthand.proof.checkpoints import sign_checkpoint
from firsthand.proof.notes import NoteKey
from firsthand.proof.signed_entries import open_entry, seal_entry
from firsthand.proof.ssh_signatures import sign_ssh
from firsthand.proof.tiles import decode_bundle, encode_bundle
from firsthand.proof.tlog_proofs import TlogProof

STRANGER = ActorKey.from_seed(b"s" * 32)


@dataclass
class World:
    """A case, its dossier, and what else a mutation may set: `seen` is the user's memory."""

    case: Any
    dossier: Path
    small_case: ModuleType
    monkeypatch: Any
    seen: bytes | None = None
    extra: dict[str, Any] = field(default_factory=dict)

    def edit(self, path: Path, change: Callable[[bytes], bytes]) -> None:
        path.chmod(0o644)
        data = path.read_bytes()
        assert change(data) != data, "the mutation changes nothing"
        path.write_bytes(change(data))

    def in_dossier(self, path: str, change: Callable[[bytes], bytes]) -> None:
        self.edit(self.dossier / path, change)

    def in_case(self, path: str, change: Callable[[bytes], bytes]) -> None:
        self.edit(self.case.folder / path, change)

    def reseal(self, key: ActorKey | None = None) -> None:
        """Make the manifests and the signature fit again."""
        bag = self.dossier
        payload = [p for p in bag.joinpath("data").rglob("*") if p.is_file() and not p.is_symlink()]
        (bag / "manifest-sha256.txt").write_bytes(manifest_bytes(digests(bag, payload)))
        self.resign(key)

    def resign(self, key: ActorKey | None = None) -> None:
        tags = manifest_bytes(digests(self.dossier, [self.dossier / name for name in TAG_FILES]))
        (self.dossier / "tagmanifest-sha256.txt").write_bytes(tags)
        armor = sign_ssh(tags, key or self.case.actor, SIGNATURE_NAMESPACE)
        (self.dossier / "tagmanifest-sha256.txt.sig").write_text(armor)

    def in_timestamps(self, ending: str) -> Path:
        return sorted((self.case.folder / "timestamps").glob(f"*{ending}"))[0]

    def bundle(self, change: Callable[[list[bytes]], list[bytes]]) -> None:
        """Change the leaves in the case's one bundle, and nothing else."""
        entries = self.case.folder / "log/tile/entries"
        (path,) = [p for p in entries.rglob("*") if p.is_file()]
        width = int(path.name)
        self.edit(path, lambda d: encode_bundle(change(list(decode_bundle(d, width)))))


def digests(bag: Path, files: list[Path]) -> dict[str, str]:
    return {p.relative_to(bag).as_posix(): sha256(p.read_bytes()).hexdigest() for p in files}


@dataclass(frozen=True)
class Mutation:
    """A way to damage: what is checked, the code that must be found, and how."""

    kind: str
    code: str
    name: str
    apply: Callable[[World], None]


MUTATIONS: list[Mutation] = []


def breaks(kind: str, code: str) -> Callable[[Callable[[World], None]], Callable[[World], None]]:
    def register(apply: Callable[[World], None]) -> Callable[[World], None]:
        MUTATIONS.append(Mutation(kind, code, apply.__name__, apply))
        return apply

    return register


def flip(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]


# --- files and folders ---------------------------------------------------------------------------


@breaks("dossier", "link")
def link_out_of_the_folder(world: World) -> None:
    path = world.dossier / "data/originals/E-0001.txt"
    path.unlink()
    path.symlink_to("/etc/hostname")


@breaks("case", "link")
def link_in_place_of_all_objects(world: World) -> None:
    (world.case.folder / "objects").rename(world.case.folder.parent / "elsewhere")
    (world.case.folder / "objects").symlink_to("../elsewhere")


@breaks("dossier", "special-file")
def pipe_that_would_keep_a_reader_waiting(world: World) -> None:
    os.mkfifo(world.dossier / "data/report/pipe")


@breaks("dossier", "nested-too-deep")
def deep_nesting(world: World) -> None:
    (world.dossier / "/".join(["data", *["d"] * 60])).mkdir(parents=True)


@breaks("dossier", "too-many-files")
def huge_counts(world: World) -> None:
    world.monkeypatch.setattr(check_files, "MOST_FILES", 50)
    for i in range(60):
        (world.dossier / f"data/report/{i}").touch()


@breaks("dossier", "hollow-file")
def file_of_nothing(world: World) -> None:
    path = world.dossier / "data/report/index.html"
    path.chmod(0o644)
    os.truncate(path, 3 << 40)


@breaks("case", "unreadable-file")
def failing_disk(world: World) -> None:
    real = os.open

    def failing(path: Any, *arguments: Any, **named: Any) -> int:
        if path == "case.toml":
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return real(path, *arguments, **named)

    world.monkeypatch.setattr(os, "open", failing)


@breaks("case", "too-large")
def token_that_is_far_too_long(world: World) -> None:
    world.edit(world.in_timestamps(".tsr"), lambda data: data + bytes(2 << 20))


@breaks("case", "missing-file")
def hash_tile_removed(world: World) -> None:
    (path,) = [p for p in (world.case.folder / "log/tile/0").rglob("*") if p.is_file()]
    path.unlink()


@breaks("case", "missing-file")
def checkpoint_removed(world: World) -> None:
    (world.case.folder / "log/checkpoint").unlink()


@breaks("dossier", "missing-file")
def text_removed(world: World) -> None:
    (world.dossier / "data/texts/E-0001.txt").unlink()


@breaks("dossier", "missing-file")
def proof_left_out_and_sealed_anew(world: World) -> None:
    (world.dossier / "data/proofs/E-0002.tlog-proof").unlink()
    world.reseal()


@breaks("case", "unexpected-file")
def file_among_the_objects_that_is_none(world: World) -> None:
    (world.case.folder / "objects/aa").mkdir(exist_ok=True)
    (world.case.folder / "objects/aa/notes.txt").write_bytes(b"mine")


@breaks("case", "unexpected-file")
def tile_that_no_append_can_have_left(world: World) -> None:
    path = world.case.folder / "log/tile/0/x001/067"
    path.parent.mkdir(parents=True)
    path.write_bytes(bytes(8192))


@breaks("dossier", "unexpected-file")
def page_added_to_the_report(world: World) -> None:
    (world.dossier / "data/report/verdict.html").write_bytes(b"<p>guilty</p>")


@breaks("dossier", "unexpected-file")
def exhibit_smuggled_in_and_sealed_anew(world: World) -> None:
    (world.dossier / "data/originals/E-0099.mp4").write_bytes(b"never captured")
    world.reseal()


@breaks("dossier", "unexpected-file")
def name_that_is_not_utf_8(world: World) -> None:
    name = os.fsencode(world.dossier / "data/report") + b"/\xff\xfe.html"
    with open(name, "wb") as file:  # noqa: PTH123  a path of bytes
        file.write(b"x")


@breaks("dossier", "changed-file")
def statement_in_the_report_changed(world: World) -> None:
    world.in_dossier("data/report/index.html", flip)


@breaks("case", "changed-file")
def object_with_other_bytes(world: World) -> None:
    digest = sha256(world.small_case.CLIP).hexdigest()
    world.in_case(f"objects/{digest[:2]}/{digest[2:]}", flip)


@breaks("case", "changed-file")
def objects_swapped(world: World) -> None:
    one, other = (
        world.case.folder / f"objects/{d[:2]}/{d[2:]}"
        for d in (sha256(world.small_case.CLIP).hexdigest(),
                  sha256(world.small_case.SECOND_CLIP).hexdigest())
    )  # fmt: skip
    spare = one.with_name("spare")
    one.rename(spare)
    other.rename(one)
    spare.rename(other)


@breaks("dossier", "changed-file")
def originals_swapped(world: World) -> None:
    originals = world.dossier / "data/originals"
    (originals / "E-0002.mp4").rename(originals / "spare")
    (originals / "E-0004.bin").rename(originals / "E-0002.mp4")
    (originals / "spare").rename(originals / "E-0004.bin")


# --- the bag -------------------------------------------------------------------------------------


@breaks("dossier", "malformed-bag")
def other_version_of_bagit(world: World) -> None:
    world.in_dossier("bagit.txt", lambda data: data.replace(b"1.0", b"9.9"))
    world.resign()


@breaks("dossier", "malformed-bag")
def check_page_left_out_of_the_tag_manifest(world: World) -> None:
    world.in_dossier(
        "tagmanifest-sha256.txt",
        lambda d: b"".join(x for x in d.splitlines(keepends=True) if b"CHECK.md" not in x),
    )


@breaks("dossier", "malformed-manifest")
def manifest_of_words(world: World) -> None:
    world.in_dossier("manifest-sha256.txt", lambda data: b"all is well\n" + data)
    world.resign()


@breaks("dossier", "malformed-manifest")
def manifest_in_another_encoding(world: World) -> None:
    line = b"0" * 64 + b"  data/\xff\xfe\n"
    world.in_dossier("manifest-sha256.txt", lambda data: data + line)
    world.resign()


@breaks("dossier", "duplicate-line")
def file_named_twice(world: World) -> None:
    world.in_dossier(
        "manifest-sha256.txt", lambda d: d + b"0" * 64 + d.splitlines(keepends=True)[0][64:]
    )
    world.resign()


@breaks("dossier", "path-out-of-bag")
def manifest_that_climbs_out(world: World) -> None:
    line = b"0" * 64 + b"  data/../../../etc/passwd\n"
    world.in_dossier("manifest-sha256.txt", lambda data: data + line)
    world.resign()


@breaks("dossier", "path-out-of-bag")
def manifest_with_an_absolute_path(world: World) -> None:
    world.in_dossier("manifest-sha256.txt", lambda d: d + b"0" * 64 + b"  /etc/passwd\n")
    world.resign()


@breaks("dossier", "wrong-payload-size")
def other_payload_size(world: World) -> None:
    world.in_dossier("bag-info.txt", lambda d: d.replace(b"Payload-Oxum: ", b"Payload-Oxum: 9"))
    world.resign()


@breaks("dossier", "bag-signature-broken")
def signature_over_something_else(world: World) -> None:
    armor = sign_ssh(b"something else", world.case.actor, SIGNATURE_NAMESPACE)
    (world.dossier / "tagmanifest-sha256.txt.sig").write_text(armor)


@breaks("dossier", "bag-signature-broken")
def signature_for_another_purpose(world: World) -> None:
    tags = (world.dossier / "tagmanifest-sha256.txt").read_bytes()
    armor = sign_ssh(tags, world.case.actor, "file")
    (world.dossier / "tagmanifest-sha256.txt.sig").write_text(armor)


@breaks("dossier", "bag-signed-by-stranger")
def bag_sealed_anew_by_a_stranger(world: World) -> None:
    world.in_dossier("data/report/index.html", lambda data: data + b"<p>all false</p>")
    world.reseal(STRANGER)


@breaks("dossier", "malformed-index")
def index_of_words(world: World) -> None:
    world.in_dossier("data/objects-index.tsv", lambda data: data + b"and others\n")
    world.reseal()


@breaks("dossier", "index-mismatch")
def originals_swapped_and_sealed_anew(world: World) -> None:
    originals_swapped(world)
    one = sha256(world.small_case.CLIP).hexdigest().encode()
    other = sha256(world.small_case.SECOND_CLIP).hexdigest().encode()
    world.in_dossier(
        "data/objects-index.tsv",
        lambda d: d.replace(one, b"?").replace(other, one).replace(b"?", other),
    )
    world.reseal()


@breaks("dossier", "index-mismatch")
def text_replaced_and_sealed_anew(world: World) -> None:
    text = b"Nobody said anything.\n"
    old = sha256(world.small_case.REPORT).hexdigest()
    (world.dossier / "data/texts/E-0001.txt").write_bytes(text)
    world.in_dossier(
        "data/objects-index.tsv",
        lambda d: d.replace(
            f"{old}\tdata/texts/E-0001.txt".encode(),
            f"{sha256(text).hexdigest()}\tdata/texts/E-0001.txt".encode(),
        ),
    )
    world.reseal()


@breaks("dossier", "wrong-key")
def actor_key_replaced_and_sealed_anew(world: World) -> None:
    one, other = sorted((world.dossier / "data/keys/actors").iterdir())
    one.write_bytes(other.read_bytes())
    world.reseal()


# --- the custody log -----------------------------------------------------------------------------


@breaks("case", "malformed-checkpoint")
def checkpoint_of_words(world: World) -> None:
    world.in_case("log/checkpoint", lambda _: b"fifteen entries, on my word\n")


@breaks("case", "checkpoint-signature-broken")
def checkpoint_with_another_size(world: World) -> None:
    world.in_case("log/checkpoint", lambda data: data.replace(b"\n15\n", b"\n14\n"))


@breaks("case", "re-signed-log")
def checkpoint_signed_with_another_key(world: World) -> None:
    other = NoteKey(world.small_case.ORIGIN, STRANGER)
    world.small_case.replace_checkpoint(world.case, lambda checkpoint: checkpoint, other)


@breaks("dossier", "re-signed-log")
def dossier_with_the_log_signed_anew(world: World) -> None:
    signed = world.case.log.checkpoint()
    other = NoteKey(world.small_case.ORIGIN, STRANGER)
    path = world.dossier / "data/log/checkpoint"
    path.write_bytes(sign_checkpoint(signed.checkpoint, other))
    world.reseal()


@breaks("case", "wrong-origin")
def checkpoint_of_another_case(world: World) -> None:
    other = NoteKey("firsthand/case/another", world.case.log_key._key)
    world.small_case.replace_checkpoint(
        world.case, lambda checkpoint: replace(checkpoint, origin=other.name), other
    )


@breaks("case", "root-mismatch")
def owner_signs_another_root(world: World) -> None:
    world.small_case.replace_checkpoint(
        world.case, lambda checkpoint: replace(checkpoint, root=bytes(32)), world.case.log_key
    )


@breaks("dossier", "root-mismatch")
def entries_swapped_and_sealed_anew(world: World) -> None:
    world.in_dossier(
        "data/log/entries.ndjson",
        lambda d: b"".join([*(x := d.splitlines(keepends=True))[:2], x[3], x[2], *x[4:]]),
    )
    world.reseal()


@breaks("dossier", "entries-missing")
def last_entry_left_out(world: World) -> None:
    world.in_dossier(
        "data/log/entries.ndjson", lambda d: b"".join(d.splitlines(keepends=True)[:-1])
    )


@breaks("dossier", "entries-added")
def entry_added_without_the_logs_key(world: World) -> None:
    leaf = world.case.leaf(Act.CORRECTION, {"corrects": 1, "reason": "not so"})
    world.in_dossier("data/log/entries.ndjson", lambda data: data + leaf + b"\n")
    world.reseal()


@breaks("case", "malformed-bundle")
def bundle_cut_off(world: World) -> None:
    (path,) = [p for p in (world.case.folder / "log/tile/entries").rglob("*") if p.is_file()]
    world.edit(path, lambda data: data[:-1])


@breaks("case", "malformed-entry")
def entry_that_is_no_entry(world: World) -> None:
    world.case.append([b'{"note":"recorded by hand"}'])


@breaks("case", "malformed-entry")
def entry_whose_body_is_of_another_act(world: World) -> None:
    world.case.record(Act.CAPTURE, {"corrects": 3})


@breaks("case", "malformed-entry")
def entry_nested_very_deep(world: World) -> None:
    world.case.append([b'{"a":' * 10_000 + b"1" + b"}" * 10_000])


@breaks("case", "entry-changed")
def entry_replaced_by_its_own_actor(world: World) -> None:
    def rewritten(leaves: list[bytes]) -> list[bytes]:
        old = open_entry(leaves[13]).entry
        body = {**old.body, "reason": "another one"}
        new = seal_entry(Entry(old.act, old.actor, old.time, body), world.case.actor)
        return [*leaves[:13], new, *leaves[14:]]

    world.bundle(rewritten)


@breaks("case", "entry-changed")
def entries_swapped(world: World) -> None:
    world.bundle(lambda leaves: [*leaves[:5], leaves[6], leaves[5], *leaves[7:]])


@breaks("case", "entry-signature-broken")
def word_in_an_entry_changed(world: World) -> None:
    world.bundle(lambda leaves: [x.replace(b"report.txt", b"rumour.txt") for x in leaves])


@breaks("case", "unknown-actor")
def entry_signed_by_an_unknown_actor(world: World) -> None:
    world.case.record(Act.CORRECTION, {"corrects": 1, "reason": "I say so"}, STRANGER)


@breaks("case", "entry-out-of-place")
def exhibit_number_left_out(world: World) -> None:
    body = world.small_case.capture_body("E-0009", "x.txt", b"x", world.case.put(b"x"))
    world.case.record(Act.CAPTURE, body)


@breaks("case", "entry-out-of-place")
def case_opened_a_second_time(world: World) -> None:
    first = open_entry(world.case.leaves[0]).entry
    world.case.record(Act.CASE_OPENED, dict(first.body))


@breaks("case", "entry-out-of-place")
def correction_of_what_is_yet_to_come(world: World) -> None:
    world.case.record(Act.CORRECTION, {"corrects": 99, "reason": "early"})


@breaks("case", "entry-out-of-place")
def seal_of_a_root_that_never_was(world: World) -> None:
    world.case.record(Act.SEAL, {"size": 5, "root": "ab" * 32, "tagmanifest": "cd" * 32})


@breaks("case", "tile-changed")
def hash_tile_with_other_hashes(world: World) -> None:
    (path,) = [p for p in (world.case.folder / "log/tile/0").rglob("*") if p.is_file()]
    world.edit(path, flip)


@breaks("dossier", "tile-changed")
def hash_tile_of_the_dossier_changed_and_sealed_anew(world: World) -> None:
    (path,) = [p for p in (world.dossier / "data/log/tile/0").rglob("*") if p.is_file()]
    world.edit(path, flip)
    world.reseal()


@breaks("case", "rolled-back")
def older_state_put_in_place(world: World) -> None:
    world.seen = longer(world)


def longer(world: World) -> bytes:
    """A checkpoint that the user saw when the log was one entry longer."""
    signed = world.case.log.checkpoint()
    return sign_checkpoint(
        replace(signed.checkpoint, size=signed.checkpoint.size + 1, root=bytes(32)),
        world.case.log_key,
    )


@breaks("case", "forked")
def other_history_of_the_same_length(world: World) -> None:
    signed = world.case.log.checkpoint()
    world.seen = sign_checkpoint(
        replace(signed.checkpoint, size=9, root=bytes(32)), world.case.log_key
    )


@breaks("case", "re-keyed")
def whole_log_made_anew_with_other_keys(world: World) -> None:
    world.seen = world.case.log.checkpoint().note
    anew = world.small_case.begin_case(world.case.folder.parent / "anew", seed=9)
    world.case.folder = anew.folder


# --- settings, objects, proofs, timestamps -------------------------------------------------------


@breaks("case", "settings-changed")
def settings_edited_by_hand(world: World) -> None:
    world.in_case("case.toml", lambda data: data + b"# my own line\n")


@breaks("case", "malformed-settings")
def settings_that_are_no_toml(world: World) -> None:
    world.in_case("case.toml", lambda data: data + b"= = =\n")


@breaks("case", "malformed-settings")
def settings_nested_very_deep(world: World) -> None:
    world.in_case("case.toml", lambda data: data + b"a = " + b"[" * 50_000)


@breaks("case", "settings-disagree")
def settings_of_another_case(world: World) -> None:
    world.in_case("case.toml", lambda d: d.replace(b"5a0c7c9e", b"6a0c7c9e"))


@breaks("case", "missing-object")
def object_removed(world: World) -> None:
    digest = sha256(world.small_case.CLIP).hexdigest()
    (world.case.folder / f"objects/{digest[:2]}/{digest[2:]}").unlink()


@breaks("dossier", "missing-object")
def object_left_out_and_sealed_anew(world: World) -> None:
    name = sorted((world.dossier / "data/objects").iterdir())[0]
    name.unlink()
    world.in_dossier(
        "data/objects-index.tsv",
        lambda d: b"".join(x for x in d.splitlines(keepends=True) if name.name.encode() not in x),
    )
    world.reseal()


@breaks("case", "wrong-size")
def capture_that_says_another_size(world: World) -> None:
    body = world.small_case.capture_body("E-0005", "x.txt", b"xyz", world.case.put(b"x"))
    world.case.record(Act.CAPTURE, body)


@breaks("dossier", "malformed-proof")
def proof_of_words(world: World) -> None:
    world.in_dossier("data/proofs/E-0001.tlog-proof", lambda _: b"It is in there.\n")
    world.reseal()


@breaks("dossier", "proof-broken")
def proof_with_a_hash_left_out(world: World) -> None:
    def shorter(data: bytes) -> bytes:
        proof = TlogProof.from_bytes(data)
        return replace(proof, proof=proof.proof[:-1]).to_bytes()

    world.in_dossier("data/proofs/E-0001.tlog-proof", shorter)
    world.reseal()


@breaks("dossier", "proof-for-another-entry")
def proof_of_another_exhibit(world: World) -> None:
    other = (world.dossier / "data/proofs/E-0002.tlog-proof").read_bytes()
    world.in_dossier("data/proofs/E-0001.tlog-proof", lambda _: other)
    world.reseal()


@breaks("case", "timestamp-missing")
def token_removed(world: World) -> None:
    world.in_timestamps(".tsr").unlink()


@breaks("case", "timestamp-changed")
def token_with_a_byte_after_it(world: World) -> None:
    world.edit(world.in_timestamps(".tsr"), flip)


@breaks("case", "timestamp-changed")
def certificates_replaced(world: World) -> None:
    world.edit(world.in_timestamps(".pem"), lambda data: data[: len(data) // 2])


@breaks("case", "timestamp-broken")
def token_over_something_else(world: World) -> None:
    one, other = sorted((world.case.folder / "timestamps").glob("*.tsr"))
    world.edit(one, lambda _: other.read_bytes())


@breaks("case", "timestamp-broken")
def token_of_words(world: World) -> None:
    world.edit(world.in_timestamps(".tsr"), lambda _: b"ten o'clock")


@breaks("case", "timestamp-unreadable")
def token_that_only_openssl_reads(world: World) -> None:
    from firsthand.dossier import check_timestamps  # noqa: PLC0415  patched here only
    from firsthand.proof.timestamps import TokenNeedsOpensslError  # noqa: PLC0415

    def unread(*_: object, **__: object) -> None:
        raise TokenNeedsOpensslError("It has a form that is not read here.")

    world.monkeypatch.setattr(check_timestamps, "check_token", unread)


@breaks("case", "timestamp-of-another-log")
def timestamp_over_a_root_that_never_was(world: World) -> None:
    signed = world.case.log.checkpoint()
    note = sign_checkpoint(replace(signed.checkpoint, size=9, root=bytes(32)), world.case.log_key)
    (world.case.folder / f"timestamps/{'00' * 32}.checkpoint").write_bytes(note)
