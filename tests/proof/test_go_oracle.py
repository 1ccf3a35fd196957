"""Go's x/mod sumdb packages, which share no code with ours, read our logs and check our proofs."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from firsthand.proof.checkpoints import Checkpoint, sign_checkpoint
from firsthand.proof.growing_tiles import TileEdge
from firsthand.proof.merkle import consistency_proof, inclusion_proof, leaf_hashes
from firsthand.proof.notes import NoteKey, open_note, sign_note
from firsthand.proof.tiles import TileNodes, encode_bundle, tile_path, tiles_of_tree

SOURCE = Path(__file__).parent / "go_oracle" / "main.go"
GO_PATH = Path("/usr/share/gocode")
INSTALL = "needs Go and x/mod: apt-get install golang-go golang-golang-x-mod-dev"

#: Every size up to a little above two full tiles.
SIZES = range(1, 601)
#: Leaves and older trees around which the shape of a tree changes.
TURNS = (1, 2, 3, 127, 128, 129, 255, 256, 257, 511, 512, 513)


@pytest.fixture(scope="session")
def oracle(tmp_path_factory: pytest.TempPathFactory, require: Callable[[bool, str], None]) -> Path:
    """The oracle, built from its source; absent Go is a skip at home and a failure in CI."""
    package = GO_PATH / "src" / "golang.org" / "x" / "mod" / "sumdb"
    require(shutil.which("go") is not None and package.is_dir(), INSTALL)
    binary = tmp_path_factory.mktemp("oracle") / "oracle"
    go = {"GO111MODULE": "off", "GOPATH": str(GO_PATH), "GOFLAGS": "", "CGO_ENABLED": "0"}
    environment = {"HOME": str(binary.parent), **os.environ, **go}
    command = ["go", "build", "-o", binary, SOURCE]
    built = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    return binary


def ask(oracle: Path, folder: Path, vkey: str, jobs: Iterable[object]) -> list[str]:
    """One line a job: size, number of inclusion proofs, of consistency proofs, root."""
    done = subprocess.run(
        [oracle, "check", folder, vkey],
        input="\n".join(json.dumps(job) for job in jobs),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.splitlines()


def job(
    note: bytes,
    nodes: TileNodes,
    size: int,
    indexes: Iterable[int],
    roots: dict[int, bytes],
    *,
    entries: bool = True,
) -> dict[str, object]:
    """Our proofs in the tree of `size`: for the leaves at `indexes`, and from older `roots`."""
    return {
        "checkpoint": note.decode(),
        "entries": entries,
        "inclusion": [
            {"index": i, "proof": in_base64(inclusion_proof(i, size, nodes))} for i in indexes
        ],
        "consistency": [
            {
                "size": old,
                "root": in_base64([root])[0],
                "proof": in_base64(consistency_proof(old, size, nodes)),
            }
            for old, root in roots.items()
        ],
    }


def in_base64(hashes: Iterable[bytes]) -> list[str]:
    return [base64.b64encode(value).decode() for value in hashes]


def store(folder: Path, files: dict[str, bytes]) -> None:
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)


def test_go_reads_a_growing_log_and_agrees_with_every_proof(
    oracle: Path, make_log: Callable[[int], Any], tmp_path: Path
) -> None:
    log, jobs, roots = make_log(0), [], {}
    for size in SIZES:
        start = len(log.leaves)
        log.append([b'{"entry":%d}' % i * (i % 5) for i in range(start, size)])
        roots[size] = log.edge.root()
        indexes = range(size) if size < 40 else {0, size // 2, size - 1, *TURNS} & {*range(size)}
        older = {1, size // 3, size - 1, size, *(range(size) if size < 40 else TURNS)}
        claims = {old: root for old, root in roots.items() if old in older}
        jobs.append(job(log.files["checkpoint"], log.nodes(), size, indexes, claims))
    store(tmp_path, log.files)
    lines = ask(oracle, tmp_path, log.key.vkey, jobs)
    assert [line.split()[0] for line in lines] == [str(size) for size in SIZES]
    assert [line.split()[3] for line in lines] == in_base64(roots.values())


def test_go_reads_a_tree_of_three_tile_levels(
    oracle: Path, log_key: NoteKey, tmp_path: Path
) -> None:
    size = 70_000
    edge, files = TileEdge().append(leaf_hashes(b"%d" % i for i in range(size)))
    assert {tile_path(2, 0, 1), tile_path(1, 1, 17), tile_path(0, 273, 112)} < set(files)
    nodes = TileNodes(files.__getitem__, size)
    roots = {
        old: TileEdge().append(leaf_hashes(b"%d" % i for i in range(old)))[0].root()
        for old in (1, 255, 256, 257, 65_535, 65_536, 65_537, 69_888, size)
    }
    indexes = (0, 1, 255, 256, 65_535, 65_536, 69_887, 69_888, size - 1)
    note = sign_checkpoint(Checkpoint(log_key.name, size, edge.root()), log_key)
    store(tmp_path, files)
    jobs = [job(note, nodes, size, indexes, roots, entries=False)]
    assert ask(oracle, tmp_path, log_key.vkey, jobs) == [f"70000 9 9 {in_base64([edge.root()])[0]}"]


def test_go_finds_tiles_whose_numbers_have_more_than_three_digits(
    oracle: Path, log_key: NoteKey, tmp_path: Path
) -> None:
    """The tree is all of one leaf, so that it is cheap to make."""
    size = 1_067 * 256 + 5
    leaf = leaf_hashes([b"the same"])[0]
    edge, files = TileEdge().append([leaf] * size)
    for tile in tiles_of_tree(size):
        if tile.level is None:
            files[tile.path] = encode_bundle([b"the same"] * tile.width)
    assert {"tile/0/x001/067.p/5", "tile/entries/x001/067.p/5"} < set(files)
    note = sign_checkpoint(Checkpoint(log_key.name, size, edge.root()), log_key)
    store(tmp_path, files)
    nodes = TileNodes(files.__getitem__, size)
    lines = ask(oracle, tmp_path, log_key.vkey, [job(note, nodes, size, [size - 1], {})])
    assert lines == [f"{size} 1 0 {in_base64([edge.root()])[0]}"]


def test_go_refuses_what_we_spoil(
    oracle: Path, make_log: Callable[[int], Any], tmp_path: Path
) -> None:
    """The oracle can say no: a changed tile, bundle, proof, checkpoint or key ends it."""
    log = make_log(300)
    good = job(log.files["checkpoint"], log.nodes(), 300, [7], {300: log.edge.root()})
    other = NoteKey.generate(log.key.name)
    wrong = job(log.files["checkpoint"], log.nodes(), 300, [8], {})
    wrong["inclusion"][0]["index"] = 7  # type: ignore[index]
    resigned = sign_checkpoint(Checkpoint(log.key.name, 300, bytes(32)), log.key)
    spoilt = [
        ("tile/0/000", log.key.vkey, good),
        ("tile/entries/001.p/44", log.key.vkey, good),
        (None, other.vkey, good),
        (None, log.key.vkey, wrong),
        (None, log.key.vkey, {**good, "checkpoint": resigned.decode()}),
    ]
    for path, vkey, claims in spoilt:
        files = dict(log.files)
        if path:
            files[path] = files[path][:-1] + bytes([files[path][-1] ^ 1])
        store(tmp_path, files)
        command = [oracle, "check", tmp_path, vkey]
        done = subprocess.run(
            command, input=json.dumps(claims).encode(), capture_output=True, check=False
        )
        assert done.returncode == 1, path
    store(tmp_path, log.files)
    assert ask(oracle, tmp_path, log.key.vkey, [good])


def test_a_note_signed_by_go_is_the_one_we_sign(oracle: Path, log_key: NoteKey) -> None:
    text = "Sluice 7\n\nshut — closed, locked\n"
    environment = {**os.environ, "SKEY": log_key.to_text()}
    done = subprocess.run(
        [oracle, "sign"], input=text.encode(), env=environment, capture_output=True, check=True
    )
    assert open_note(done.stdout, [log_key.vkey]).text == text
    assert done.stdout == sign_note(text, log_key)
