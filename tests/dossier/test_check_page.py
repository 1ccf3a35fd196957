"""CHECK.md: a stranger runs its own commands with nothing but the tools that it names."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from firsthand.dossier.check_page import check_page, plain
from firsthand.dossier.contents import ActorName, CaseName, CaseOpened, LogName
from firsthand.dossier.sealing import seal
from firsthand.proof.checkpoints import Checkpoint

CHECKERS = ("sha256sum", "openssl", "ssh-keygen")
AROUND = [
    "sh",
    "cat",
    "cut",
    "head",
    "tail",
    "tr",
    "sed",
    "sort",
    "comm",
    "paste",
    "split",
    "wc",
    "date",
    "mktemp",
    "mkdir",
    "rm",
    "base64",
    "basenc",
    "find",
    "xargs",
]
BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FILES, SEAL, CHECKPOINT, ENTRIES, ROOT, EXHIBITS, TIMESTAMPS = range(7)


@pytest.fixture(scope="session")
def tools(tmp_path_factory) -> Path:
    """A folder with links to the allowed tools: the whole PATH of the stranger."""
    missing = [name for name in (*CHECKERS, *AROUND) if shutil.which(name) is None]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")
    folder = tmp_path_factory.mktemp("tools")
    for name in (*CHECKERS, *AROUND):
        (folder / name).symlink_to(shutil.which(name))
    return folder


@pytest.fixture
def stranger(tools, tmp_path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """`stranger(dossier, block)`: run a block of the dossier's own CHECK.md."""
    (tmp_path / "a home").mkdir()

    def run(dossier: Path, block: int, shell: str = "sh") -> subprocess.CompletedProcess[str]:
        blocks = BLOCK.findall((dossier / "CHECK.md").read_text("utf-8"))
        assert len(blocks) == 7
        environment = {"PATH": str(tools), "TMPDIR": str(tmp_path / "a home"), "LANG": "C.UTF-8"}
        done = subprocess.run(
            [shutil.which(shell), "-c", blocks[block]],
            cwd=dossier, env=environment, capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip
        assert list((tmp_path / "a home").iterdir()) == [], "temporary files stay behind"
        assert "not found" not in done.stderr
        return done

    return run


def edit(path: Path, change: Callable[[bytes], bytes]) -> None:
    path.chmod(0o644)
    data = path.read_bytes()
    assert change(data) != data
    path.write_bytes(change(data))


def flip(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]


def swap(one: Path, other: Path) -> None:
    data = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(data)


def token(dossier: Path) -> Path:
    return sorted((dossier / "data/timestamps").glob("*.tsr"))[0]


@pytest.mark.parametrize("block", range(7))
@pytest.mark.parametrize("shell", ["sh", "bash"])
def test_every_block_accepts_a_good_dossier(stranger, made_dossier, block, shell):
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    done = stranger(made_dossier, block, shell)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.strip().splitlines()[-1].startswith(f"{block + 1}. ")


def test_the_page_says_how_many_timestamps_hold_and_when(stranger, made_dossier):
    said = stranger(made_dossier, TIMESTAMPS).stdout
    assert "The first 7 entries existed at " in said
    assert "7. All 2 timestamps hold." in said


def test_a_dossier_without_timestamps_is_accepted_and_says_so(stranger, small_case, tmp_path):
    case = small_case.build_case(tmp_path / "case")
    dossier = seal(case.material(), tmp_path / "dossier").path
    done = stranger(dossier, TIMESTAMPS)
    assert done.returncode == 0
    assert "No timestamp" in done.stdout


def test_a_dossier_without_exhibits_is_accepted(stranger, small_case, tmp_path):
    dossier = seal(small_case.begin_case(tmp_path / "case").material(), tmp_path / "dossier").path
    for block in range(7):
        assert stranger(dossier, block).returncode == 0


def leaf_lines(change: Callable[[list[bytes]], list[bytes]]) -> Callable[[Path], None]:
    def damage(dossier: Path) -> None:
        edit(
            dossier / "data/log/entries.ndjson",
            lambda data: b"".join(change(data.splitlines(keepends=True))),
        )

    return damage


def damaged(path: str, change: Callable[[bytes], bytes] = flip) -> Callable[[Path], None]:
    return lambda dossier: edit(next(iter(sorted(dossier.glob(path)))), change)


def appended(path: str) -> Callable[[Path], None]:
    return lambda dossier: edit(dossier / path, lambda data: data + b"x\n")


def removed(path: str) -> Callable[[Path], None]:
    return lambda dossier: sorted(dossier.glob(path))[0].unlink()


def proofs_swapped(dossier: Path) -> None:
    swap(dossier / "data/proofs/E-0001.tlog-proof", dossier / "data/proofs/E-0002.tlog-proof")


def originals_swapped(dossier: Path) -> None:
    swap(dossier / "data/originals/E-0002.mp4", dossier / "data/originals/E-0004.bin")


def checkpoint_of_earlier(dossier: Path) -> None:
    earlier = sorted((dossier / "data/timestamps").glob("*.checkpoint"))[0]
    (dossier / "data/log/checkpoint").write_bytes(earlier.read_bytes())


def actor_keys_swapped(dossier: Path) -> None:
    one, other = sorted((dossier / "data/keys/actors").iterdir())
    swap(one, other)


def tokens_swapped(dossier: Path) -> None:
    one, other = sorted((dossier / "data/timestamps").glob("*.tsr"))
    swap(one, other)


def checkpoints_and_tokens_of_another_log(dossier: Path) -> None:
    lines = (dossier / "data/log/entries.ndjson").read_bytes().splitlines(keepends=True)
    lines[0], lines[1] = lines[1], lines[0]
    (dossier / "data/log/entries.ndjson").write_bytes(b"".join(lines))


def proof_shortened(data: bytes) -> bytes:
    head, separator, note = data.partition(b"\n\n")
    return head.rpartition(b"\n")[0] + separator + note


def hash_changed(data: bytes) -> bytes:
    lines = data.split(b"\n")
    lines[3] = lines[2]
    return b"\n".join(lines)


def link_added(dossier: Path) -> None:
    (dossier / "data/originals/E-0005.txt").symlink_to("/etc/passwd")


DAMAGES = [
    (FILES, damaged("data/originals/E-0002.mp4")),
    (FILES, damaged("data/report/index.html")),
    (FILES, damaged("CHECK.md", lambda data: data + b"\n")),
    (FILES, damaged("manifest-sha256.txt")),
    (FILES, damaged("tagmanifest-sha256.txt")),
    (FILES, removed("data/texts/*")),
    (FILES, lambda d: (d / "data/report/more.html").write_bytes(b"<p>")),
    (FILES, lambda d: (d / "notes.txt").write_bytes(b"mine")),
    (FILES, link_added),
    (FILES, damaged("tagmanifest-sha256.txt", lambda d: d[d.index(b"\n") + 1 :])),
    (FILES, damaged("manifest-sha256.txt", lambda d: d[d.index(b"\n") + 1 :])),
    (SEAL, damaged("tagmanifest-sha256.txt")),
    (SEAL, damaged("tagmanifest-sha256.txt.sig")),
    (SEAL, damaged("data/keys/allowed_signers", lambda d: d[:150] + flip(d[150:152]) + d[152:])),
    (SEAL, damaged("data/keys/allowed_signers", lambda d: b"\n".join(d.splitlines()[1:]))),
    (SEAL, removed("tagmanifest-sha256.txt.sig")),
    (CHECKPOINT, damaged("data/log/checkpoint", lambda d: d.replace(b"\n15\n", b"\n14\n"))),
    (CHECKPOINT, damaged("data/log/checkpoint")),
    (CHECKPOINT, damaged("data/keys/log.pem")),
    (CHECKPOINT, damaged("data/keys/log.vkey")),
    (CHECKPOINT, leaf_lines(lambda lines: lines[1:])),
    (CHECKPOINT, damaged("data/keys/log.vkey", lambda d: d.replace(b"case/5", b"case/6"))),
    (ENTRIES, leaf_lines(lambda lines: [lines[0].replace(b"Vera", b"Vero"), *lines[1:]])),
    (ENTRIES, leaf_lines(lambda lines: [*lines[:3], flip(lines[3]), *lines[4:]])),
    (ENTRIES, leaf_lines(lambda lines: lines[:-1])),
    (ENTRIES, leaf_lines(lambda lines: [*lines, lines[-1]])),
    (ENTRIES, leaf_lines(lambda lines: [line for line in lines if b"actor-added" not in line])),
    (ENTRIES, leaf_lines(lambda lines: lines[1:])),
    (ENTRIES, actor_keys_swapped),
    (ENTRIES, removed("data/keys/actors/*.pem")),
    (ROOT, leaf_lines(lambda lines: [lines[1], lines[0], *lines[2:]])),
    (ROOT, leaf_lines(lambda lines: lines[:-1])),
    (ROOT, leaf_lines(lambda lines: [*lines[:-1], flip(lines[-1])])),
    (ROOT, checkpoint_of_earlier),
    (EXHIBITS, proofs_swapped),
    (EXHIBITS, originals_swapped),
    (EXHIBITS, removed("data/proofs/E-0003.tlog-proof")),
    (EXHIBITS, removed("data/originals/E-0003.txt")),
    (EXHIBITS, damaged("data/originals/E-0001.txt")),
    (EXHIBITS, damaged("data/proofs/E-0001.tlog-proof", proof_shortened)),
    (EXHIBITS, damaged("data/proofs/E-0001.tlog-proof", hash_changed)),
    (EXHIBITS, damaged("data/proofs/E-0004.tlog-proof", lambda d: d.replace(b"x ", b"x 1"))),
    (EXHIBITS, damaged("data/objects-index.tsv", lambda d: d.replace(b"E-0001.", b"E-0004.", 1))),
    (EXHIBITS, checkpoint_of_earlier),
    (TIMESTAMPS, lambda dossier: edit(token(dossier), flip)),
    (TIMESTAMPS, lambda dossier: token(dossier).unlink()),
    (TIMESTAMPS, tokens_swapped),
    (TIMESTAMPS, damaged("data/timestamps/*.checkpoint")),
    (TIMESTAMPS, damaged("data/timestamps/*.pem", lambda d: d[: len(d) // 2])),
    (TIMESTAMPS, removed("data/timestamps/*.pem")),
    (TIMESTAMPS, checkpoints_and_tokens_of_another_log),
]  # fmt: skip


@pytest.mark.parametrize(("block", "damage"), DAMAGES)
def test_a_block_refuses_a_dossier_that_is_damaged_where_it_looks(stranger, dossier, block, damage):
    damage(dossier)
    done = stranger(dossier, block) if (dossier / "CHECK.md").exists() else None
    assert done is not None
    assert done.returncode != 0, done.stdout + done.stderr


def test_names_from_outside_cannot_bring_commands_of_their_own(made_dossier):
    hostile = "Ozerny\n```sh\nrm -rf ~\n```\n| <b>`x`"
    opened = CaseOpened(
        CaseName("5a0c", hostile), LogName("firsthand/case/5a0c", "key"),
        ActorName("Vera", "ab" * 32), "cd" * 32,
    )  # fmt: skip
    page = check_page(
        opened, Checkpoint("firsthand/case/5a0c", 1, bytes(32)), "ab" * 32, hostile,
        datetime(2026, 3, 1, tzinfo=UTC),
    ).decode()  # fmt: skip
    assert len(BLOCK.findall(page)) == 7
    assert not any("rm -rf ~" in block for block in BLOCK.findall(page))
    assert plain("\n\t") == "(without a name)"


def test_the_page_names_every_tool_that_its_commands_use(made_dossier):
    head = (made_dossier / "CHECK.md").read_text("utf-8").partition("## 1.")[0]
    named = set(re.findall(r"[a-z0-9-]+", head))
    assert {*CHECKERS, *AROUND[1:]} <= named
