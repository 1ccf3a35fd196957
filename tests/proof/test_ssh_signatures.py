"""SSH signatures: made by us and verified by OpenSSH, made by OpenSSH and verified by us."""

from __future__ import annotations

import base64
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given
from hypothesis import strategies as st

from firsthand.evidence.errors import BrokenEvidenceError, FirsthandError, MalformedValueError
from firsthand.proof.actors import ActorKey
from firsthand.proof.ssh_signatures import (
    SshSignature,
    allowed_signers_line,
    openssh_public,
    read_ssh,
    sign_ssh,
    verify_ssh,
)

KEY = ActorKey.from_seed(bytes(range(32)))
PURPOSE = "firsthand-dossier"
MESSAGE = b"0123  data/objects/heron.txt\n"


def check_with_openssh(ssh_keygen: str, folder: Path, message: bytes, purpose: str) -> bool:
    command = [ssh_keygen, "-Y", "verify", "-f", "signers", "-I", "anna@mill.example"]
    command += ["-n", purpose, "-s", "signature"]
    done = subprocess.run(command, input=message, cwd=folder, capture_output=True, check=False)
    return done.returncode == 0


@pytest.mark.parametrize("namespace", [None, PURPOSE])
def test_openssh_verifies_what_we_sign(
    ssh_keygen: str, tmp_path: Path, namespace: str | None
) -> None:
    line = allowed_signers_line("anna@mill.example", KEY.public_hex, namespace=namespace)
    (tmp_path / "signers").write_text(line)
    (tmp_path / "signature").write_text(sign_ssh(MESSAGE, KEY, PURPOSE))
    assert check_with_openssh(ssh_keygen, tmp_path, MESSAGE, PURPOSE)
    assert not check_with_openssh(ssh_keygen, tmp_path, MESSAGE + b"!", PURPOSE)
    assert not check_with_openssh(ssh_keygen, tmp_path, MESSAGE, "file")
    other = allowed_signers_line("anna@mill.example", ActorKey.generate().public_hex)
    (tmp_path / "signers").write_text(other)
    assert not check_with_openssh(ssh_keygen, tmp_path, MESSAGE, PURPOSE)


@pytest.mark.parametrize("options", [[], ["-O", "hashalg=sha256"]])
def test_we_verify_what_openssh_signs(ssh_keygen: str, tmp_path: Path, options: list[str]) -> None:
    private = Ed25519PrivateKey.from_private_bytes(KEY.seed)
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())
    (tmp_path / "key").write_bytes(pem)
    (tmp_path / "key").chmod(0o600)
    (tmp_path / "message").write_bytes(MESSAGE)
    command = [ssh_keygen, "-Y", "sign", "-f", "key", "-n", PURPOSE, *options, "message"]
    subprocess.run(command, cwd=tmp_path, capture_output=True, check=True)
    armor = (tmp_path / "message.sig").read_text()
    found = verify_ssh(armor, MESSAGE, PURPOSE, KEY.public_hex)
    assert found.to_armor() == armor
    if not options:
        assert armor == sign_ssh(MESSAGE, KEY, PURPOSE)


def test_openssh_reads_the_public_key(ssh_keygen: str, tmp_path: Path) -> None:
    (tmp_path / "key.pub").write_text(openssh_public(KEY.public_hex))
    command = [ssh_keygen, "-l", "-f", "key.pub"]
    said = subprocess.run(command, cwd=tmp_path, capture_output=True, check=True).stdout
    assert b"(ED25519)" in said


@given(
    st.binary(min_size=32, max_size=32).map(bytes.hex),
    st.text("abc-./@:019", min_size=1),
    st.sampled_from(["sha256", "sha512"]),
    st.binary(min_size=64, max_size=64),
)
def test_an_armor_reads_back(public: str, namespace: str, hash_name: str, raw: bytes) -> None:
    signature = SshSignature(public, namespace[:100], hash_name, raw)
    assert read_ssh(signature.to_armor()) == signature


