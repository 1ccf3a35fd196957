"""Work that was broken off: by a kill, an interrupt, a full disk, a folder that may not be written;
and work by two at once. Nothing is lost, nothing doubled, and going on finishes it."""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

#: Runs on a disk of its own (`sys.argv[1]`); `call` is the command line, `need` its status.
_ON_SMALL_DISK = """
import json, os, shutil, subprocess, sys
from pathlib import Path

disk = Path(sys.argv[1])
home, inputs = Path(os.environ["STORY_HOME"]), Path(os.environ["STORY_INPUTS"])
os.environ["FIRSTHAND_HOME"] = str(home)
os.environ["FIRSTHAND_CASE"] = str(disk / "case")

def call(*arguments, need):
    command = [sys.executable, "-m", "firsthand", *map(str, arguments), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=home.parent)
    assert "Traceback" not in done.stdout + done.stderr, done.stderr
    assert done.returncode == need, (arguments, done.returncode, done.stdout, done.stderr)
    return json.loads(done.stdout)
"""


def many_files(folder: Path, count: int = 40, size: int = 100_000) -> Path:
    """Files of different bytes, each with its number in it."""
    folder.mkdir()
    for number in range(count):
        head = f"Note {number} from Orlec.\n".encode()
        (folder / f"note-{number:02d}.dat").write_bytes(head + os.urandom(size))
    return folder


def test_twelve_kills_of_add_and_seal_leave_everything_sound(tmp_path):
    """The short form of `make bench-kills`; docs/benchmarks.md has the long one."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.kills", "--kills", "12", "--seed", "3",
         "--scratch", str(tmp_path)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "12 kills" in done.stdout
    assert "violations: 0." in done.stdout
    assert "Traceback" not in done.stderr


def test_a_dossier_whose_process_was_killed_before_recording_it_is_recorded_by_the_next(example):
    person, dossier = example.person, example.person.folder / "dossier"
    seen, before = person.folder / "home/firsthand/seen", person.folder / "before"
    shutil.copytree(example.case, before / "case")
    shutil.copytree(seen, before / "seen")
    first = person.asks("seal", "-o", dossier)
    for there, kept in ((example.case, "case"), (seen, "seen")):
        shutil.rmtree(there)
        (before / kept).rename(there)  # as the kill would have left it
    assert person.asks("status")["counts"]["seals"] == 0
    assert person.asks("seal", "-o", dossier) == first
    assert person.asks("status")["counts"]["seals"] == 1
    assert person.asks("verify")["holds"] is True
    person.calls("seal", "-o", dossier).ended(1)  # now it is on the record, and the place taken


def test_an_interrupt_ends_adding_with_a_sentence_and_going_on_finishes(person, incident, tmp_path):
    some = tmp_path / "some"
    shutil.copytree(incident / "reports", some)
    shutil.copy2(incident / "clips/ferry-story.mp4", some)
    person.calls("new", "orlec").ended(0)
    process = person.begin("add", some)
    assert process.stderr is not None
    for line in process.stderr:  # it says when it begins to examine
        if line.startswith(b"Examining"):
            break
    os.killpg(process.pid, signal.SIGINT)
    ended = person.end(process).ended(130)
    assert "Interrupted" in ended.err
    assert person.asks("verify")["holds"] is True
    kept = person.asks("status")
    assert kept["counts"]["exhibits"] == 10  # preserving was done
    assert kept["due"]
    rest = person.asks("add", some)
    assert rest["exhibits"] == []
    assert rest["machine_runs"] > 0
    finished = person.asks("status")
    assert (finished["due"], finished["failures"]) == ([], [])
    assert finished["counts"]["documents"] + finished["counts"]["media"] == 10
    assert person.asks("verify")["holds"] is True


def test_two_processes_adding_at_once_lose_and_double_nothing(person, tmp_path):
    person.calls("new", "quay").ended(0)
    common = many_files(tmp_path / "common")
    own = [many_files(tmp_path / name, 20) for name in ("one", "two")]
    running = [person.begin("add", "--preserve-only", folder, common, "--json") for folder in own]
    ended = [person.end(process).ended(0).json for process in running]
    numbers = sorted(number for one in ended for number in one["exhibits"])
    assert numbers == [f"E-{ordinal:04d}" for ordinal in range(1, 81)]
    assert sum(len(one["already"]) for one in ended) == 40
    assert person.asks("verify")["holds"] is True
    assert person.asks("status")["counts"]["exhibits"] == 80
    again = person.asks("add", "--preserve-only", *own, common)
    assert (again["exhibits"], len(again["already"])) == ([], 80)


def test_two_processes_examining_and_tracing_at_once_do_each_thing_once(person, small_files):
    person.calls("new", "quay").ended(0)
    person.asks("add", "--preserve-only", small_files)
    ended = [person.end(process).ended(0) for process in [person.begin("add") for _ in range(2)]]
    assert all(one.status == 0 for one in ended)
    traced = [person.end(process) for process in [person.begin("trace") for _ in range(2)]]
    assert all(one.status == 0 for one in traced)
    # opened, three captures, six machine runs and one trace: none of them twice
    assert person.asks("status")["counts"]["entries"] == 11
    assert person.asks("verify")["holds"] is True


def test_a_full_disk_is_a_clear_error_and_after_making_room_going_on_finishes(
    small_disk, tmp_path, monkeypatch
):
    monkeypatch.setenv("STORY_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("STORY_INPUTS", str(many_files(tmp_path / "inputs")))
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "src"))
    told = small_disk(
        _ON_SMALL_DISK
        + """
