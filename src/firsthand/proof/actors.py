"""Actors: the Ed25519 keys (RFC 8032) that sign entries.

An actor is named by the lower-case hex of the 32-byte public key. The private half lives in the
user's configuration directory as PKCS#8 PEM, under a pass-phrase if the user wants one.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from firsthand.evidence.errors import FirsthandError, MalformedValueError

SIGNATURE_BYTES = 64
PUBLIC_KEY_BYTES = 32

_PUBLIC_HEX = re.compile(r"[0-9a-f]{64}")
_LARGEST_PEM = 16 * 1024


class PassphraseError(FirsthandError):
    """A private key needs a pass-phrase that was not given, or was given wrongly."""


@dataclass(frozen=True, slots=True)
class ActorKey:
    """The private key of an actor. It never appears in its own `repr`."""

    _private: Ed25519PrivateKey = field(repr=False)

    @classmethod
    def generate(cls) -> ActorKey:
        """A new key from the system's randomness."""
        return cls(Ed25519PrivateKey.generate())

    @classmethod
    def from_seed(cls, seed: bytes) -> ActorKey:
        """The key of a 32-byte RFC 8032 seed; raises `MalformedValueError` at other lengths."""
        if len(seed) != 32:
            raise MalformedValueError(f"an Ed25519 seed has 32 bytes, not {len(seed)}")
        return cls(Ed25519PrivateKey.from_private_bytes(seed))

    @classmethod
    def from_pem(cls, untrusted_pem: bytes, passphrase: bytes | None = None) -> ActorKey:
        """Read a PKCS#8 PEM; a pass-phrase that is given but not needed is ignored.

        Raises `PassphraseError` where the key is encrypted and the pass-phrase is missing or
        wrong, and `MalformedValueError` for anything but an Ed25519 private key.
        """
        encrypted = b"ENCRYPTED" in untrusted_pem[:_LARGEST_PEM]
        if encrypted and not passphrase:
            raise PassphraseError(
                "The private key is protected by a pass-phrase.", remedy="Give the pass-phrase."
            )
        try:
            key = load_pem_private_key(
                untrusted_pem[:_LARGEST_PEM], passphrase if encrypted else None
            )
        except (ValueError, TypeError, UnsupportedAlgorithm):
            if encrypted:
                raise PassphraseError(
                    "The pass-phrase does not open the private key.",
                    remedy="Try again; without the pass-phrase the key cannot be recovered.",
                ) from None
            raise MalformedValueError("the bytes are not a PKCS#8 PEM private key") from None
        if not isinstance(key, Ed25519PrivateKey):
            raise MalformedValueError("the private key is not an Ed25519 key")
        return cls(key)

    def to_pem(self, passphrase: bytes | None = None) -> bytes:
        """The key as PKCS#8 PEM, encrypted where a non-empty pass-phrase is given."""
        protection: KeySerializationEncryption = (
            BestAvailableEncryption(passphrase) if passphrase else NoEncryption()
        )
        return self._private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, protection)

    @property
    def public_bytes(self) -> bytes:
        """The 32 bytes of the public key."""
        return self._private.public_key().public_bytes_raw()

    @property
    def public_hex(self) -> str:
        """The public key in lower-case hex: the actor's name in entries."""
        return self.public_bytes.hex()

    @property
    def seed(self) -> bytes:
        """The 32-byte RFC 8032 seed: the secret itself."""
        return self._private.private_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        """The 64-byte Ed25519 signature over `message`."""
        return self._private.sign(message)


def is_public_hex(untrusted: str) -> bool:
    """Whether the text has the form of an actor's public key: 64 lower-case hex digits."""
    return _PUBLIC_HEX.fullmatch(untrusted) is not None


def verify_signature(public_hex: str, message: bytes, signature: bytes) -> bool:
    """Whether `signature` is the actor's over `message`; a malformed key or signature is not."""
    if not is_public_hex(public_hex):
        return False
    try:
        _public_key(public_hex).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def public_pem(public_hex: str) -> bytes:
    """The public key as SubjectPublicKeyInfo PEM, which the openssl command reads.

    Raises `MalformedValueError` where `public_hex` is not a public key.
    """
    if not is_public_hex(public_hex):
        raise MalformedValueError(f"{public_hex[:70]!r} is not an Ed25519 public key in hex")
    return _public_key(public_hex).public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def public_hex_of_pem(untrusted_pem: bytes) -> str:
    """The hex name of the actor whose public key is in the PEM; raises `MalformedValueError`."""
    try:
        key = load_pem_public_key(untrusted_pem[:_LARGEST_PEM])
    except (ValueError, UnsupportedAlgorithm):
        raise MalformedValueError("the bytes are not a PEM public key") from None
    if not isinstance(key, Ed25519PublicKey):
        raise MalformedValueError("the public key is not an Ed25519 key")
    return key.public_bytes_raw().hex()


@functools.lru_cache(maxsize=256)
def _public_key(public_hex: str) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_hex))
