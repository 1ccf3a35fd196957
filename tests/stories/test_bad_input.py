"""A folder of everything that goes wrong: each thing is kept or refused with a reason, the good
ones are done, nothing hangs or escapes, and what is printed cannot harm a terminal."""

from __future__ import annotations

import io
import os
import shutil
import struct
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import docx
import pytest

GOOD = "“The ferry never left the quay,” harbour master Ilse Korp said on 14 March 2025.\n"
PDF = b"""%PDF-1.4
1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj
2 0 obj << /Type /Pages /Kids [3 0 R] /Count 1 >> endobj
3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] >> endobj
"""
LOCK = f"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <{'41' * 32}> /U <{'42' * 32}> >>"
#: What is wrong with each file, by the codes that its failures may have.
EXPECTED = {
    "empty.txt": {"empty"},
    "empty.mp4": {"empty"},
    "cut.mp4": {"truncated", "damaged", "unreadable"},
    "cut.pdf": {"truncated"},
    "cut.docx": {"truncated"},
    "locked.pdf": {"encrypted"},
    "words.mp4": {"mislabelled"},
    "picture.txt": {"mislabelled"},
    "bomb.docx": {"decompression-bomb"},
    "bomb.png": {"decompression-bomb", "too-large"},
    "climbing.zip": {"unsupported"},
}
#: Names that are hard on terminals, tables and JSON. The bytes of all of them are good.
HARD_NAMES = (
    b"two\nlines.txt",
    b"red \x1b[31m\x1b]0;title\x07.txt",
    b"latin \xe9\xff.txt",
    "left \u202egpj.txt".encode(),
    "eight-bit \u009b31m.txt".encode(),
    b"-o.txt",
    b"[red]markup[-].txt",
)


def word_document(**parts: bytes) -> bytes:
    """A Word document with one paragraph, and further parts."""
    stream = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("The bridge is closed.")
    document.save(stream)
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(f"word/media/{name}.png", content)
    return stream.getvalue()


