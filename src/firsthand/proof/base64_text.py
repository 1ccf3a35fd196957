"""Base64 as RFC 4648 section 4 writes it, and no other spelling of the same bytes."""

from __future__ import annotations

import base64
import binascii

from firsthand.evidence.errors import MalformedValueError


def base64_text(data: bytes) -> str:
    """The standard base64 text of `data`, with padding and on one line."""
    return base64.b64encode(data).decode("ascii")


def bytes_of_base64(untrusted: str, *, length: int | None = None) -> bytes:
    """The bytes of a standard base64 text, of exactly `length` bytes where that is given.

    Raises `MalformedValueError` for any character outside the alphabet, missing padding, or
    non-zero bits under the padding: one value has one spelling, so that a signed or hashed text
    cannot be rewritten without a trace.
    """
    try:
        data = base64.b64decode(untrusted, validate=True)
    except (binascii.Error, ValueError):
        raise MalformedValueError(f"{untrusted[:60]!r} is not base64") from None
    if base64_text(data) != untrusted:
        raise MalformedValueError(f"{untrusted[:60]!r} is not base64 in its one standard spelling")
    if length is not None and len(data) != length:
        raise MalformedValueError(f"{untrusted[:60]!r} holds {len(data)} bytes, not {length}")
    return data
