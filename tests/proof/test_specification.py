"""The examples in docs/specs/custody-log.md are real: they open and verify."""

from __future__ import annotations

import re
from pathlib import Path

from firsthand.evidence.entries import Act, Purpose
from firsthand.proof.signed_entries import PREFIX, SUFFIX_BYTES, open_entry, signed_bytes
from firsthand.proof.tlog_proofs import TlogProof

PAGE = Path(__file__).parents[2] / "docs" / "specs" / "custody-log.md"
TEXT = PAGE.read_text(encoding="utf-8")
BLOCKS = dict(re.findall(r"```(\S+)\n(.*?)```", TEXT, re.DOTALL))


def test_the_leaf_opens_and_the_proof_shows_it_in_the_log() -> None:
    leaf, vkey = BLOCKS["leaf"].strip().encode(), BLOCKS["vkey"].strip()
    opened = open_entry(leaf)
    checkpoint = TlogProof.from_bytes(BLOCKS["tlog-proof"].encode()).verify(leaf, vkey)
    assert opened.entry.body["reason"] == "The name is Anna Linde."
    assert (checkpoint.size, checkpoint.origin) == (2, vkey.partition("+")[0])


def test_the_signed_bytes_are_where_the_page_says() -> None:
    leaf = BLOCKS["leaf"].strip().encode()
    assert "without its first 9 bytes" in TEXT
    assert "its last 104" in TEXT
    assert (len(PREFIX), SUFFIX_BYTES) == (9, 104)
    assert leaf[9:-104] == signed_bytes(leaf)


def test_every_act_and_purpose_is_described() -> None:
    for word in (*Act, *Purpose):
        assert f"`{word}`" in TEXT
