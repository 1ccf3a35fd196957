"""The outer form of an RFC 3161 response, as far as it must be put right before it can be read.

DER wants the members of a set sorted. Authorities that run openssl, which are most, send the
certificates of a token in the order of the chain, and the library that reads tokens refuses that.
The certificates of a CMS SignedData are outside what is signed (RFC 5652 section 5.4), so sorting
them changes nothing that a signature covers. The bytes as received are what is kept; the sorted
ones are only ever read.
"""

from __future__ import annotations

from typing import Annotated

from cryptography import x509
from cryptography.hazmat import asn1


@asn1.sequence
class _SignedData:
    """CMS SignedData (RFC 5652 section 5.1); a list carries an implicit set, order as it came."""

    version: int
    digest_algorithms: asn1.TLV
    content: asn1.TLV
    certificates: Annotated[list[asn1.TLV] | None, asn1.Implicit(0)]
    revocations: Annotated[list[asn1.TLV] | None, asn1.Implicit(1)]
    signers: asn1.TLV


@asn1.sequence
class _Token:
    """CMS ContentInfo around SignedData (RFC 5652 section 3)."""

    kind: x509.ObjectIdentifier
    content: Annotated[_SignedData, asn1.Explicit(0)]


@asn1.sequence
class _Response:
    """TimeStampResp (RFC 3161 section 2.4.2)."""

    status: asn1.TLV
    token: _Token


@asn1.sequence
class _Outline:
    """A response whose token is looked at no further than its outermost form."""

    status: asn1.TLV
    token: asn1.TLV


def is_response(untrusted: bytes) -> bool:
    """Whether the bytes have the outermost form of a response that carries a token."""
    try:
        asn1.decode_der(_Outline, untrusted)
    except ValueError:
        return False
    return True


def with_sorted_sets(untrusted: bytes) -> bytes:
    """The response with the certificates and revocation lists of its token in DER order.

    Raises `ValueError` where the bytes are no response with a token in DER.
    """
    response = asn1.decode_der(_Response, untrusted)
    signed = response.token.content
    for members in (signed.certificates, signed.revocations):
        if members is not None:
            members.sort(key=asn1.encode_der)
    return asn1.encode_der(response)
