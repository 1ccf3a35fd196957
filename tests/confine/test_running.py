"""Whatever untrusted bytes do in the child, the caller gets a value or a stable code."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import pytest

from firsthand.confine import Limits, run_confined
from firsthand.evidence.failures import UnreadableError

MIB = 1024 * 1024
SMALL = Limits(
    memory_bytes=256 * MIB,
    cpu_seconds=2,
    wall_seconds=4,
    file_bytes=8 * MIB,
    output_bytes=16 * MIB,
    result_bytes=MIB,
    open_files=32,
)


class TestWhatComesBack:
    def test_the_value_and_the_options_arrive(self, hostile, untrusted):
        result = run_confined(hostile.size, untrusted, options={"deep": {"list": [1, None]}})
        assert result.value == {"size": 12, "options": {"deep": {"list": [1, None]}}}

    def test_the_files_of_the_outbox_arrive(self, hostile, untrusted):
        result = run_confined(hostile.copy_to_outbox, untrusted)
        assert result.files == {"copy": b"twelve bytes", "second": b"\x00\xff"}

    def test_a_failure_said_by_the_function_arrives_whole(self, hostile, untrusted):
        with pytest.raises(UnreadableError) as caught:
            run_confined(hostile.refuse, untrusted)
        failure = caught.value.failure
        assert (failure.code, failure.remedy) == ("encrypted", "Ask for it.")

    def test_a_lone_surrogate_arrives(self, hostile, untrusted):
        assert run_confined(hostile.give_a_lone_surrogate, untrusted).value == "\ud800"

    def test_a_name_that_is_not_utf8_can_be_read(self, hostile, tmp_path):
        path = tmp_path / os.fsdecode(b"caf\xe9.txt")
        path.write_bytes(b"12345")
        assert run_confined(hostile.size, path).value["size"] == 5

    def test_a_relative_path_is_the_callers(self, hostile, untrusted, monkeypatch):
        monkeypatch.chdir(untrusted.parent)
        assert run_confined(hostile.size, Path(untrusted.name)).value["size"] == 12

    def test_a_function_that_cannot_be_found_again_is_refused(self, untrusted):
        def inner(untrusted, outbox, options):
            return None

        with pytest.raises(TypeError):
            run_confined(inner, untrusted)

    def test_the_temporary_folders_are_gone(self, hostile, untrusted, tmp_path, monkeypatch):
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
        run_confined(hostile.copy_to_outbox, untrusted)
        with pytest.raises(UnreadableError):
            run_confined(hostile.write_one_file_for_ever, untrusted, limits=SMALL)
        assert [p.name for p in tmp_path.iterdir()] == [untrusted.name]


@pytest.mark.parametrize(
    ("function", "code"),
    [
        ("raise_error", "crashed"),
        ("leave_early", "crashed"),
        ("vanish", "crashed"),
        ("vanish_with_status", "crashed"),
        ("read_a_null_pointer", "crashed"),
        ("abort", "crashed"),
        ("fill_memory", "out-of-memory"),
        ("fill_memory_and_abort", "out-of-memory"),
        ("compute_for_ever", "out-of-time"),
        ("sleep_for_ever", "out-of-time"),
        ("write_one_file_for_ever", "too-much-output"),
        ("write_files_for_ever", "too-much-output"),
        ("make_empty_files_for_ever", "too-much-output"),
        ("open_files_for_ever", "crashed"),
        ("give_a_huge_result", "too-much-output"),
        ("give_no_json", "crashed"),
        ("give_not_a_number", "crashed"),
        ("send_rubbish", "crashed"),
        ("send_nested_json", "crashed"),
        ("send_without_end", "too-much-output"),
    ],
)
def test_a_child_that_misbehaves_ends_with_its_code(hostile, untrusted, function, code):
    with pytest.raises(UnreadableError) as caught:
        run_confined(getattr(hostile, function), untrusted, limits=SMALL)
    assert caught.value.failure.code == code
    assert caught.value.failure.sentence
    assert run_confined(hostile.size, untrusted).value["size"] == 12  # and the next call works


def test_what_a_child_prints_disturbs_nobody(hostile, untrusted, capfd):
    assert run_confined(hostile.print_for_ever, untrusted).value == "done"
    assert capfd.readouterr() == ("", "")


class TestCallers:
    def test_threads_share_the_server(self, hostile, untrusted):
        with ThreadPoolExecutor(4) as pool:
            sizes = pool.map(
                lambda n: run_confined(hostile.size, untrusted).value["size"], range(16)
            )
            assert list(sizes) == [12] * 16

    def test_forked_workers_have_servers_of_their_own(self, hostile, untrusted):
        run_confined(hostile.size, untrusted)
        with ProcessPoolExecutor(2) as pool:
            futures = [pool.submit(_size_of, hostile.size, untrusted) for _ in range(4)]
            assert [f.result(60) for f in futures] == [12] * 4
        assert run_confined(hostile.size, untrusted).value["size"] == 12

    def test_a_plain_script_needs_no_main_guard(self, untrusted):
        script = (
            "from pathlib import Path; from firsthand.confine import confinement_in_force;"
            "print(sorted(confinement_in_force()))"
        )
        run = subprocess.run(
            [sys.executable, "-c", script], check=True, capture_output=True, text=True, timeout=60
        )
        assert run.stdout.strip() == "['files', 'network', 'system_calls']"

    @pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
    def test_the_child_dies_with_its_caller(self, untrusted, tmp_path, how):
        script = textwrap.dedent(f"""
            import importlib.util, sys
            from pathlib import Path
            from firsthand.confine import run_confined
            place = {str(Path(__file__).with_name("hostile_functions.py"))!r}
            spec = importlib.util.spec_from_file_location("hostile_functions_again", place)
            module = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(module)
            run_confined(module.wait_and_tell, Path({str(untrusted)!r}))
        """)
        environment = {**os.environ, "TMPDIR": str(tmp_path)}
        caller = subprocess.Popen(
            [sys.executable, "-c", script], env=environment, stderr=subprocess.DEVNULL
        )
        _until(lambda: list(tmp_path.glob("firsthand-*/outbox/started")))
        (folder,) = tmp_path.glob("firsthand-*")
        assert _processes_in(folder)
        caller.send_signal(how)
        caller.wait(60)
        _until(lambda: not _processes_in(folder))


def _size_of(function, path):
    return run_confined(function, path).value["size"]


def _until(condition):
    for _ in range(600):
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError("it did not come about in 30 seconds")


def _processes_in(folder):
    """The processes that work in the scratch folder, also when that has been removed."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            place = str((process / "cwd").readlink())
        except OSError:
            continue
        if place.startswith(str(folder)):
            found.append(process.name)
    return found
