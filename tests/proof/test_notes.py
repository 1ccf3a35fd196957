"""Signed notes against the published examples, and against tampering."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firsthand.evidence.errors import BrokenEvidenceError, MalformedValueError
from firsthand.proof.actors import ActorKey
from firsthand.proof.notes import (
    MAX_SIGNATURES,
    NoteKey,
    NoteVerifier,
    open_note,
    parse_note,
    sign_note,
)

# The example of Go's x/mod/sumdb/note documentation, and that of the C2SP specification.
GO_SKEY = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
GO_VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_TEXT = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
GO_NOTE = (
    f"{GO_TEXT}\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZ"
    "SNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
).encode()
SPEC_VKEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
SPEC_NOTE = (
    "This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ON"
    "ncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
).encode()

KEY = NoteKey("mill.example/log", ActorKey.from_seed(bytes(range(32))))
OTHER = NoteKey("witness.example", ActorKey.from_seed(bytes(32)))
TEXTS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters=[*map(chr, range(32))])
    | st.just("\n"),
    max_size=60,
).map(lambda text: text + "\n")
NAMES = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"], exclude_characters="+"),
    min_size=1,
    max_size=20,
)


def test_the_example_of_the_go_documentation_is_made_and_opened() -> None:
    key = NoteKey.from_text(GO_SKEY)
    assert key.vkey == GO_VKEY
    assert key.to_text() == GO_SKEY
    assert sign_note(GO_TEXT, key) == GO_NOTE
    assert open_note(GO_NOTE, [GO_VKEY]).text == GO_TEXT


def test_the_example_of_the_specification_is_opened() -> None:
    note = open_note(SPEC_NOTE, [SPEC_VKEY])
    assert note.text == "This is an example message.\n"
    assert note.verified_by == (SPEC_VKEY,)


@given(TEXTS)
def test_a_signed_text_opens_and_writes_the_same(text: str) -> None:
    data = sign_note(text, KEY, OTHER)
    note = open_note(data, [KEY.vkey, OTHER.vkey])
    assert note.text == text
    assert note.verified_by == (KEY.vkey, OTHER.vkey)
    assert note.to_bytes() == data


@given(NAMES)
def test_keys_read_back_from_their_texts(name: str) -> None:
    key = NoteKey.generate(name)
    assert NoteKey.from_text(key.to_text()).to_text() == key.to_text()
    assert NoteVerifier.from_vkey(key.vkey) == key.verifier
    assert key.verifier.vkey == key.vkey


@given(st.binary(max_size=100) | st.text(max_size=100).map(str.encode))
def test_any_bytes_are_a_note_exactly_or_not_at_all(untrusted: bytes) -> None:
    for data in (untrusted, b"text\n\n\xe2\x80\x94 " + untrusted + b"\n"):
        try:
            note = parse_note(data)
        except MalformedValueError:
            continue
        assert note.to_bytes() == data


def test_signatures_by_unknown_keys_are_ignored_beside_a_known_one() -> None:
    data = sign_note("the sluice gate\n", OTHER, KEY)
    assert open_note(data, [KEY.vkey]).verified_by == (KEY.vkey,)


def test_a_note_signed_by_none_of_the_keys_is_broken_evidence() -> None:
    with pytest.raises(BrokenEvidenceError, match=r"not signed by .* but by witness\.example"):
        open_note(sign_note("the sluice gate\n", OTHER), [KEY.vkey])
    with pytest.raises(BrokenEvidenceError):
        open_note(sign_note("the sluice gate\n", KEY), [])


def test_another_key_of_the_same_name_is_not_taken_for_it() -> None:
    impostor = NoteKey.generate(KEY.name)
    with pytest.raises(BrokenEvidenceError, match="not signed by an expected key"):
        open_note(sign_note("the sluice gate\n", impostor), [KEY.vkey])


def test_one_bad_signature_of_a_known_key_spoils_the_note() -> None:
    good = sign_note("the sluice gate\n", OTHER)
    bad = sign_note("the sluice gates\n", KEY).rpartition(b"\n\n")[2]
    with pytest.raises(BrokenEvidenceError, match=r"mill\.example/log"):
        open_note(good + bad, [KEY.vkey, OTHER.vkey])
    assert open_note(good + bad, [OTHER.vkey]).verified_by == (OTHER.vkey,)


def test_every_flipped_bit_is_noticed() -> None:
    data = sign_note("the sluice gate\nat Ozerny\n", KEY)
    for position in range(len(data)):
        for bit in range(8):
            broken = bytearray(data)
            broken[position] ^= 1 << bit
            with pytest.raises((BrokenEvidenceError, MalformedValueError)):
                open_note(bytes(broken), [KEY.vkey])


def test_more_signatures_than_the_limit_are_refused() -> None:
    line = KEY.sign("a\n").line().encode()
    assert len(parse_note(b"a\n\n" + line * MAX_SIGNATURES).signatures) == MAX_SIGNATURES
    with pytest.raises(MalformedValueError, match="more than 100"):
        parse_note(b"a\n\n" + line * (MAX_SIGNATURES + 1))
    with pytest.raises(MalformedValueError, match="too long"):
        parse_note(b"a\n" * 600_000 + b"\n" + line)


@pytest.mark.parametrize(
    "untrusted",
    [
        b"",
        b"\n\n",
        b"text\n",
        b"text\n\n",
        b"text\n\n\xe2\x80\x94 name\n",
        b"text\n\n\xe2\x80\x94 name AAAAAA==\n",
        b"text\n\n- name AAAAAAA=\n",
        b"text\n\n\xe2\x80\x94  AAAAAAA=\n",
        b"text\n\n\xe2\x80\x94 na+me AAAAAAA=\n",
        b"text\n\n\xe2\x80\x94 name AAAAAAA=",
        b"text\n\n\xe2\x80\x94 name AAAAAAB=\n",
        b"te\rxt\n\n\xe2\x80\x94 name AAAAAAA=\n",
        b"te\x00xt\n\n\xe2\x80\x94 name AAAAAAA=\n",
        b"te\xffxt\n\n\xe2\x80\x94 name AAAAAAA=\n",
        b"text\n\n\xe2\x80\x94 na\xc2\xa0me AAAAAAA=\n",
    ],
)
def test_what_is_no_note_is_malformed(untrusted: bytes) -> None:
    with pytest.raises(MalformedValueError):
        parse_note(untrusted)


@pytest.mark.parametrize("text", ["", "no newline", "bell\a\n", "tab\t\n", "\ud800\n"])
def test_what_cannot_be_a_note_is_not_signed(text: str) -> None:
    with pytest.raises(MalformedValueError):
        sign_note(text, KEY)
    with pytest.raises(MalformedValueError):
        sign_note("a text without keys\n")


@pytest.mark.parametrize("name", ["", "two words", "a+b", "a\u2003b", "a\nb", "\ud800", "a\x01"])
def test_what_cannot_be_a_key_name_is_refused(name: str) -> None:
    with pytest.raises(MalformedValueError):
        NoteKey.generate(name)


@given(st.text(max_size=80) | st.text(max_size=20).map(lambda t: f"{t}+c74f20a3+{t}"))
def test_any_text_is_a_vkey_exactly_or_not_at_all(untrusted: str) -> None:
    with contextlib.suppress(MalformedValueError):
        assert NoteVerifier.from_vkey(untrusted).vkey == untrusted
    with pytest.raises(MalformedValueError):
        NoteKey.from_text(untrusted)


@pytest.mark.parametrize(
    "untrusted",
    [
        GO_VKEY.replace("c74f20a3", "c74f20a4"),
        GO_VKEY.replace("c74f20a3", "C74F20A3"),
        GO_VKEY.replace("+ARpc", "+Ahpc"),
        GO_VKEY[:-4],
        GO_VKEY + "\n",
        GO_VKEY.replace("PeterNeumann", "PeterNeuman"),
    ],
)
def test_a_vkey_that_does_not_fit_itself_is_malformed(untrusted: str) -> None:
    with pytest.raises(MalformedValueError):
        NoteVerifier.from_vkey(untrusted)


def test_a_private_key_that_does_not_fit_itself_is_malformed() -> None:
    with pytest.raises(MalformedValueError, match="not its own"):
        NoteKey.from_text(GO_SKEY.replace("c74f20a3", "c74f20a4"))


def test_the_secret_is_not_in_the_repr() -> None:
    assert "AYEKFALV" not in repr(NoteKey.from_text(GO_SKEY))
