"""The corpus: every report can be read as corpus/GUIDELINES.md says, and the splits are apart."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def run(module: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", f"benchmarks.reading.corpus.{module}", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("part", ["reports", "second"])
def test_every_report_is_marked_as_the_guidelines_say(part: str) -> None:
    ended = run("validate", str(ROOT / "corpus" / part))
    assert ended.returncode == 0, ended.stdout
    assert ", 0 with complaints" in ended.stdout.splitlines()[0]


def test_a_report_that_breaks_the_rules_is_named(tmp_path: Path) -> None:
    sound = next((ROOT / "corpus" / "reports").rglob("*.txt")).read_text("utf-8")
    (tmp_path / "crossed.txt").write_text(sound.replace("</s1>", "</q1>", 1), "utf-8")
    ended = run("validate", str(tmp_path))
    assert ended.returncode == 1
    assert "crossed.txt: " in ended.stdout


def test_no_outlet_is_in_two_splits_and_every_outlet_is_in_one() -> None:
    lines = (ROOT / "corpus" / "splits.txt").read_text("utf-8").splitlines()
    pairs = [line.split(" | ") for line in lines if not line.startswith("#")]
    split_of = {outlet: split for split, outlet in pairs}
    assert len(split_of) == len(pairs)
    assert set(split_of.values()) == {"train", "dev", "test"}
    for path in (ROOT / "corpus" / "reports").rglob("*.txt"):
        head = path.read_text("utf-8").partition("\n---\n")[0]
        outlet = next(x[8:] for x in head.splitlines() if x.startswith("outlet: "))
        assert outlet in split_of, path


def test_the_second_annotation_is_of_the_same_texts_and_of_test_outlets() -> None:
    ended = run("agreement")
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.startswith("36 texts, ")