call("new", disk / "case", need=0)
first = call("add", "--preserve-only", inputs / "note-00.dat", need=0)
filler = disk / "filler"
filler.write_bytes(bytes(5_500_000))
full = call("add", "--preserve-only", inputs, need=6)
sound = call("verify", need=0)
kept = call("show", "E-0001", need=0)
filler.unlink()
rest = call("add", "--preserve-only", inputs, need=0)
status = call("status", need=0)
whole = call("verify", need=0)
taken = call("seal", "-o", disk / "dossier", need=6)
left = sorted(path.name for path in disk.iterdir())
sealed = call("seal", "-o", home.parent / "dossier", need=0)
dossier = call("verify", home.parent / "dossier", need=0)
print(json.dumps([full, kept["record"]["exhibit"]["number"], len(rest["exhibits"]),
                  status["counts"]["exhibits"], whole["holds"], taken, left, dossier["holds"]]))
""",
        size="8m",
    )
    full, kept, new, exhibits, whole, taken, left, dossier = json.loads(told)
    for error in (full["error"], taken["error"]):
        assert "room" in error["message"] or "full" in error["message"]
        assert "space" in error["remedy"]
    assert (kept, exhibits, whole, dossier) == ("E-0001", 40, True, True)
    assert 0 < new <= 39
    assert left == ["case"]  # nothing of the dossier that did not fit


def test_a_case_on_a_read_only_disk_can_be_read_and_says_that_it_cannot_be_written(
    small_disk, tmp_path, monkeypatch
):
    monkeypatch.setenv("STORY_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("STORY_INPUTS", str(many_files(tmp_path / "inputs", 3)))
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "src"))
    told = small_disk(
        _ON_SMALL_DISK
        + """
call("new", disk / "case", need=0)
call("add", "--preserve-only", inputs / "note-00.dat", need=0)
subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
errors = [call(*each, need=6)["error"] for each in (
    ["add", inputs], ["seal", "-o", disk / "dossier"], ["new", disk / "another"], ["settings"])]
holds = call("verify", need=0)["holds"]
exhibits = call("status", need=0)["counts"]["exhibits"]
shown = call("show", "1", need=0)["record"]["exhibit"]["number"]
subprocess.run(["mount", "-o", "remount,rw", disk], check=True)
rest = call("add", inputs, need=0)
print(json.dumps([errors, holds, exhibits, shown, len(rest["exhibits"])]))
""",
        size="10m",
    )
    errors, holds, exhibits, shown, new = json.loads(told)
    for error in errors:
        assert "/mnt" in error["message"], error
        assert error["remedy"], error
    assert (holds, exhibits, shown, new) == (True, 1, "E-0001", 2)


def test_a_limit_on_file_sizes_is_met_like_a_full_disk(person, tmp_path):
    """Works on any machine, where the disks above need a mount namespace."""
    person.calls("new", "quay").ended(0)
    (tmp_path / "small.txt").write_text("A line.\n")
    (tmp_path / "large.bin").write_bytes(bytes(6_000_000))
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4_000_000, before[1]))
    try:
        process = person.begin("add", "--preserve-only", tmp_path / "large.bin")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert "no room left" in person.end(process).ended(6).err
    assert person.asks("verify")["holds"] is True
    added = person.asks("add", "--preserve-only", tmp_path / "small.txt", tmp_path / "large.bin")
    assert added["exhibits"] == ["E-0001", "E-0002"]


@pytest.mark.parametrize("moment", ["at once", "while sealing"])
def test_a_killed_sealing_leaves_no_half_dossier_and_the_next_one_works(example, moment):
    person, dossier = example.person, example.person.folder / "dossier"
    process = person.begin("seal", "-o", dossier)
    assert process.stderr is not None
    wanted = {"at once": b"Tracing", "while sealing": b"Sealing"}[moment]
    for line in process.stderr:
        if line.startswith(wanted):
            break
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    if dossier.exists():  # it was faster
        assert person.asks("verify", dossier)["holds"] is True
    assert person.asks("verify")["holds"] is True
    again = person.calls("seal", "-o", dossier)
    assert again.status == 0 or "exists already" in again.err
    assert person.asks("verify", dossier)["holds"] is True
    assert not (person.folder / ".dossier.sealing").exists()
