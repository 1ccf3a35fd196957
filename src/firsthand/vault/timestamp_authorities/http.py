"""A timestamp authority that is asked over HTTP (RFC 3161 section 3.4)."""

from __future__ import annotations

import hashlib
import http.client
import time
import urllib.error
import urllib.parse
import urllib.request

from firsthand.evidence.errors import MalformedValueError
from firsthand.proof.timestamps import (
    MAX_RESPONSE_BYTES,
    MEDIA_TYPE_REQUEST,
    MEDIA_TYPE_RESPONSE,
    TimestampRefusedError,
    TokenNeedsOpensslError,
    read_response,
    timestamp_request,
)
from firsthand.vault.timestamp_authority import AuthorityRefusedError, AuthorityUnreachableError
from firsthand.vault.timestamp_store import checked_authority

_PART = 64 << 10


class HttpTimestampAuthority:
    """The `TimestampAuthority` called `name` at the http or https address `url`.

    `patience` is how many seconds it may take for the whole of its answer. Raises
    `MalformedValueError` for another kind of address or a name that cannot be part of a file's.
    """

    def __init__(self, name: str, url: str, *, patience: float = 30.0) -> None:
        parts = urllib.parse.urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise MalformedValueError(
                f"{url[:200]!r} is not the http or https address of a timestamp authority"
            )
        self._name = checked_authority(name)
        self._url = url
        self._patience = patience

    @property
    def name(self) -> str:
        """See `TimestampAuthority.name`."""
        return self._name

    def stamp(self, message: bytes) -> bytes:
        """See `TimestampAuthority.stamp`."""
        request = timestamp_request(message)
        untrusted = self._ask(request.der)
        try:
            token = read_response(untrusted)
        except TokenNeedsOpensslError:
            return untrusted  # whoever checks it asks openssl, and says so
        except TimestampRefusedError as error:
            raise self._refused(error.message) from error
        except MalformedValueError as error:
            raise self._refused(f"its answer is no timestamp: {error.message}") from error
        asked = hashlib.new(token.hash_algorithm, message).hexdigest()
        if (token.nonce, token.imprint) != (request.nonce, asked):
            raise self._refused("its answer is to another question")
        return untrusted

    def _ask(self, query: bytes) -> bytes:
        headers = {"Content-Type": MEDIA_TYPE_REQUEST, "Accept": MEDIA_TYPE_RESPONSE}
        request = urllib.request.Request(self._url, data=query, headers=headers)  # noqa: S310  http(s): checked when made
        deadline = time.monotonic() + self._patience
        try:
            with urllib.request.urlopen(request, timeout=self._patience) as response:  # noqa: S310
                return self._read(response, deadline)
        except urllib.error.HTTPError as error:
            error.close()
            raise self._unreachable(f"it answered with status {error.code}") from error
        except urllib.error.URLError as error:
            raise self._unreachable(str(error.reason)) from error
        except (OSError, http.client.HTTPException) as error:
            raise self._unreachable(str(error) or type(error).__name__) from error

    def _read(self, response: http.client.HTTPResponse, deadline: float) -> bytes:
        untrusted = bytearray()
        while part := response.read1(_PART):
            untrusted += part
            if len(untrusted) > MAX_RESPONSE_BYTES:
                raise self._refused("its answer is longer than any timestamp")
            if time.monotonic() > deadline:
                raise self._unreachable("it took too long to answer")
        return bytes(untrusted)

    def _unreachable(self, reason: str) -> AuthorityUnreachableError:
        return AuthorityUnreachableError(
            f"The timestamp authority {self._name} ({self._url}) could not be asked: {reason}.",
            remedy="Nothing is lost: the checkpoint stays marked as not yet timestamped, and is "
            "sent when the authority can be reached.",
        )

    def _refused(self, reason: str) -> AuthorityRefusedError:
        return AuthorityRefusedError(
            f"The timestamp authority {self._name} ({self._url}) gave no timestamp: "
            f"{reason.rstrip('.')}.",
            remedy="See that the address in case.toml is the right one, or use another authority.",
        )
