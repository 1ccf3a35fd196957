"""What a confined child cannot reach, where this machine's kernel has the means."""

from __future__ import annotations

import os
import signal
import socket
import sys

import pytest

from firsthand.confine import Limits, confinement_in_force, run_confined, run_program_confined
from firsthand.evidence.errors import MissingThingError
from firsthand.evidence.failures import UnreadableError


def _needs(part, means):
    held = confinement_in_force()[part]
    if means not in held:
        pytest.skip(f"this machine's kernel offers no {means} ({part}: {held})")


def test_the_record_says_what_holds(hostile, untrusted):
    record = run_confined(hostile.size, untrusted).confinement
    assert set(record) == {"network", "system_calls", "files"}
    assert all(record.values())


@pytest.fixture
def listener():
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        yield server


def test_no_connection_is_made(hostile, untrusted, listener):
    if confinement_in_force()["network"] == "not isolated":
        pytest.skip("this machine lets no process give up the network")
    port = listener.getsockname()[1]
    assert run_confined(hostile.call_out, untrusted, options={"port": port}).value != "connected"
    with pytest.raises(TimeoutError):
        listener.accept()


def test_no_local_socket_is_reached(hostile, untrusted, tmp_path):
    _needs("system_calls", "seccomp")
    path = str(tmp_path / "s")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(path)
        server.listen()
        value = run_confined(
            hostile.call_out_by_unix_socket, untrusted, options={"path": path}
        ).value
    assert value == "PermissionError"


@pytest.mark.parametrize(
    ("function", "value"),
    [
        ("fork_a_child_that_stays", "refused"),
        ("start_a_program", "refused"),
        ("start_a_thread", ["a thread ran"]),
        ("raise_own_limits", 2),
    ],
)
def test_threads_are_allowed_and_processes_are_not(hostile, untrusted, function, value):
    _needs("system_calls", "seccomp")
    result = run_confined(getattr(hostile, function), untrusted, limits=Limits(cpu_seconds=2))
    assert result.value == value


def test_no_other_process_gets_a_signal(hostile, untrusted):
    _needs("system_calls", "seccomp")
    got = []
    before = signal.signal(signal.SIGUSR1, lambda *_: got.append(1))
    try:
        options = {"pid": os.getpid()}
        assert (
            run_confined(hostile.signal_the_parent, untrusted, options=options).value == "refused"
        )
    finally:
        signal.signal(signal.SIGUSR1, before)
    assert not got


def test_no_other_file_is_read_or_written(hostile, untrusted, tmp_path):
    _needs("files", "landlock")
    secret = tmp_path / "secret"
    secret.write_text("kept")
    options = {"path": str(secret)}
    assert run_confined(hostile.read_other_file, untrusted, options=options).value == "refused"
    assert run_confined(hostile.write_other_file, untrusted, options=options).value == "refused"
    options = {"path": str(untrusted)}
    assert run_confined(hostile.write_other_file, untrusted, options=options).value == "refused"
    assert secret.read_text() == "kept"


def test_only_plain_files_are_made(hostile, untrusted):
    _needs("files", "landlock")
    result = run_confined(hostile.make_links_and_folders, untrusted)
    assert result.value == ["folder", "link", "pipe"]
    assert result.files == {}


def test_the_callers_environment_stays_outside(hostile, untrusted, monkeypatch):
    monkeypatch.setenv("FIRSTHAND_SECRET", "hunter2")
    seen = run_confined(hostile.environment, untrusted).value
    assert "FIRSTHAND_SECRET" not in seen
    assert seen["TZ"] == "UTC"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs /proc")
def test_no_open_file_of_the_caller_is_inherited(hostile, untrusted):
    with untrusted.open("rb"):
        seen = run_confined(hostile.descriptors, untrusted).value
    assert seen == [0, 1, 2, 3, 4]  # the last one lists the folder


class TestPrograms:
    def test_a_program_gives_its_output(self):
        assert run_program_confined(["cat"], stdin=b"through\x00it") == b"through\x00it"

    def test_a_large_input_and_output_pass(self):
        data = os.urandom(1 << 20)
        assert run_program_confined(["cat"], stdin=data) == data

    def test_a_program_that_fails_says_why(self):
        with pytest.raises(UnreadableError) as caught:
            run_program_confined(["cat", "/no/such/file"])
        assert caught.value.failure.code == "crashed"
        assert "/no/such/file" in caught.value.failure.sentence

    def test_a_status_can_be_accepted(self):
        assert (
            run_program_confined([sys.executable, "-c", "raise SystemExit(1)"], accept=(0, 1))
            == b""
        )

    def test_a_missing_program_is_named(self):
        with pytest.raises(MissingThingError, match="no-such-program"):
            run_program_confined(["no-such-program"])

    @pytest.mark.parametrize(
        ("argv", "code"),
        [
            (["sleep", "1000"], "out-of-time"),
            (["cat", "/dev/zero"], "too-much-output"),
            ([sys.executable, "-c", "while True: pass"], "out-of-time"),
            ([sys.executable, "-c", "import os; os.abort()"], "crashed"),
        ],
    )
    def test_a_program_over_a_limit_ends_with_its_code(self, argv, code):
        limits = Limits(wall_seconds=3, cpu_seconds=1, result_bytes=1 << 20)
        with pytest.raises(UnreadableError) as caught:
            run_program_confined(argv, limits=limits)
        assert caught.value.failure.code == code

    def test_a_program_reads_the_file_it_is_given_and_no_other(self, untrusted, tmp_path):
        _needs("files", "landlock")
        (tmp_path / "other").write_text("kept")
        assert run_program_confined(["cat", str(untrusted)]) == b"twelve bytes"
        script = f"print(open({str(tmp_path / 'other')!r}).read())"
        with pytest.raises(UnreadableError):
            run_program_confined([sys.executable, "-c", script])
