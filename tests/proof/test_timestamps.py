"""Timestamps from a real authority, run with the openssl command, and from a golden one."""

from __future__ import annotations

import contextlib
import hashlib
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat import asn1
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import load_pem_x509_certificate
from hypothesis import given
from hypothesis import strategies as st

from firsthand.evidence.errors import BrokenEvidenceError, FirsthandError, MalformedValueError
from firsthand.proof.timestamp_responses import _Response, is_response, with_sorted_sets
from firsthand.proof.timestamps import (
    TimestampRefusedError,
    TokenNeedsOpensslError,
    check_token,
    read_response,
    timestamp_request,
)

MESSAGE = b"nine grey herons\n"
# A token over MESSAGE whose certificates were valid for two minutes on the day it was made.
GOLDEN = Path(__file__).parent / "golden"
GOLDEN_TOKEN = (GOLDEN / "brief_authority.tsr").read_bytes()
GOLDEN_ROOT = (GOLDEN / "brief_authority.pem").read_bytes()
GOLDEN_NONCE = 11480880268481626420

CONFIGURATION = """
[ tsa ]
default_tsa = clock
[ clock ]
serial = ./serial
signer_cert = ./clock.pem
signer_key = ./clock.key
certs = ./chain.pem
signer_digest = sha256
default_policy = 1.2.3.4.1
other_policies = 1.2.3.4.2
digests = sha256, sha512
accuracy = secs:1, millisecs:500
clock_precision_digits = 3
ordering = yes
tsa_name = yes
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""
CA = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n"
CLOCK = (
    "basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\n"
    "extendedKeyUsage=critical,timeStamping\n"
)
SERVER = CLOCK.replace("timeStamping", "serverAuth")


@dataclass(frozen=True)
class Authority:
    """A folder with a root, an intermediate and a clock, run by the openssl command."""

    folder: Path
    program: str

    def openssl(self, command: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [self.program, *command.split()], cwd=self.folder, capture_output=True, check=True
        )

    def pem(self, name: str) -> bytes:
        return (self.folder / f"{name}.pem").read_bytes()

    def certify(self, name: str, issuer: str, extensions: str) -> None:
        (self.folder / "extensions").write_text(extensions)
        request = f"req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN={name}"
        self.openssl(f"{request} -keyout {name}.key -out {name}.csr")
        signer = f"-CA {issuer}.pem -CAkey {issuer}.key -CAcreateserial"
        signer = f"-signkey {name}.key" if issuer == name else signer
        days = "-days 30 -extfile extensions"
        self.openssl(f"x509 -req -in {name}.csr {signer} {days} -out {name}.pem")

    def stamp(self, der: bytes, *chain: str) -> bytes:
        """The response to a request, with these certificates beside the clock's."""
        (self.folder / "chain.pem").write_bytes(b"".join(map(self.pem, chain or ("clock",))))
        (self.folder / "query").write_bytes(der)
        self.openssl("ts -reply -config tsa.cnf -queryfile query -out response")
        return (self.folder / "response").read_bytes()


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory, openssl: str) -> Authority:
    made = Authority(tmp_path_factory.mktemp("authority"), openssl)
    (made.folder / "tsa.cnf").write_text(CONFIGURATION)
    (made.folder / "serial").write_text("01")
    made.certify("root", "root", CA)
    made.certify("stranger", "stranger", CA)
    made.certify("an-intermediate-with-a-long-name", "root", CA)
    made.certify("clock", "an-intermediate-with-a-long-name", CLOCK)
    return made


MIDDLE = "an-intermediate-with-a-long-name"


def test_openssl_reads_our_request(authority: Authority) -> None:
    request = timestamp_request(MESSAGE)
    (authority.folder / "mine").write_bytes(request.der)
    said = authority.openssl("ts -query -in mine -text").stdout.decode()
    assert "Hash Algorithm: sha256" in said
    assert f"Nonce: 0x{request.nonce:016X}" in said
    assert "Certificate required: yes" in said
    assert timestamp_request(MESSAGE).nonce != request.nonce


@pytest.mark.parametrize("chain", [("clock",), (MIDDLE,), (MIDDLE, "root"), ("root", MIDDLE)])
def test_tokens_with_certificates_in_any_order_are_checked(
    authority: Authority, chain: tuple[str, ...]
) -> None:
    request = timestamp_request(MESSAGE)
    response = authority.stamp(request.der, *chain)
    before = datetime.now(UTC)
    token = check_token(
        response,
        MESSAGE,
        authority.pem("root"),
        intermediates_pem=authority.pem(MIDDLE),
        nonce=request.nonce,
    )
    assert token == read_response(response)
    assert token.time <= before
    assert token.time.tzinfo is UTC
    assert (token.policy, token.accuracy, token.nonce) == ("1.2.3.4.1", 1.5, request.nonce)
    assert token.hash_algorithm == "sha256"
    assert token.imprint == hashlib.sha256(MESSAGE).hexdigest()
    assert token.authority == "CN=clock"
    assert len(token.certificates) == len({"clock", *chain})
    assert token.chain_pem().count(b"BEGIN CERTIFICATE") == len(token.certificates)


