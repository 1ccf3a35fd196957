"""Checkpoints: what is signed opens; other logs, other keys and other shapes do not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firsthand.evidence.errors import BrokenEvidenceError, MalformedValueError
from firsthand.proof.checkpoints import (
    Checkpoint,
    open_checkpoint,
    parse_checkpoint,
    peek_checkpoint,
    sign_checkpoint,
)
from firsthand.proof.merkle import EMPTY_ROOT, MAX_SIZE
from firsthand.proof.notes import NoteKey, sign_note

LINES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20)
ROOT = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="


def test_the_example_of_the_specification_reads() -> None:
    text = f"example.com/behind-the-sofa\n20852163\n{ROOT}\n"
    checkpoint = parse_checkpoint(text)
    assert checkpoint.origin == "example.com/behind-the-sofa"
    assert checkpoint.size == 20_852_163
    assert checkpoint.root.hex().startswith("0ac5186a91863e8e1d90c808")
    assert checkpoint.text() == text


@given(LINES, st.integers(1, MAX_SIZE), st.binary(min_size=32, max_size=32), st.lists(LINES))
def test_a_checkpoint_reads_back(origin: str, size: int, root: bytes, more: list[str]) -> None:
    checkpoint = Checkpoint(origin, size, root, tuple(more))
    assert parse_checkpoint(checkpoint.text()) == checkpoint


@given(st.text(max_size=80))
def test_any_text_is_a_checkpoint_exactly_or_not_at_all(untrusted: str) -> None:
    for text in (untrusted, f"origin\n7\n{ROOT}\n{untrusted}", f"origin\n{untrusted}\n{ROOT}\n"):
        try:
            assert parse_checkpoint(text).text() == text
        except MalformedValueError:
            continue


@pytest.mark.parametrize(
    "size", ["", "-1", "+1", "01", "1.0", " 1", "1e3", "٧", str(2**63), "9" * 90]
)
def test_a_size_in_another_spelling_is_malformed(size: str) -> None:
    with pytest.raises(MalformedValueError):
        parse_checkpoint(f"origin\n{size}\n{ROOT}\n")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "origin\n7\n",
        f"\n7\n{ROOT}\n",
        f"origin\n7\n{ROOT}",
        f"origin\n7\n{ROOT[:-4]}\n",
        f"origin\n7\n{ROOT}\n\nmore\n",
        f"origin\n0\n{ROOT}\n",
    ],
)
def test_other_texts_are_malformed(text: str) -> None:
    with pytest.raises(MalformedValueError):
        parse_checkpoint(text)


def test_a_signed_checkpoint_opens_with_the_key_of_its_log(log_key: NoteKey) -> None:
    for checkpoint in (
        Checkpoint(log_key.name, 0, EMPTY_ROOT),
        Checkpoint(log_key.name, 7, bytes(32)),
    ):
        note = sign_checkpoint(checkpoint, log_key)
        assert open_checkpoint(note, log_key.vkey) == checkpoint
        assert peek_checkpoint(note) == checkpoint


def test_a_checkpoint_signed_by_another_key_is_broken_evidence(log_key: NoteKey) -> None:
    again = NoteKey.generate(log_key.name)
    note = sign_checkpoint(Checkpoint(log_key.name, 7, bytes(32)), again)
    with pytest.raises(BrokenEvidenceError, match="not signed by an expected key"):
        open_checkpoint(note, log_key.vkey)


def test_a_key_signs_for_its_own_log_only(log_key: NoteKey) -> None:
    other = Checkpoint("firsthand/case/another", 7, bytes(32))
    with pytest.raises(MalformedValueError, match="does not sign for"):
        sign_checkpoint(other, log_key)
    with pytest.raises(BrokenEvidenceError, match="of the log 'firsthand/case/another'"):
        open_checkpoint(sign_note(other.text(), log_key), log_key.vkey)


@pytest.mark.parametrize("size", [-1, 2**63])
def test_an_impossible_size_is_not_signed(log_key: NoteKey, size: int) -> None:
    with pytest.raises(MalformedValueError):
        sign_checkpoint(Checkpoint(log_key.name, size, bytes(32)), log_key)
