"""The contract of a timestamp authority: a third party that puts its time to bytes (RFC 3161).

It sees a digest of the bytes, never the bytes. Nobody is contacted unless the case's settings name
them.
"""

from __future__ import annotations

from typing import Protocol

from firsthand.evidence.errors import FirsthandError


class AuthorityUnreachableError(FirsthandError):
    """The authority could not be asked: offline, no such host, too slow. Asking later may help."""


class AuthorityRefusedError(FirsthandError):
    """The authority answered, but not with a token over what was asked."""


class TimestampAuthority(Protocol):
    """Gives tokens. Asking again is harmless and gives another token."""

    @property
    def name(self) -> str:
        """What the authority is called in the case: part of file names (`checked_authority`)."""

    def stamp(self, message: bytes) -> bytes:
        """The raw RFC 3161 response with a token over `message`.

        The response was read and answers this request (it is granted, over this digest, with this
        nonce); its signature and certificates are yet to be checked. Raises
        `AuthorityUnreachableError` or `AuthorityRefusedError`.
        """