def test_openssl_accepts_what_we_accept_and_our_sorted_form_of_it(authority: Authority) -> None:
    response = authority.stamp(timestamp_request(MESSAGE).der, MIDDLE, "root")
    (authority.folder / "message").write_bytes(MESSAGE)
    for form in (response, with_sorted_sets(response)):
        (authority.folder / "form").write_bytes(form)
        verify = "ts -verify -data message -in form -CAfile root.pem"
        assert b"OK" in authority.openssl(verify).stdout
        check_token(form, MESSAGE, authority.pem("root"))


def test_a_token_over_something_else_is_broken_evidence(authority: Authority) -> None:
    response = authority.stamp(timestamp_request(MESSAGE).der, MIDDLE)
    with pytest.raises(BrokenEvidenceError, match="something else"):
        check_token(response, MESSAGE + b"!", authority.pem("root"))


def test_a_token_of_an_authority_that_is_not_trusted_is_broken_evidence(
    authority: Authority,
) -> None:
    response = authority.stamp(timestamp_request(MESSAGE).der, MIDDLE, "root")
    for roots in (authority.pem("stranger"), authority.pem(MIDDLE), authority.pem("clock")):
        with pytest.raises(BrokenEvidenceError, match="certificate"):
            check_token(response, MESSAGE, roots)


def test_a_self_signed_certificate_among_the_intermediates_is_not_trusted(
    authority: Authority,
) -> None:
    response = authority.stamp(timestamp_request(MESSAGE).der, MIDDLE)
    with pytest.raises(BrokenEvidenceError):
        check_token(
            response, MESSAGE, authority.pem("stranger"), intermediates_pem=authority.pem("root")
        )


def test_a_missing_intermediate_can_be_given(authority: Authority) -> None:
    response = authority.stamp(timestamp_request(MESSAGE).der)
    with pytest.raises(BrokenEvidenceError):
        check_token(response, MESSAGE, authority.pem("root"))
    check_token(response, MESSAGE, authority.pem("root"), intermediates_pem=authority.pem(MIDDLE))


def test_an_answer_to_another_request_is_broken_evidence(authority: Authority) -> None:
    request = timestamp_request(MESSAGE)
    response = authority.stamp(timestamp_request(MESSAGE).der, MIDDLE)
    with pytest.raises(BrokenEvidenceError, match="Nonce"):
        check_token(response, MESSAGE, authority.pem("root"), nonce=request.nonce)


def test_a_token_without_its_signers_certificate_is_broken_evidence(authority: Authority) -> None:
    response = authority.stamp(timestamp_request(MESSAGE).der, MIDDLE, "root")
    parsed = asn1.decode_der(_Response, response)
    clock = der_of(authority.pem("clock"))
    certificates = parsed.token.content.certificates
    assert certificates is not None
    certificates[:] = [c for c in certificates if asn1.encode_der(c) != clock]
    with pytest.raises(BrokenEvidenceError, match="signer certificate not found"):
        check_token(asn1.encode_der(parsed), MESSAGE, authority.pem("root"))


def test_a_certificate_for_another_use_makes_no_tokens(authority: Authority) -> None:
    """The same statement is signed as a token by two certificates of one chain."""
    authority.certify("baker", MIDDLE, SERVER)
    authority.stamp(timestamp_request(MESSAGE).der, MIDDLE)
    authority.openssl("ts -reply -in response -token_out -out token")
    authority.openssl("cms -verify -noverify -inform DER -in token -out statement")
    statement = "-binary -in statement -econtent_type 1.2.840.113549.1.9.16.1.4"
    for signer in ("clock", "baker"):
        sign = f"cms -sign {statement} -nodetach -outform DER -out {signer}.token"
        authority.openssl(f"{sign} -signer {signer}.pem -inkey {signer}.key -certfile {MIDDLE}.pem")
    granted = bytes.fromhex("3003020100")
    tokens = {s: (authority.folder / f"{s}.token").read_bytes() for s in ("clock", "baker")}
    responses = {
        s: b"\x30\x82" + len(granted + token).to_bytes(2, "big") + granted + token
        for s, token in tokens.items()
    }
    assert check_token(responses["clock"], MESSAGE, authority.pem("root")).authority == "CN=clock"
    with pytest.raises(BrokenEvidenceError, match="certificate purpose"):
        check_token(responses["baker"], MESSAGE, authority.pem("root"))


