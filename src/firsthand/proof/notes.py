"""Signed notes (C2SP signed-note): a text, an empty line, and Ed25519 signatures by named keys.

A key's public half is one line of text, the *vkey*: `name+keyid+base64`. Its name is the log's
origin, so that a key made for one log signs for no other.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256

from firsthand.evidence.errors import BrokenEvidenceError, MalformedValueError
from firsthand.proof.actors import PUBLIC_KEY_BYTES, ActorKey, verify_signature
from firsthand.proof.base64_text import base64_text, bytes_of_base64

#: Larger notes, and notes with more signatures, are refused unread.
MAX_NOTE_BYTES = 1_000_000
MAX_SIGNATURES = 100

_ED25519 = b"\x01"
_KEY_ID_BYTES = 4
_SIGNATURE_START = "— "
_PRIVATE = "PRIVATE+KEY+"


@dataclass(frozen=True, slots=True)
class NoteVerifier:
    """The public half of a note key: its name and its 32-byte Ed25519 public key."""

    name: str
    public: bytes

    @classmethod
    def from_vkey(cls, untrusted: str) -> NoteVerifier:
        """Read a vkey; raises `MalformedValueError` for anything but an Ed25519 one."""
        name, key_id, key = _split_key(untrusted)
        verifier = cls(name, key)
        if verifier.key_id.hex() != key_id:
            raise MalformedValueError(f"the key id in the vkey of {name!r} is not that of its key")
        return verifier

    @property
    def key_id(self) -> bytes:
        """The four bytes that stand before a signature by this key."""
        named = self.name.encode() + b"\n" + _ED25519 + self.public
        return sha256(named).digest()[:_KEY_ID_BYTES]

    @property
    def vkey(self) -> str:
        """The key as one line of text."""
        return f"{self.name}+{self.key_id.hex()}+{base64_text(_ED25519 + self.public)}"


@dataclass(frozen=True, slots=True)
class NoteKey:
    """The private half of a note key. It never appears in its own `repr`."""

    name: str
    _key: ActorKey = field(repr=False)

    @classmethod
    def generate(cls, name: str) -> NoteKey:
        """A new key; raises `MalformedValueError` where the name cannot stand in a note."""
        return cls(_checked_name(name), ActorKey.generate())

    @classmethod
    def from_text(cls, untrusted: str) -> NoteKey:
        """Read the text that `to_text` writes; raises `MalformedValueError`."""
        if not untrusted.startswith(_PRIVATE):
            raise MalformedValueError("the text is not a private note key")
        name, key_id, seed = _split_key(untrusted.removeprefix(_PRIVATE))
        key = cls(name, ActorKey.from_seed(seed))
        if key.verifier.key_id.hex() != key_id:
            raise MalformedValueError(f"the key id of the private key {name!r} is not its own")
        return key

    def to_text(self) -> str:
        """The private key as one line, in the form that Go's sumdb tools read: keep it secret."""
        secret = base64_text(_ED25519 + self._key.seed)
        return f"{_PRIVATE}{self.name}+{self.verifier.key_id.hex()}+{secret}"

    @property
    def verifier(self) -> NoteVerifier:
        """The public half."""
        return NoteVerifier(self.name, self._key.public_bytes)

    @property
    def vkey(self) -> str:
        """The public half as one line of text."""
        return self.verifier.vkey

    def sign(self, text: str) -> NoteSignature:
        """The key's signature over a note text."""
        return NoteSignature(self.name, self.verifier.key_id, self._key.sign(text.encode()))


