"""Timestamps (RFC 3161): the request to an authority, and what its response proves.

Nothing here talks to anyone: a caller sends the request, keeps the response as received, and may
check it again years later with the authority's root certificate. A token is checked at the time
that it states, so an expired certificate does not spoil it. Revocation is not looked at.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime

import rfc3161_client
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding

from firsthand.evidence.errors import BrokenEvidenceError, FirsthandError, MalformedValueError
from firsthand.proof.timestamp_responses import is_response, with_sorted_sets

#: Responses above this are refused unread; those with a long chain have about 10 KB.
MAX_RESPONSE_BYTES = 1_000_000
MEDIA_TYPE_REQUEST = "application/timestamp-query"
MEDIA_TYPE_RESPONSE = "application/timestamp-reply"

_MAX_ROOTS_BYTES = 4_000_000
_LONGEST_NAME = 200
_GRANTED = (rfc3161_client.PKIStatus.GRANTED, rfc3161_client.PKIStatus.GRANTED_WITH_MODS)
#: What the libraries raise for malformed certificates and names inside a well-formed token.
_UNREADABLE = (
    ValueError,
    KeyError,
    OverflowError,
    UnsupportedAlgorithm,
    x509.InvalidVersion,
    x509.DuplicateExtension,
    x509.UnsupportedGeneralNameType,
)
_HASHES = {
    "2.16.840.1.101.3.4.2.1": "sha256",
    "2.16.840.1.101.3.4.2.2": "sha384",
    "2.16.840.1.101.3.4.2.3": "sha512",
}


class TokenNeedsOpensslError(FirsthandError):
    """A token has a form that only the openssl command reads: neither good nor broken yet.

    `openssl ts -verify -attime SECONDS -data FILE -in TOKEN -CAfile ROOTS` decides.
    """


class TimestampRefusedError(FirsthandError):
    """An authority answered that it will not timestamp."""


@dataclass(frozen=True, slots=True)
class TimestampRequest:
    """A request in DER, and the number that the answer must repeat."""

    der: bytes
    nonce: int


@dataclass(frozen=True, slots=True)
class TimestampToken:
    """What a token says; true only if `check_token` returned it.

    `time` is the authority's to the full second, `accuracy` in seconds where it states one;
    `policy` an object identifier in dots; `imprint` the lower-case hex digest of the message under
    `hash_algorithm` (`sha256`, `sha384` or `sha512`); `authority` the signer's name as in its
    certificate, or empty; `certificates` those inside the token, in DER.
    """

    time: datetime
    accuracy: float | None
    policy: str
    serial: int
    hash_algorithm: str
    imprint: str
    nonce: int | None
    authority: str
    certificates: tuple[bytes, ...]

    def chain_pem(self) -> bytes:
        """The certificates inside the token, to be kept beside it.

        Raises `MalformedValueError` where one of them is none.
        """
        try:
            loaded = [x509.load_der_x509_certificate(der) for der in self.certificates]
        except _UNREADABLE as error:
            raise MalformedValueError(f"a certificate in the token is malformed: {error}") from None
        return b"".join(certificate.public_bytes(Encoding.PEM) for certificate in loaded)


def timestamp_request(message: bytes) -> TimestampRequest:
    """A request for a token over the SHA-256 of `message`, with certificates and a random nonce."""
    builder = rfc3161_client.TimestampRequestBuilder().data(message)
    request = builder.hash_algorithm(rfc3161_client.HashAlgorithm.SHA256).build()
    if request.nonce is None:
        raise AssertionError("the request was built without the nonce that is its default")
    return TimestampRequest(request.as_bytes(), request.nonce)


def read_response(untrusted: bytes) -> TimestampToken:
    """What a response says, with nothing verified.

    Raises `MalformedValueError` for bytes that are no response, `TimestampRefusedError` for a
    refusal, and `TokenNeedsOpensslError` for a token in a form that is not read here.
    """
    return _token(_decode(untrusted))


def check_token(
    untrusted_response: bytes,
    message: bytes,
    trusted_roots_pem: bytes,
    *,
    intermediates_pem: bytes = b"",
    nonce: int | None = None,
) -> TimestampToken:
    """Verify a response over `message` up to one of the trusted roots, as of the token's own time.

    `nonce` is the request's, where the request is at hand. `intermediates_pem` holds certificates
    that the token lacks; they complete a chain and are not themselves trusted.

    Raises `BrokenEvidenceError` where the token does not hold, and as `read_response` does.
    """
    roots = _certificates(trusted_roots_pem)
    if not roots:
        raise MalformedValueError("no trusted root certificate was given")
    response = _decode(untrusted_response)
    token = _token(response)
    verifier = rfc3161_client.VerifierBuilder(
        roots=roots,
        intermediates=[c for c in _certificates(intermediates_pem) if c.issuer != c.subject],
        nonce=nonce,
    )
    if hashlib.new(token.hash_algorithm, message).hexdigest() != token.imprint:
        raise _broken(token, "it is over something else")
    try:
        verifier.build().verify_message(response, message)
    except (rfc3161_client.VerificationError, *_UNREADABLE) as error:
        raise _broken(token, _cause(str(error))) from None
    return token


def _decode(untrusted: bytes) -> rfc3161_client.TimeStampResponse:
    if len(untrusted) > MAX_RESPONSE_BYTES:
        raise MalformedValueError(f"a timestamp response of {len(untrusted)} bytes is too long")
    try:
        response = rfc3161_client.decode_timestamp_response(untrusted)
    except ValueError:
        response = _decode_sorted(untrusted)
    if response.status not in _GRANTED:
        said = "; ".join(response.status_string)[:_LONGEST_NAME]
        raise TimestampRefusedError(
            f"The authority refused to timestamp (status {response.status}): {_plain(said)!r}.",
            remedy="Try again later, or use another authority.",
        )
    return response


def _decode_sorted(untrusted: bytes) -> rfc3161_client.TimeStampResponse:
    if not is_response(untrusted):
        raise MalformedValueError("the bytes are not an RFC 3161 response")
    try:
        return rfc3161_client.decode_timestamp_response(with_sorted_sets(untrusted))
    except ValueError:
        raise TokenNeedsOpensslError(
            "The timestamp token has a form that Firsthand does not read by itself.",
            remedy="Check it with the openssl command (apt-get install openssl).",
        ) from None


def _token(response: rfc3161_client.TimeStampResponse) -> TimestampToken:
    try:
        info = response.tst_info
        algorithm = info.message_imprint.hash_algorithm.dotted_string
        if algorithm not in _HASHES:
            raise MalformedValueError(f"the token uses the hash algorithm {algorithm}")
        return TimestampToken(
            time=info.gen_time.astimezone(UTC),
            accuracy=_accuracy(info.accuracy),
            policy=info.policy.dotted_string,
            serial=info.serial_number,
            hash_algorithm=_HASHES[algorithm],
            imprint=info.message_imprint.message.hex(),
            nonce=info.nonce,
            authority=_authority(response),
            certificates=tuple(sorted(response.signed_data.certificates)),
        )
    except _UNREADABLE as error:
        raise MalformedValueError(f"the timestamp token cannot be read: {error}") from None


def _accuracy(untrusted: rfc3161_client.Accuracy | None) -> float | None:
    if untrusted is None:
        return None
    parts = (untrusted.seconds or 0, untrusted.millis or 0, untrusted.micros or 0)
    return parts[0] + parts[1] / 1_000 + parts[2] / 1_000_000


def _authority(response: rfc3161_client.TimeStampResponse) -> str:
    """The subject of the certificate that signed, or nothing where the token does not carry it.

    Certificates that cannot be read are passed over: whether they matter shows in verification.
    """
    for der in sorted(response.signed_data.certificates):
        try:
            signers = {(s.issuer, s.serial_number) for s in response.signed_data.signer_infos}
            certificate = x509.load_der_x509_certificate(der)
            if (certificate.issuer, certificate.serial_number) in signers:
                return _plain(certificate.subject.rfc4514_string()[:_LONGEST_NAME])
        except _UNREADABLE:
            continue
    return ""


def _certificates(pem: bytes) -> list[x509.Certificate]:
    if not pem:
        return []
    try:
        return x509.load_pem_x509_certificates(pem[:_MAX_ROOTS_BYTES])
    except _UNREADABLE:
        raise MalformedValueError("the bytes hold no PEM certificates") from None


def _broken(token: TimestampToken, reason: str) -> BrokenEvidenceError:
    return BrokenEvidenceError(
        f"The timestamp of {token.time:%Y-%m-%d %H:%M:%S} UTC does not hold: {reason}.",
        remedy="Compare with another copy, and see that the authority's root is the right one.",
    )


def _cause(said: str) -> str:
    """The cause alone, where the message wraps a dump of openssl's errors."""
    causes: list[str] = re.findall(r'(?:reason|data): "(?:Verify error: )?([^"]*)"', said)
    return _plain((causes[-1] if causes else said)[:_LONGEST_NAME]).strip(" .")


def _plain(untrusted: str) -> str:
    """Text from outside for a message: printable characters only."""
    return "".join(c if c.isprintable() else "�" for c in untrusted)