def der_of(pem: bytes) -> bytes:
    return load_pem_x509_certificate(pem).public_bytes(Encoding.DER)


def test_a_sha_512_token_is_checked_and_a_refusal_is_said_as_such(authority: Authority) -> None:
    (authority.folder / "message").write_bytes(MESSAGE)
    authority.openssl("ts -query -data message -sha512 -cert -out long")
    longer = authority.stamp((authority.folder / "long").read_bytes(), MIDDLE)
    token = check_token(longer, MESSAGE, authority.pem("root"))
    assert (token.hash_algorithm, len(token.imprint), token.nonce is None) == ("sha512", 128, False)
    authority.openssl("ts -query -data message -sha384 -cert -out other")
    with pytest.raises(TimestampRefusedError, match="refused"):
        read_response(authority.stamp((authority.folder / "other").read_bytes()))


def test_a_token_outlives_the_certificates_of_its_authority() -> None:
    token = check_token(GOLDEN_TOKEN, MESSAGE, GOLDEN_ROOT, nonce=GOLDEN_NONCE)
    assert token.time == datetime(2026, 11, 23, 8, 52, 25, tzinfo=UTC)
    assert token.authority == "CN=Brief clock of Ozerny"
    assert (token.serial, token.accuracy) == (8, 1.5001)


def test_no_trusted_root_is_an_error_of_the_caller_and_not_of_the_token() -> None:
    for roots in (b"", b"no certificate", b"-----BEGIN CERTIFICATE-----\n"):
        with pytest.raises(MalformedValueError):
            check_token(GOLDEN_TOKEN, MESSAGE, roots)


def test_a_flipped_bit_never_changes_what_a_token_says() -> None:
    """What no signature covers may differ; time, message, number and signer may not."""
    genuine = read_response(GOLDEN_TOKEN)
    held = 0
    for position in range(len(GOLDEN_TOKEN)):
        broken = bytearray(GOLDEN_TOKEN)
        broken[position] ^= 1 << position % 8
        try:
            token = check_token(bytes(broken), MESSAGE, GOLDEN_ROOT)
        except FirsthandError:
            continue
        held += 1
        assert (token.time, token.imprint, token.serial, token.policy, token.authority) == (
            genuine.time,
            genuine.imprint,
            genuine.serial,
            genuine.policy,
            genuine.authority,
        )
    assert held < len(GOLDEN_TOKEN) / 2


@given(st.lists(st.tuples(st.integers(0, len(GOLDEN_TOKEN) - 1), st.binary(max_size=3))))
def test_any_damage_ends_in_one_of_our_errors(damages: list[tuple[int, bytes]]) -> None:
    broken = GOLDEN_TOKEN
    for position, bytes_there in damages:
        broken = broken[:position] + bytes_there + broken[position + 1 :]
    for call in (
        lambda: read_response(broken).chain_pem(),
        lambda: check_token(broken, MESSAGE, GOLDEN_ROOT),
    ):
        with contextlib.suppress(FirsthandError):
            call()


@given(st.binary(max_size=200))
def test_bytes_that_are_no_response_are_malformed(untrusted: bytes) -> None:
    with pytest.raises((MalformedValueError, TokenNeedsOpensslError)):
        read_response(untrusted)


@given(st.randoms(use_true_random=False))
def test_the_order_of_certificates_makes_no_difference(random: object) -> None:
    response = asn1.decode_der(_Response, GOLDEN_TOKEN)
    certificates = response.token.content.certificates
    assert certificates is not None
    random.shuffle(certificates)  # type: ignore[attr-defined]
    shuffled = asn1.encode_der(response)
    assert with_sorted_sets(shuffled) == with_sorted_sets(GOLDEN_TOKEN)
    assert read_response(shuffled) == read_response(GOLDEN_TOKEN)


def test_a_token_in_another_form_is_left_to_openssl() -> None:
    empty_token = bytes.fromhex("300730030201003000")
    assert is_response(empty_token)
    with pytest.raises(TokenNeedsOpensslError) as caught:
        read_response(empty_token)
    assert "openssl" in caught.value.remedy


def test_enormous_and_deep_responses_are_refused_quickly() -> None:
    deep = b"\x30\x80" * 400_000
    for untrusted in (bytes(2_000_000), deep, b"\x30\x84\xff\xff\xff\xff" + bytes(10)):
        with pytest.raises(MalformedValueError):
            read_response(untrusted)