@dataclass(frozen=True, slots=True)
class NoteSignature:
    """One signature line: the key's name, its four-byte id, and the signature."""

    name: str
    key_id: bytes
    signature: bytes

    def line(self) -> str:
        """The line as it stands in a note, with its newline."""
        return f"{_SIGNATURE_START}{self.name} {base64_text(self.key_id + self.signature)}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A note: its text, all its signatures, and the vkeys whose signatures were found to hold.

    The text means nothing while `verified_by` is empty.
    """

    text: str
    signatures: tuple[NoteSignature, ...]
    verified_by: tuple[str, ...] = ()

    def to_bytes(self) -> bytes:
        """The note as it is stored."""
        return f"{self.text}\n{''.join(s.line() for s in self.signatures)}".encode()


def sign_note(text: str, *keys: NoteKey) -> bytes:
    """The text as a note signed by one or more keys.

    Raises `MalformedValueError` where the text is empty, does not end in a newline, or holds
    control characters or lone surrogates.
    """
    if not text.endswith("\n") or _has_control_characters(text):
        raise MalformedValueError("a note's text ends in a newline and has no control characters")
    if not keys:
        raise MalformedValueError("a note is signed by at least one key")
    try:
        return Note(text, tuple(key.sign(text) for key in keys)).to_bytes()
    except UnicodeEncodeError:
        raise MalformedValueError("a note's text is valid Unicode") from None


def parse_note(untrusted: bytes) -> Note:
    """Read a note without verifying anything; raises `MalformedValueError`."""
    if len(untrusted) > MAX_NOTE_BYTES:
        raise MalformedValueError(f"a note of {len(untrusted)} bytes is too long")
    try:
        whole = untrusted.decode("utf-8")
    except UnicodeDecodeError:
        raise MalformedValueError("the note is not valid UTF-8") from None
    body, separator, last = whole.rpartition("\n\n")
    if not separator or not last.endswith("\n") or _has_control_characters(whole):
        raise MalformedValueError("the bytes are not a signed note")
    lines = last[:-1].split("\n")
    if len(lines) > MAX_SIGNATURES:
        raise MalformedValueError(f"the note has more than {MAX_SIGNATURES} signatures")
    return Note(body + "\n", tuple(_parse_signature(line) for line in lines))


def open_note(untrusted: bytes, vkeys: Iterable[str]) -> Note:
    """Read a note and verify the signatures of the given keys; those of others are ignored.

    Raises `MalformedValueError` where it is no note or a vkey is none, and `BrokenEvidenceError`
    where a signature of a given key does not hold or none of the keys has signed.
    """
    known = {(v.name, v.key_id): v for v in map(NoteVerifier.from_vkey, vkeys)}
    note = parse_note(untrusted)
    verified: dict[str, None] = {}
    for signature in note.signatures:
        verifier = known.get((signature.name, signature.key_id))
        if verifier is None:
            continue
        text = note.text.encode()
        if not verify_signature(verifier.public.hex(), text, signature.signature):
            raise BrokenEvidenceError(
                f"The signature of {signature.name} on the note does not hold.",
                remedy="The text was changed after it was signed; take it from another copy.",
            )
        verified[verifier.vkey] = None
    if not verified:
        names = ", ".join(sorted({s.name[:80] for s in note.signatures}))
        raise BrokenEvidenceError(
            f"The note is not signed by an expected key, but by {names}.",
            remedy="Ask the keeper of the log for the key it signs with.",
        )
    return Note(note.text, note.signatures, tuple(verified))


def _parse_signature(untrusted: str) -> NoteSignature:
    name, space, encoded = untrusted.removeprefix(_SIGNATURE_START).partition(" ")
    if not untrusted.startswith(_SIGNATURE_START) or not space:
        raise MalformedValueError(f"{untrusted[:60]!r} is not a signature line")
    data = bytes_of_base64(encoded)
    if len(data) <= _KEY_ID_BYTES:
        raise MalformedValueError(f"the signature of {name[:60]!r} is too short")
    return NoteSignature(_checked_name(name), data[:_KEY_ID_BYTES], data[_KEY_ID_BYTES:])


def _split_key(untrusted: str) -> tuple[str, str, bytes]:
    """The name, key id in hex, and 32 key bytes of `name+id+base64(type || key)`."""
    parts = untrusted.split("+", 2)
    if len(parts) != 3:
        raise MalformedValueError(f"{untrusted[:40]!r}… is not a note key")
    data = bytes_of_base64(parts[2])
    if data[:1] != _ED25519 or len(data) != 1 + PUBLIC_KEY_BYTES:
        raise MalformedValueError(f"the note key of {parts[0][:60]!r} is not an Ed25519 key")
    return _checked_name(parts[0]), parts[1], data[1:]


def _checked_name(untrusted: str) -> str:
    unfit = any(c == "+" or c < " " or c.isspace() or _is_surrogate(c) for c in untrusted)
    if not untrusted or unfit:
        raise MalformedValueError(f"{untrusted[:60]!r} cannot be the name of a note key")
    return untrusted


def _is_surrogate(character: str) -> bool:
    return "\ud800" <= character <= "\udfff"


def _has_control_characters(text: str) -> bool:
    return any(c < " " for c in set(text) - {"\n"})
