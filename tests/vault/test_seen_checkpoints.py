"""What a user who kept an older checkpoint notices about a log."""

from __future__ import annotations

import pytest

from firsthand.evidence.errors import BrokenEvidenceError, MalformedValueError
from firsthand.proof.checkpoints import Checkpoint, sign_checkpoint
from firsthand.proof.notes import NoteKey
from firsthand.vault.custody_logs.folder import FolderCustodyLog
from firsthand.vault.seen_checkpoints import SeenState, judge_seen

ORIGIN = "firsthand/case/seen"


@pytest.fixture
def key() -> NoteKey:
    return NoteKey.generate(ORIGIN)


@pytest.fixture
def log(tmp_path, key) -> FolderCustodyLog:
    log = FolderCustodyLog(tmp_path / "log", key.vkey, key)
    with log.writing() as writer:
        writer.append(b"%d" % i for i in range(300))
    return log


def judge(seen_note: bytes | None, log: FolderCustodyLog) -> SeenState:
    signed = log.checkpoint()
    return judge_seen(seen_note, signed.checkpoint if signed else None, log.vkey, log.consistency)


def test_a_log_never_seen_before_is_new(log):
    assert judge(None, log) is SeenState.FIRST


def test_a_log_that_did_not_change_is_the_same(log):
    assert judge(log.checkpoint().note, log) is SeenState.SAME


def test_a_log_that_grew_is_consistent_with_what_was_seen(log):
    seen = log.checkpoint().note
    with log.writing() as writer:
        writer.append([b"more"] * 500)
    state = judge(seen, log)
    assert state is SeenState.GROWN
    assert state.is_sound


def test_a_log_that_lost_entries_was_rolled_back(log, tmp_path, key):
    shorter = FolderCustodyLog(tmp_path / "shorter", key.vkey, key)
    assert judge(log.checkpoint().note, shorter) is SeenState.ROLLED_BACK
    with shorter.writing() as writer:
        writer.append(b"%d" % i for i in range(299))
    state = judge(log.checkpoint().note, shorter)
    assert state is SeenState.ROLLED_BACK
    assert not state.is_sound


@pytest.mark.parametrize("size", [300, 700])
def test_a_log_with_other_entries_was_forked(log, tmp_path, key, size):
    fork = FolderCustodyLog(tmp_path / "fork", key.vkey, key)
    with fork.writing() as writer:
        writer.append(b"forged %d" % i for i in range(size))
    assert judge(log.checkpoint().note, fork) is SeenState.FORKED


def test_the_same_entries_under_another_key_were_signed_anew(log, tmp_path):
    other = NoteKey.generate(ORIGIN)
    resigned = FolderCustodyLog(tmp_path / "resigned", other.vkey, other)
    with resigned.writing() as writer:
        writer.append(log.leaves())
    assert judge(log.checkpoint().note, resigned) is SeenState.REKEYED


def test_a_damaged_memory_is_no_verdict_on_the_log(log, key):
    note = log.checkpoint().note
    with pytest.raises(MalformedValueError):
        judge(b"hello\n", log)
    with pytest.raises(BrokenEvidenceError):
        judge(note.replace(b"\n300\n", b"\n299\n"), log)


def test_an_empty_log_that_was_seen_empty_may_grow(log, key):
    empty = Checkpoint(
        ORIGIN,
        0,
        bytes.fromhex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    )
    assert judge(sign_checkpoint(empty, key), log) is SeenState.GROWN
