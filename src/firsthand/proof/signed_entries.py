"""Signed entries: the leaves of the custody log.

A leaf is the canonical JSON of `{"entry": …, "signature": "…"}`. The signature is the actor's
Ed25519 over the canonical bytes of the entry alone, and those bytes stand in the leaf unchanged
between a fixed prefix and a suffix of fixed length, so that a shell can cut them out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from firsthand.evidence.entries import ENTRY_FORMAT, Entry
from firsthand.evidence.errors import BrokenEvidenceError, MalformedValueError
from firsthand.evidence.json_values import from_json, instant_to_text, to_json
from firsthand.evidence.written_exhibits import WrittenExhibit
from firsthand.proof.actors import SIGNATURE_BYTES, ActorKey, is_public_hex, verify_signature
from firsthand.proof.base64_text import base64_text, bytes_of_base64
from firsthand.proof.canonical import canonical_bytes, parse_canonical, parse_own
from firsthand.proof.canonical_values import canonical_text

#: The longest leaf: the entry bundles of C2SP tlog-tiles give a length in two bytes.
MAX_LEAF_BYTES = 65535

PREFIX = b'{"entry":'
SUFFIX_BYTES = len(b',"signature":"') + 88 + len(b'"}')


@dataclass(frozen=True, slots=True)
class SignedEntry:
    """An entry whose signature holds, the signature, and the leaf that both were read from."""

    entry: Entry
    signature: bytes
    leaf: bytes


def seal_entry(entry: Entry, key: ActorKey) -> bytes:
    """Sign the entry and return the leaf.

    Raises `MalformedValueError` where the entry names another actor than the key's, holds what
    canonical JSON cannot, or makes a leaf above `MAX_LEAF_BYTES`.
    """
    return seal_entries([entry], key)[0]


def seal_entries(entries: Iterable[Entry], key: ActorKey) -> list[bytes]:
    """Sign the entries of one actor and return the leaves; raises as `seal_entry`."""
    actor = key.public_hex
    leaves = []
    for entry in entries:
        if entry.actor != actor:
            raise MalformedValueError("the entry names another actor than the key that signs it")
        signed = _written(entry)
        signature = base64_text(key.sign(signed)).encode("ascii")
        leaf = PREFIX + signed + b',"signature":"' + signature + b'"}'
        if len(leaf) > MAX_LEAF_BYTES:
            raise MalformedValueError(
                f"the {entry.act} entry has {len(leaf)} bytes; the log takes up to "
                f"{MAX_LEAF_BYTES}",
                remedy="Keep long values as objects and name them by digest in the entry.",
            )
        leaves.append(leaf)
    return leaves


def _written(entry: Entry) -> bytes:
    """The canonical bytes of the entry; a body that is written already is put in as it is."""
    if isinstance(entry.body, WrittenExhibit):  # digests, acts and keys need no escaping
        return (
            f'{{"act":"{entry.act}","actor":"{entry.actor}","body":{entry.body.text},'
            f'"format":{canonical_text(entry.format)},"time":"{instant_to_text(entry.time)}"}}'
        ).encode()
    return canonical_bytes({**to_json(replace(entry, body={})), "body": entry.body})


def open_entry(untrusted_leaf: bytes) -> SignedEntry:
    """Read a leaf and check its signature.

    Raises `MalformedValueError` where it is not a canonical signed entry of this format, and
    `BrokenEvidenceError` where the signature is not the named actor's.
    """
    untrusted = parse_canonical(untrusted_leaf, max_bytes=MAX_LEAF_BYTES)
    if not isinstance(untrusted, dict) or untrusted.keys() != {"entry", "signature"}:
        raise MalformedValueError("a leaf holds an entry and its signature, and nothing else")
    if not isinstance(untrusted["signature"], str):
        raise MalformedValueError("the signature of a leaf is base64 text")
    signature = bytes_of_base64(untrusted["signature"], length=SIGNATURE_BYTES)
    entry = from_json(Entry, untrusted["entry"])
    if entry.format != ENTRY_FORMAT:
        raise MalformedValueError(
            f"the entry has the format {entry.format[:40]!r}, not {ENTRY_FORMAT!r}",
            remedy="Open the case with the version of Firsthand that wrote it, or a newer one.",
        )
    if not is_public_hex(entry.actor):
        raise MalformedValueError("the entry's actor is not an Ed25519 public key in hex")
    if not verify_signature(entry.actor, signed_bytes(untrusted_leaf), signature):
        raise BrokenEvidenceError(
            f"The signature of the {entry.act} entry of {entry.actor[:12]}… does not hold.",
            remedy="The entry was changed after it was signed; compare with another copy.",
        )
    return SignedEntry(entry, signature, untrusted_leaf)


def sealed_entry(own_leaf: bytes) -> Entry:
    """The entry of a leaf that `seal_entry` has just made: what `open_entry` reads from it."""
    own: Any = parse_own(own_leaf)
    return from_json(Entry, own["entry"])


def signed_bytes(leaf: bytes) -> bytes:
    """The part of a leaf that the actor signed: the canonical bytes of the entry."""
    return leaf[len(PREFIX) : -SUFFIX_BYTES]
