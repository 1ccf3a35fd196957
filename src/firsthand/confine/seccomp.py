"""A system call filter (seccomp(2), classic BPF) for processes that read untrusted bytes.

The filter denies what a decoder never needs: sockets, other processes, tracing, mounting, keys,
io_uring (which would go around the filter), and raising its own limits. Denied calls fail with an
error, so that a library which merely tries goes on; a call in a foreign ABI kills the process.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct
import sys
from dataclasses import dataclass

_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 38, 22, 2
_RET_KILL, _RET_ERRNO, _RET_ALLOW = 0x80000000, 0x00050000, 0x7FFF0000
_LOAD, _IF_EQUAL, _IF_AT_LEAST, _IF_BITS, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_CLONE_THREAD = 0x00010000
_AT_NUMBER, _AT_ARCHITECTURE, _AT_FIRST_ARGUMENT, _AT_THIRD_ARGUMENT = 0, 4, 16, 32


@dataclass(frozen=True, slots=True)
class _Architecture:
    """The audit number of a machine and its system call numbers, by name."""

    audit: int
    clone: int
    prlimit: int
    exec_calls: tuple[int, ...]
    network: tuple[int, ...]
    denied: tuple[int, ...]
    foreign_from: int | None = None


# pidfd_send_signal, pidfd_open, pidfd_getfd and io_uring_{setup,enter,register} have the same
# numbers everywhere. The rest is, in order: (fork, vfork,) kill, tkill, rt_sigqueueinfo,
# rt_tgsigqueueinfo, ptrace, process_vm_readv, process_vm_writev, setsid, setpgid, unshare, setns,
# mount, umount2, pivot_root, chroot, bpf, perf_event_open, userfaultfd, keyctl, add_key,
# request_key, init_module, finit_module, kexec_load, open_by_handle_at, setrlimit, (mkdir,)
# mkdirat.
_EVERYWHERE = (424, 434, 438, 425, 426, 427)
_CLONE3 = 435


def _numbers(words: str) -> tuple[int, ...]:
    return tuple(int(word) for word in words.split())


_ARCHITECTURES = {
    "x86_64": _Architecture(
        audit=0xC000003E,
        clone=56,
        prlimit=302,
        exec_calls=(59, 322),
        network=(41, 42, 49, 50, 43, 288),  # socket connect bind listen accept accept4
        denied=(
            _numbers("57 58 62 200 129 297 101 310 311 112 109 272 308 165 166 155 161 321 298")
            + _numbers("323 250 248 249 175 313 246 304 160 83 258")
        ),
        foreign_from=0x40000000,  # x32 calls carry this bit
    ),
    "aarch64": _Architecture(
        audit=0xC00000B7,
        clone=220,
        prlimit=261,
        exec_calls=(221, 281),
        network=(198, 203, 200, 201, 202, 242),
        denied=(
            _numbers("129 130 138 240 117 270 271 157 154 97 268 40 39 41 51 280 241 282")
            + _numbers("219 217 218 105 273 104 265 164 34")
        ),
    ),
}


def install_filter(*, may_exec: bool) -> bool:
    """Bind this process and all its threads to the filter for good; whether that could be done.

    `may_exec` lets it become another program (which keeps the filter).
    """
    machine = _ARCHITECTURES.get(platform.machine())
    if machine is None or not sys.platform.startswith("linux"):
        return False
    code = _assemble(machine, may_exec=may_exec)
    buffer = ctypes.create_string_buffer(code, len(code))
    program = struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(buffer))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    pointer = ctypes.create_string_buffer(program, len(program))
    return bool(libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, pointer, 0, 0) == 0)


def _assemble(machine: _Architecture, *, may_exec: bool) -> bytes:
    lines: list[tuple[int, int, int, int]] = [
        (_LOAD, 0, 0, _AT_ARCHITECTURE),
        (_IF_EQUAL, 1, 0, machine.audit),
        (_RETURN, 0, 0, _RET_KILL),
        (_LOAD, 0, 0, _AT_NUMBER),
    ]
    if machine.foreign_from is not None:
        lines += [(_IF_AT_LEAST, 0, 1, machine.foreign_from), (_RETURN, 0, 0, _RET_KILL)]
    for call in machine.network:
        lines += _deny(call, errno.EACCES)
    for call in (*machine.denied, *_EVERYWHERE, *(() if may_exec else machine.exec_calls)):
        lines += _deny(call, errno.EPERM)
    lines += _deny(_CLONE3, errno.ENOSYS)  # its flags are out of reach; the C library then clones
    lines += [  # threads are welcome, processes are not
        (_IF_EQUAL, 0, 4, machine.clone),
        (_LOAD, 0, 0, _AT_FIRST_ARGUMENT),
        (_IF_BITS, 0, 1, _CLONE_THREAD),
        (_RETURN, 0, 0, _RET_ALLOW),
        (_RETURN, 0, 0, _RET_ERRNO | errno.EPERM),
        # reading a limit is harmless, setting one (the pointer to the new value) is not
        (_IF_EQUAL, 0, 5, machine.prlimit),
        (_LOAD, 0, 0, _AT_THIRD_ARGUMENT),
        (_IF_EQUAL, 0, 2, 0),
        (_LOAD, 0, 0, _AT_THIRD_ARGUMENT + 4),
        (_IF_EQUAL, 1, 0, 0),
        (_RETURN, 0, 0, _RET_ERRNO | errno.EPERM),
        (_RETURN, 0, 0, _RET_ALLOW),
    ]
    return b"".join(struct.pack("HBBI", *line) for line in lines)


def _deny(call: int, error: int) -> list[tuple[int, int, int, int]]:
    return [(_IF_EQUAL, 0, 1, call), (_RETURN, 0, 0, _RET_ERRNO | error)]
