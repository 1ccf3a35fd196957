"""What hostile bytes might make a decoder do; each stands for a decoder taken over."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

from firsthand.evidence.failures import Failure, UnreadableError


def size(untrusted, outbox, options):
    return {"size": untrusted.stat().st_size, "options": dict(options)}


def copy_to_outbox(untrusted, outbox, options):
    (outbox / "copy").write_bytes(untrusted.read_bytes())
    (outbox / "second").write_bytes(b"\x00\xff")


def refuse(untrusted, outbox, options):
    raise UnreadableError(Failure("encrypted", "It needs a pass-phrase.", "Ask for it."))


def raise_error(untrusted, outbox, options):
    raise KeyError("no such thing")


def leave_early(untrusted, outbox, options):
    sys.exit(0)


def vanish(untrusted, outbox, options):
    os._exit(0)


def vanish_with_status(untrusted, outbox, options):
    os._exit(5)


def read_a_null_pointer(untrusted, outbox, options):
    ctypes.string_at(0)


def abort(untrusted, outbox, options):
    os.abort()


def fill_memory(untrusted, outbox, options):
    hoard = []
    while True:
        hoard.append(bytearray(1 << 24))


def fill_memory_and_abort(untrusted, outbox, options):
    hoard = []
    try:
        while True:
            hoard.append(b"x" * (1 << 20))
    except MemoryError:
        os.abort()


def compute_for_ever(untrusted, outbox, options):
    while True:
        pass


def sleep_for_ever(untrusted, outbox, options):
    signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
    while True:
        time.sleep(1000)


def print_for_ever(untrusted, outbox, options):
    for _ in range(100_000):
        sys.stdout.write("rubbish " * 100)
        os.write(2, b"rubbish" * 1000)
    return "done"


def write_one_file_for_ever(untrusted, outbox, options):
    with (outbox / "endless").open("wb") as stream:
        while True:
            stream.write(b"x" * (1 << 20))


def write_files_for_ever(untrusted, outbox, options):
    number = 0
    while True:
        (outbox / f"{number}").write_bytes(b"x" * (1 << 20))
        number += 1


def make_empty_files_for_ever(untrusted, outbox, options):
    number = 0
    while True:
        (outbox / f"{number}").touch()
        number += 1


def open_files_for_ever(untrusted, outbox, options):
    kept = []
    while True:
        kept.append(os.open(untrusted, os.O_RDONLY))


def give_a_huge_result(untrusted, outbox, options):
    return "x" * (1 << 24)


def give_no_json(untrusted, outbox, options):
    return {"a": object()}


def give_not_a_number(untrusted, outbox, options):
    return float("nan")


def give_a_lone_surrogate(untrusted, outbox, options):
    return "\ud800"


def send_rubbish(untrusted, outbox, options):
    os.write(3, bytes(range(256)) * 10)
    os._exit(0)


def send_nested_json(untrusted, outbox, options):
    os.write(3, b"[" * 50_000)
    os._exit(0)


def send_without_end(untrusted, outbox, options):
    while True:
        os.write(3, b"x" * (1 << 16))


def fork_a_child_that_stays(untrusted, outbox, options):
    try:
        child = os.fork()
    except PermissionError:
        return "refused"
    if child == 0:
        time.sleep(1000)
    return "forked"


def start_a_program(untrusted, outbox, options):
    try:
        subprocess.run(["/bin/true"], check=True)
    except PermissionError:
        return "refused"
    return "started"


def start_a_thread(untrusted, outbox, options):
    said = []
    thread = threading.Thread(target=lambda: said.append("a thread ran"))
    thread.start()
    thread.join()
    return said


def call_out(untrusted, outbox, options):
    try:
        with socket.create_connection(("127.0.0.1", options["port"]), timeout=5):
            return "connected"
    except OSError as error:
        return type(error).__name__


def call_out_by_unix_socket(untrusted, outbox, options):
    try:
        with socket.socket(socket.AF_UNIX) as caller:
            caller.connect(options["path"])
            return "connected"
    except OSError as error:
        return type(error).__name__


def signal_the_parent(untrusted, outbox, options):
    try:
        os.kill(options["pid"], signal.SIGUSR1)
    except PermissionError:
        return "refused"
    return "sent"


def raise_own_limits(untrusted, outbox, options):
    try:
        resource.setrlimit(resource.RLIMIT_CPU, (1000, 1000))
    except (PermissionError, ValueError):
        return resource.getrlimit(resource.RLIMIT_CPU)[0]
    return "raised"


def read_other_file(untrusted, outbox, options):
    try:
        return Path(options["path"]).read_text()
    except PermissionError:
        return "refused"


def write_other_file(untrusted, outbox, options):
    try:
        Path(options["path"]).write_text("overwritten")
    except PermissionError:
        return "refused"
    return "written"


def make_links_and_folders(untrusted, outbox, options):
    refused = []
    for name, attempt in (
        ("folder", (outbox / "folder").mkdir),
        ("link", lambda: (outbox / "link").symlink_to("/etc/passwd")),
        ("pipe", lambda: os.mkfifo(outbox / "pipe")),
    ):
        try:
            attempt()
        except PermissionError:
            refused.append(name)
    return refused


def environment(untrusted, outbox, options):
    return dict(os.environ)


def descriptors(untrusted, outbox, options):
    return sorted(int(n.name) for n in Path("/proc/self/fd").iterdir())


def wait_and_tell(untrusted, outbox, options):
    """Say its number through the file it may read (opened for writing by nobody else) and wait."""
    (outbox / "started").touch()
    while True:
        time.sleep(1000)
