"""Checking a stored timestamp: by our own library, and where that cannot read it, by openssl."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from firsthand.proof.timestamps import TokenNeedsOpensslError, check_token
from firsthand.vault.openssl_checker import check_with_openssl


@dataclass(frozen=True, slots=True)
class CheckedTimestamp:
    """A timestamp that holds: the time it states, and which program said so.

    `checker` is `rfc3161-client` or `openssl`: it is told apart wherever a check is reported.
    """

    time: datetime
    checker: str


def check_timestamp(
    untrusted_response: bytes,
    message: bytes,
    trusted_roots_pem: bytes,
    *,
    intermediates_pem: bytes = b"",
) -> CheckedTimestamp:
    """Verify a response over `message` up to one of the trusted roots, as of the token's own time.

    Raises as `proof.timestamps.check_token` and `check_with_openssl` do.
    """
    try:
        token = check_token(
            untrusted_response, message, trusted_roots_pem, intermediates_pem=intermediates_pem
        )
    except TokenNeedsOpensslError:
        stated = check_with_openssl(
            untrusted_response, message, trusted_roots_pem, intermediates_pem=intermediates_pem
        )
        return CheckedTimestamp(stated, "openssl")
    return CheckedTimestamp(token.time, "rfc3161-client")
