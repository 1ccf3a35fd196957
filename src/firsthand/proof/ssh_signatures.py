"""SSHSIG (OpenSSH PROTOCOL.sshsig): signatures that `ssh-keygen -Y verify` checks.

The same Ed25519 key that signs entries signs the dossier's tag manifest, so that a stranger needs
no program of ours: OpenSSH is on every machine.
"""

from __future__ import annotations

import hashlib
import re
import struct
import textwrap
from dataclasses import dataclass

from firsthand.evidence.errors import BrokenEvidenceError, MalformedValueError
from firsthand.proof.actors import (
    PUBLIC_KEY_BYTES,
    SIGNATURE_BYTES,
    ActorKey,
    is_public_hex,
    verify_signature,
)
from firsthand.proof.base64_text import base64_text, bytes_of_base64

_MAGIC = b"SSHSIG"
_VERSION = 1
_KEY_TYPE = b"ssh-ed25519"
_HASHES = {b"sha512": hashlib.sha512, b"sha256": hashlib.sha256}
_BEGIN = "-----BEGIN SSH SIGNATURE-----"
_END = "-----END SSH SIGNATURE-----"
_MAX_ARMOR = 16 * 1024
_PRINCIPAL = re.compile(r"[\w.@+/:-]{1,200}", re.ASCII)
_NAMESPACE = re.compile(r"[\w.@+/:-]{1,100}", re.ASCII)


@dataclass(frozen=True, slots=True)
class SshSignature:
    """A signature as it stands in the armor: whose, for what purpose, over which hash."""

    public_hex: str
    namespace: str
    hash_name: str
    signature: bytes

    def to_armor(self) -> str:
        """The armored text; the inverse of `read_ssh`."""
        blob = b"".join(
            (
                _MAGIC,
                struct.pack(">I", _VERSION),
                _string(_public_blob(self.public_hex)),
                _string(self.namespace.encode()),
                _string(b""),
                _string(self.hash_name.encode()),
                _string(_string(_KEY_TYPE) + _string(self.signature)),
            )
        )
        return "\n".join((_BEGIN, *textwrap.wrap(base64_text(blob), 70), _END, ""))


def sign_ssh(message: bytes, key: ActorKey, namespace: str) -> str:
    """The armored signature over `message` for a purpose, such as `firsthand-dossier`.

    Raises `MalformedValueError` for a namespace that is not a plain word.
    """
    if not _NAMESPACE.fullmatch(namespace):
        raise MalformedValueError(f"{namespace[:60]!r} cannot be the namespace of a signature")
    signed = _signed_data(message, namespace, b"sha512")
    return SshSignature(key.public_hex, namespace, "sha512", key.sign(signed)).to_armor()


def verify_ssh(
    untrusted_armor: str, message: bytes, namespace: str, public_hex: str
) -> SshSignature:
    """The signature, once it is found to be that actor's over `message` for that namespace.

    Raises `MalformedValueError` where the armor holds no Ed25519 signature, and
    `BrokenEvidenceError` where it is over something else, for another purpose or by another key.
    """
    found = read_ssh(untrusted_armor)
    if found.namespace != namespace:
        raise _broken(f"it was made for {found.namespace!r}, not for {namespace!r}")
    if found.public_hex != public_hex:
        raise _broken("it was made with another key")
    signed = _signed_data(message, namespace, found.hash_name.encode())
    if not verify_signature(public_hex, signed, found.signature):
        raise _broken("the signed bytes or the signature were changed")
    return found


def read_ssh(untrusted_armor: str) -> SshSignature:
    """Read an armored signature without verifying it; raises `MalformedValueError`."""
    lines = untrusted_armor[: _MAX_ARMOR + 1].strip("\n").split("\n")
    if len(untrusted_armor) > _MAX_ARMOR or lines[0] != _BEGIN or lines[-1] != _END:
        raise MalformedValueError("the text is not an armored SSH signature")
    blob = bytes_of_base64("".join(lines[1:-1]))
    if not blob.startswith(_MAGIC + struct.pack(">I", _VERSION)):
        raise MalformedValueError("the SSH signature is not of version 1")
    public, name, reserved, hash_name, signature = _strings(blob[len(_MAGIC) + 4 :], 5)
    key_type, raw_key = _strings(public, 2)
    signature_type, raw_signature = _strings(signature, 2)
    lengths = (len(raw_key), len(raw_signature))
    if (key_type, signature_type) != (_KEY_TYPE, _KEY_TYPE) or hash_name not in _HASHES:
        raise MalformedValueError("the SSH signature is not an Ed25519 one over SHA-2")
    if reserved:  # nothing signs it, so nothing may stand in it
        raise MalformedValueError("the SSH signature has something in its reserved field")
    if lengths != (PUBLIC_KEY_BYTES, SIGNATURE_BYTES):
        raise MalformedValueError("the SSH signature has a key or signature of another length")
    namespace = name.decode("ascii", "replace")
    if not _NAMESPACE.fullmatch(namespace):
        raise MalformedValueError("the SSH signature has no plain namespace")
    return SshSignature(raw_key.hex(), namespace, hash_name.decode(), raw_signature)


def openssh_public(public_hex: str) -> str:
    """The public key as OpenSSH writes it, `ssh-ed25519 AAAA…`; raises `MalformedValueError`."""
    if not is_public_hex(public_hex):
        raise MalformedValueError(f"{public_hex[:70]!r} is not an Ed25519 public key in hex")
    return f"{_KEY_TYPE.decode()} {base64_text(_public_blob(public_hex))}"


def allowed_signers_line(principal: str, public_hex: str, *, namespace: str | None = None) -> str:
    """The line of an allowed-signers file that lets `principal` sign, for one namespace if given.

    Raises `MalformedValueError` where the principal could be read as a pattern or a second field.
    """
    if not _PRINCIPAL.fullmatch(principal):
        raise MalformedValueError(f"{principal[:60]!r} cannot be a principal")
    if namespace is not None and not _NAMESPACE.fullmatch(namespace):
        raise MalformedValueError(f"{namespace[:60]!r} cannot be the namespace of a signature")
    option = f'namespaces="{namespace}" ' if namespace is not None else ""
    return f"{principal} {option}{openssh_public(public_hex)}\n"


def _signed_data(message: bytes, namespace: str, hash_name: bytes) -> bytes:
    digest = _HASHES[hash_name](message).digest()
    fields = (namespace.encode(), b"", hash_name, digest)
    return _MAGIC + b"".join(_string(field) for field in fields)


def _public_blob(public_hex: str) -> bytes:
    return _string(_KEY_TYPE) + _string(bytes.fromhex(public_hex))


def _string(data: bytes) -> bytes:
    """An SSH string (RFC 4251 section 5): the length in four bytes, then the bytes."""
    return struct.pack(">I", len(data)) + data


def _strings(untrusted: bytes, count: int) -> list[bytes]:
    """Exactly `count` SSH strings that fill the bytes."""
    found: list[bytes] = []
    start = 0
    for _ in range(count):
        body = start + 4
        stop = body + int.from_bytes(untrusted[start:body], "big")
        if stop > len(untrusted):
            raise MalformedValueError("the SSH signature ends too early")
        found.append(untrusted[body:stop])
        start = stop
    if start != len(untrusted):
        raise MalformedValueError("the SSH signature has bytes left over")
    return found


def _broken(reason: str) -> BrokenEvidenceError:
    return BrokenEvidenceError(
        f"The SSH signature does not hold: {reason}.",
        remedy="Compare the signature and the file it is over with another copy.",
    )