@given(st.binary(max_size=300))
def test_what_is_signed_verifies(message: bytes) -> None:
    found = verify_ssh(sign_ssh(message, KEY, PURPOSE), message, PURPOSE, KEY.public_hex)
    assert (found.namespace, found.hash_name) == (PURPOSE, "sha512")


def test_another_message_purpose_or_key_is_broken_evidence() -> None:
    armor = sign_ssh(MESSAGE, KEY, PURPOSE)
    other = ActorKey.generate().public_hex
    for message, purpose, key, reason in (
        (MESSAGE + b"!", PURPOSE, KEY.public_hex, "changed"),
        (MESSAGE, "file", KEY.public_hex, "not for 'file'"),
        (MESSAGE, PURPOSE, other, "another key"),
    ):
        with pytest.raises(BrokenEvidenceError, match=reason):
            verify_ssh(armor, message, purpose, key)


def test_every_flipped_bit_is_noticed() -> None:
    armor = sign_ssh(MESSAGE, KEY, PURPOSE).encode()
    for position in range(len(armor) - 1):
        for bit in range(7):
            broken = bytearray(armor)
            broken[position] ^= 1 << bit
            with pytest.raises(FirsthandError):
                verify_ssh(broken.decode("ascii"), MESSAGE, PURPOSE, KEY.public_hex)


def armored(blob: bytes) -> str:
    text = base64.b64encode(blob).decode()
    return f"-----BEGIN SSH SIGNATURE-----\n{text}\n-----END SSH SIGNATURE-----\n"


@given(st.binary(max_size=200), st.booleans())
def test_any_armored_bytes_are_a_signature_or_malformed(blob: bytes, headed: bool) -> None:
    head = b"SSHSIG\x00\x00\x00\x01" if headed else b""
    with pytest.raises(MalformedValueError):
        read_ssh(armored(head + blob))


@given(st.text(max_size=100))
def test_any_text_is_malformed(untrusted: str) -> None:
    with pytest.raises(MalformedValueError):
        read_ssh(untrusted)


def test_other_versions_kinds_and_lengths_are_malformed() -> None:
    good = read_ssh(sign_ssh(MESSAGE, KEY, PURPOSE))
    armor = good.to_armor()
    lines = armor.split("\n")
    blob = base64.b64decode("".join(lines[1:-2]))
    for bad in (
        blob.replace(b"SSHSIG\x00\x00\x00\x01", b"SSHSIG\x00\x00\x00\x02"),
        blob.replace(b"ssh-ed25519", b"ssh-ed25518"),
        blob.replace(b"sha512", b"sha384"),
        blob.replace(b"firsthand-dossier", b"firsthand dossier"),
        blob.replace(b"dossier" + bytes(4), b"dossier" + b"\0\0\0\1x"),
        blob + b"\0",
        blob[:-1],
    ):
        assert bad != blob
        with pytest.raises(MalformedValueError):
            read_ssh(armored(bad))
    for bad_value in (
        SshSignature(good.public_hex[:-2], PURPOSE, "sha512", good.signature),
        SshSignature(good.public_hex, PURPOSE, "sha512", good.signature[:-1]),
        SshSignature(good.public_hex, "", "sha512", good.signature),
    ):
        with pytest.raises(MalformedValueError):
            read_ssh(bad_value.to_armor())
    with pytest.raises(MalformedValueError):
        read_ssh(armor + "A" * 1_000_000)


@pytest.mark.parametrize("word", ["", "two words", 'a"b', "a\nb", "*", "a,b", "!a", "é"])
def test_what_is_no_plain_word_is_neither_a_principal_nor_a_namespace(word: str) -> None:
    with pytest.raises(MalformedValueError):
        allowed_signers_line(word, KEY.public_hex)
    with pytest.raises(MalformedValueError):
        allowed_signers_line("anna@mill.example", KEY.public_hex, namespace=word)
    with pytest.raises(MalformedValueError):
        sign_ssh(MESSAGE, KEY, word)


def test_a_malformed_public_key_has_no_openssh_form() -> None:
    with pytest.raises(MalformedValueError):
        openssh_public("AB" * 32)