def huge_png() -> bytes:
    """A picture of 60,000 × 60,000 dots in a few hundred bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes(7501 * 40))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )


def climbing_zip() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("../../climbed.txt", "x")
        archive.writestr("/tmp/climbed.txt", "x")
    return stream.getvalue()


def make_bad_folder(folder: Path, clip: bytes, picture: bytes) -> None:
    """Everything that goes wrong, among three good files."""
    (folder / "in").mkdir(parents=True)
    contents = {
        "empty.txt": b"",
        "empty.mp4": b"",
        "cut.mp4": clip[: len(clip) // 3],
        "cut.pdf": PDF[:90],
        "cut.docx": word_document()[:9000],
        "locked.pdf": PDF + f"trailer << /Root 1 0 R {LOCK} >>\n%%EOF".encode(),
        "words.mp4": b"Printed at Karsova. " + GOOD.encode(),
        "picture.txt": picture + b"\0",
        "bomb.docx": word_document(image9=bytes(80 << 20)),
        "bomb.png": huge_png(),
        "climbing.zip": climbing_zip(),
        "line.txt": b"word and " * 120_000,
        "script.html": b"<html><head><title>A &lt;b&gt; title</title></head><body><script>alert(1)"
        b'</script><p onclick="alert(2)">Captain Runa Welk said: &ldquo;The pier <img src=x '
        b"onerror=alert(3)> was empty all night.&rdquo;</p></body></html>",
        "good.txt": GOOD.encode(),
        "good.jpg": picture,
    }
    for name, content in contents.items():
        (folder / "in" / name).write_bytes(content)
    for name in HARD_NAMES:
        with open(os.fsencode(folder / "in") + b"/" + name, "wb") as stream:  # noqa: PTH123
            stream.write(GOOD.encode() + name)
    (folder / "outside.txt").write_text("Not to be followed.\n")
    (folder / "in" / "link.txt").symlink_to(folder / "outside.txt")
    (folder / "in" / "loop").symlink_to(folder / "in")
    os.mkfifo(folder / "in" / "pipe")
    deep = folder / "in" / "/".join(["deeper"] * 60)
    deep.mkdir(parents=True)
    (deep / "bottom.txt").write_text(GOOD)


@dataclass
class BadCase:
    """What came of tracing the bad folder, once for all tests here."""

    person: Any
    folder: Path
    traced: Any
    status: Any

    @property
    def failures(self) -> dict[str, list[dict[str, Any]]]:
        """The failures by the name of the file."""
        names = {line["number"]: line["name"] for line in self.status["exhibits"]}
        found: dict[str, list[dict[str, Any]]] = {}
        for one in self.status["failures"]:
            for number in one["exhibits"]:
                found.setdefault(names[number], []).append(one["failure"])
        return found


@pytest.fixture(scope="module")
def bad(tmp_path_factory, new_person, incident):
    person = new_person(tmp_path_factory.mktemp("bad"))
    clip = (incident / "clips/bridge-shared.mp4").read_bytes()
    make_bad_folder(person.folder, clip, (incident / "clips/ramp-still.jpg").read_bytes())
    traced = person.calls("trace", "in", "--json").ended(5).json
    return BadCase(person, person.folder / "in", traced, person.asks("status"))


def test_every_file_is_kept_with_its_exact_bytes(bad):
    files = [path for path in bad.folder.rglob("*") if path.is_file() and not path.is_symlink()]
    assert len(bad.traced["exhibits"]) == len(files)
    kept = sorted(one["digest"] for one in bad.traced["exhibits"].values())
    assert kept == sorted(sha256(path.read_bytes()).hexdigest() for path in files)
    assert bad.status["due"] == []
    assert bad.person.asks("verify")["holds"] is True


def test_links_and_pipes_are_refused_with_a_reason(bad):
    refused = {Path(one["origin"]).name: one for one in bad.traced["added"]["refused"]}
    assert {name: one["code"] for name, one in refused.items()} == {
        "link.txt": "link", "loop": "link", "pipe": "special-file",
    }  # fmt: skip
    assert all(one["sentence"] for one in refused.values())


@pytest.mark.parametrize("name", EXPECTED)
def test_what_cannot_be_read_says_so_by_a_stable_code_and_a_sentence(bad, name):
    failures = bad.failures[name]
    assert {one["code"] for one in failures} & EXPECTED[name], failures
    for one in failures:
        assert len(one["sentence"].split()) > 3
        assert one["sentence"].endswith(".")
    (line,) = (line for line in bad.status["exhibits"] if line["name"] == name)
    assert line["failed"] is True


def test_the_good_ones_are_all_done(bad):
    done = {one["name"]: one for one in bad.traced["exhibits"].values()}
    for name in ("good.txt", "bottom.txt", "script.html", "words.mp4", "line.txt"):
        assert done[name]["read"], name
    for name in ("good.jpg", "picture.txt"):
        assert done[name]["fingerprinted"], name
    hard = [one for one in done.values() if one["name"].startswith(("two", "red", "latin", "left"))]
    assert len(hard) == 4
    assert all(one["read"] for one in hard)
    assert set(bad.failures) == set(EXPECTED)
    assert not list(bad.person.folder.rglob("climbed.txt"))
    assert not Path("/tmp/climbed.txt").exists()


def harmful(text: str) -> set[str]:
    """Characters that move the cursor, hide or reorder words."""
    return {
        f"U+{ord(one):04X}"
        for one in text
        if one != "\n" and unicodedata.category(one) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    }


@pytest.mark.parametrize(
    "question", [["status"], ["trace"], ["statements", "--whole"], ["search", "ferry"], ["verify"]]
)
def test_what_is_printed_is_safe_for_a_terminal(bad, question):
    for arguments in (question, [*question, "--json"]):
        ended = bad.person.calls(*arguments).ended(0)
        assert harmful(ended.out + ended.err) == set()


def test_a_hard_name_is_shown_safely_and_kept_exactly(bad):
    for number, one in bad.traced["exhibits"].items():
        if one["name"].startswith(("red", "latin")):
            ended = bad.person.calls("show", number).ended(0)
            assert harmful(ended.out) == set()
            capture = bad.person.asks("show", number)["record"]["exhibit"]["capture"]
            if one["name"].startswith("latin"):
                assert bytes.fromhex(capture["facts"]["path_bytes"]).endswith(b"\xe9\xff.txt")
            else:
                assert capture["name"] == "red \x1b[31m\x1b]0;title\x07.txt"


def test_a_dossier_of_it_holds_and_its_report_runs_nothing_of_it(bad):
    dossier = bad.person.folder / "dossier"
    bad.person.asks("seal", "-o", dossier)
    report = bad.person.asks("verify", dossier)
    assert report["proven"]["exhibits"] == len(bad.traced["exhibits"])
    for page in (dossier / "data/report").rglob("*.html"):
        text = page.read_text()
        assert "<script>alert" not in text
        assert "onerror=alert" not in text
        assert "<b> title" not in text
    assert not [path for path in dossier.rglob("*") if path.is_symlink()]


def test_plain_commands_meet_bad_files_with_a_sentence(bad):
    for name in ("cut.pdf", "locked.pdf", "empty.txt", "bomb.docx", "cut.docx"):
        ended = bad.person.calls("read", bad.folder / name, "--json").ended(1)
        assert ended.json["error"]["message"]
    bad.person.calls("read", bad.folder / "good.jpg").ended(1)
    bad.person.calls("read", bad.folder / "not there").ended(3)
    hard = os.fsdecode(os.fsencode(bad.folder) + b"/" + HARD_NAMES[2])
    for arguments in (["read", hard], ["read", hard, "--json"]):
        ended = bad.person.calls(*arguments).ended(0)
        assert harmful(ended.out + ended.err) == set()
    found = bad.person.calls("match", bad.folder / "good.jpg", bad.folder / "bomb.png", "--json")
    assert found.ended(5).json["failures"].keys() == {str(bad.folder / "bomb.png")}


def test_a_folder_with_a_hard_name_is_refused_or_traced_safely(person, tmp_path):
    folder = tmp_path / "bad \x1b[31m name"
    folder.mkdir()
    (folder / "good.txt").write_text(GOOD)
    ended = person.calls("trace", folder)
    assert ended.status in {0, 1}
    assert harmful(ended.out + ended.err) == set()
    shutil.rmtree(folder)
