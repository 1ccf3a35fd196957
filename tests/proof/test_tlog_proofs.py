"""Proofs that travel alone: they verify with the leaf and the key, and with nothing changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firsthand.evidence.errors import BrokenEvidenceError, FirsthandError, MalformedValueError
from firsthand.proof.actors import ActorKey
from firsthand.proof.notes import NoteKey, sign_note
from firsthand.proof.tlog_proofs import TlogProof

NOTE = sign_note("any text\n", NoteKey("mill.example/log", ActorKey.from_seed(bytes(32))))
HASHES = st.lists(st.binary(min_size=32, max_size=32), max_size=64).map(tuple)


@pytest.mark.parametrize("size", [1, 2, 5, 300])
def test_a_proof_made_from_a_log_verifies(size: int, make_log: Callable[[int], Any]) -> None:
    log = make_log(size)
    for index in {0, size // 2, size - 1}:
        made = TlogProof.make(index, log.files["checkpoint"], log.key.vkey, log.nodes())
        proof = TlogProof.from_bytes(made.to_bytes())
        assert proof == made
        assert proof.verify(log.leaves[index], log.key.vkey) == log.checkpoint


@given(st.integers(0, 2**63 - 1), HASHES, st.none() | st.binary(max_size=40))
def test_a_proof_reads_back(index: int, hashes: tuple[bytes, ...], extra: bytes | None) -> None:
    proof = TlogProof(index, hashes, NOTE, extra)
    assert TlogProof.from_bytes(proof.to_bytes()) == proof


@given(st.binary(max_size=100))
def test_any_bytes_are_a_proof_exactly_or_not_at_all(untrusted: bytes) -> None:
    for data in (untrusted, b"c2sp.org/tlog-proof@v1\n" + untrusted + b"\n\n" + NOTE):
        try:
            assert TlogProof.from_bytes(data).to_bytes() == data
        except MalformedValueError:
            continue


def test_the_text_has_the_lines_of_the_specification(make_log: Callable[[int], Any]) -> None:
    log = make_log(3)
    proof = TlogProof.make(0, log.files["checkpoint"], log.key.vkey, log.nodes())
    first, index, one, two, empty, *note = proof.to_bytes().decode().split("\n")
    assert (first, index, empty) == ("c2sp.org/tlog-proof@v1", "index 0", "")
    assert len(one) == len(two) == 44
    assert "\n".join(note).encode() == log.files["checkpoint"]


def test_another_leaf_index_key_or_checkpoint_does_not_verify(
    make_log: Callable[[int], Any],
) -> None:
    log, longer = make_log(5), make_log(6)
    note = log.files["checkpoint"]
    proof = TlogProof.make(2, note, log.key.vkey, log.nodes())
    with pytest.raises(BrokenEvidenceError, match="index 2"):
        proof.verify(log.leaves[3], log.key.vkey)
    for bad in (
        TlogProof(3, proof.proof, note),
        TlogProof(2, proof.proof[:-1], note),
        TlogProof(2, proof.proof, longer.files["checkpoint"]),
    ):
        with pytest.raises(BrokenEvidenceError):
            bad.verify(log.leaves[2], log.key.vkey)
    with pytest.raises(BrokenEvidenceError, match="not signed"):
        proof.verify(log.leaves[2], NoteKey.generate(log.key.name).vkey)


def test_every_flipped_bit_outside_the_extra_line_is_noticed(
    make_log: Callable[[int], Any],
) -> None:
    log = make_log(3)
    data = TlogProof.make(1, log.files["checkpoint"], log.key.vkey, log.nodes()).to_bytes()
    for position in range(len(data)):
        for bit in range(8):
            broken = bytearray(data)
            broken[position] ^= 1 << bit
            with pytest.raises(FirsthandError):
                TlogProof.from_bytes(bytes(broken)).verify(log.leaves[1], log.key.vkey)


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"c2sp.org/tlog-proof@v1",
        b"c2sp.org/tlog-proof@v2\nindex 0",
        b"c2sp.org/tlog-proof@v1\nindex 01",
        b"c2sp.org/tlog-proof@v1\nindex -1",
        b"c2sp.org/tlog-proof@v1\nindex 0\nshort",
        b"c2sp.org/tlog-proof@v1\nindex 0\nextra AAAA",
        b"c2sp.org/tlog-proof@v1\nextra !\nindex 0",
        b"c2sp.org/tlog-proof@v1\nindex \xd9\xa1",
        b"c2sp.org/tlog-proof@v1\nindex 0" + b"\n" + b"A" * 43 + b"=" * 100_000,
        b"c2sp.org/tlog-proof@v1\nindex 0" + (b"\n" + b"A" * 43 + b"=") * 65,
    ],
)
def test_other_heads_are_malformed(head: bytes) -> None:
    with pytest.raises(MalformedValueError):
        TlogProof.from_bytes(head + b"\n\n" + NOTE)


def test_a_proof_without_or_with_an_enormous_checkpoint_is_malformed() -> None:
    head = b"c2sp.org/tlog-proof@v1\nindex 0\n\n"
    for note in (b"", b"text\n", b"a\n" * 1_500_000 + NOTE):
        with pytest.raises(MalformedValueError):
            TlogProof.from_bytes(head + note)
