"""Actors' keys against RFC 8032 and the openssl command."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from firsthand.evidence.errors import MalformedValueError
from firsthand.proof.actors import (
    ActorKey,
    PassphraseError,
    public_hex_of_pem,
    public_pem,
    verify_signature,
)

# RFC 8032 section 7.1: seed, public key, message, signature.
VECTORS = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
            "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
        ),
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
            "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        ),
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        (
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
            "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
        ),
    ),
]


@pytest.mark.parametrize(("seed", "public", "message", "signature"), VECTORS)
def test_keys_and_signatures_are_those_of_rfc_8032(
    seed: str, public: str, message: str, signature: str
) -> None:
    key = ActorKey.from_seed(bytes.fromhex(seed))
    assert key.public_hex == public
    assert key.sign(bytes.fromhex(message)).hex() == signature
    assert verify_signature(public, bytes.fromhex(message), bytes.fromhex(signature))


def test_a_changed_message_signature_or_key_does_not_verify(actor: ActorKey) -> None:
    signature = actor.sign(b"the bridge at Ozerny")
    flipped = bytes([signature[0] ^ 1]) + signature[1:]
    other = ActorKey.generate().public_hex
    assert verify_signature(actor.public_hex, b"the bridge at Ozerny", signature)
    assert not verify_signature(actor.public_hex, b"the bridge at Ozernyi", signature)
    assert not verify_signature(actor.public_hex, b"the bridge at Ozerny", flipped)
    assert not verify_signature(other, b"the bridge at Ozerny", signature)


@pytest.mark.parametrize("public", ["", "zz" * 32, "AB" * 32, "ab" * 31, "ab" * 33, "é" * 64])
def test_a_malformed_key_verifies_nothing(actor: ActorKey, public: str) -> None:
    assert not verify_signature(public, b"", actor.sign(b""))
    with pytest.raises(MalformedValueError):
        public_pem(public)


@pytest.mark.parametrize("length", [0, 63, 65, 100_000])
def test_a_signature_of_another_length_is_none(actor: ActorKey, length: int) -> None:
    assert not verify_signature(actor.public_hex, b"", bytes(length))


def test_a_key_reads_back_from_its_pem_with_and_without_a_pass_phrase(actor: ActorKey) -> None:
    assert ActorKey.from_pem(actor.to_pem()).public_hex == actor.public_hex
    assert ActorKey.from_pem(actor.to_pem(), b"unneeded").public_hex == actor.public_hex
    sealed = actor.to_pem(b"nine grey herons")
    assert ActorKey.from_pem(sealed, b"nine grey herons").public_hex == actor.public_hex
    assert public_hex_of_pem(public_pem(actor.public_hex)) == actor.public_hex


@pytest.mark.parametrize("passphrase", [None, b"", b"ten grey herons"])
def test_a_missing_or_wrong_pass_phrase_is_said_as_such(
    actor: ActorKey, passphrase: bytes | None
) -> None:
    with pytest.raises(PassphraseError, match="pass-phrase"):
        ActorKey.from_pem(actor.to_pem(b"nine grey herons"), passphrase)


def test_other_keys_and_other_bytes_are_refused(actor: ActorKey) -> None:
    public = public_pem(actor.public_hex)
    for untrusted in (b"", b"\xff" * 100, public, actor.to_pem()[:60]):
        with pytest.raises(MalformedValueError):
            ActorKey.from_pem(untrusted)
    for untrusted in (b"", actor.to_pem(), public[:40]):
        with pytest.raises(MalformedValueError):
            public_hex_of_pem(untrusted)
    with pytest.raises(MalformedValueError):
        ActorKey.from_seed(bytes(31))


def test_the_secret_is_not_in_the_repr(actor: ActorKey) -> None:
    assert actor.seed.hex() not in repr(actor)
    assert "Ed25519PrivateKey" not in repr(actor)


def test_openssl_verifies_a_signature_with_the_public_pem(
    actor: ActorKey, openssl: str, tmp_path: Path
) -> None:
    (tmp_path / "key.pem").write_bytes(public_pem(actor.public_hex))
    (tmp_path / "message").write_bytes(b"nine grey herons")
    (tmp_path / "signature").write_bytes(actor.sign(b"nine grey herons"))
    command = (
        f"{openssl} pkeyutl -verify -pubin -inkey key.pem -rawin -in message -sigfile signature"
    )
    done = subprocess.run(command.split(), cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
