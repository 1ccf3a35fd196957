"""What the tests of proof/ share: a small actor, log keys, and a log kept as tiles in memory."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from firsthand.proof.actors import ActorKey
from firsthand.proof.checkpoints import Checkpoint, sign_checkpoint
from firsthand.proof.growing_tiles import TileEdge
from firsthand.proof.merkle import leaf_hash
from firsthand.proof.notes import NoteKey
from firsthand.proof.tiles import TileNodes, encode_bundle, tiles_of_tree

ORIGIN = "firsthand/case/00000000-0000-4000-8000-000000000001"


@dataclass
class MemoryLog:
    """A log whose files are entries of a dictionary."""

    key: NoteKey
    leaves: list[bytes] = field(default_factory=list)
    edge: TileEdge = field(default_factory=TileEdge)
    files: dict[str, bytes] = field(default_factory=dict)

    def append(self, leaves: list[bytes]) -> Checkpoint:
        older = self.edge.size
        self.leaves += leaves
        self.edge, tiles = self.edge.append([leaf_hash(leaf) for leaf in leaves])
        self.files |= tiles
        for tile in tiles_of_tree(len(self.leaves), older=older):
            if tile.level is None:
                start = tile.n * 256
                self.files[tile.path] = encode_bundle(self.leaves[start : start + tile.width])
        checkpoint = self.checkpoint
        self.files["checkpoint"] = sign_checkpoint(checkpoint, self.key)
        return checkpoint

    @property
    def checkpoint(self) -> Checkpoint:
        return Checkpoint(self.key.name, self.edge.size, self.edge.root())

    def nodes(self) -> TileNodes:
        return TileNodes(self.files.__getitem__, self.edge.size)


@pytest.fixture(scope="session")
def require() -> Callable[[bool, str], None]:
    """Skips where something to test with is absent, and fails in CI, where nothing may be."""

    def check(present: bool, needs: str) -> None:
        if not present and os.environ.get("CI") == "true":
            pytest.fail(needs)
        if not present:
            pytest.skip(needs)

    return check


@pytest.fixture(scope="session")
def openssl(require: Callable[[bool, str], None]) -> str:
    """The openssl command."""
    program = shutil.which("openssl")
    require(program is not None, "needs openssl: apt-get install openssl")
    return str(program)


@pytest.fixture(scope="session")
def ssh_keygen(require: Callable[[bool, str], None]) -> str:
    """OpenSSH's ssh-keygen."""
    program = shutil.which("ssh-keygen")
    require(program is not None, "needs ssh-keygen: apt-get install openssh-client")
    return str(program)


@pytest.fixture
def actor() -> ActorKey:
    return ActorKey.from_seed(bytes(range(32)))


@pytest.fixture
def log_key() -> NoteKey:
    return NoteKey(ORIGIN, ActorKey.from_seed(bytes(range(1, 33))))


@pytest.fixture
def make_log(log_key: NoteKey) -> Callable[[int], MemoryLog]:
    """Makes a log of so many small leaves."""

    def make(size: int) -> MemoryLog:
        log = MemoryLog(log_key)
        log.append([b"leaf %d" % i for i in range(size)])
        return log

    return make
