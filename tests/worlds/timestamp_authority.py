"""A world with a real timestamp authority on loopback: openssl signs, a small server hands on.

It has a root, an intermediate and a signing certificate of its own, made anew each time, and
answers on an ephemeral port of 127.0.0.1. Its `behaviour` can be set to misbehave.
"""

from __future__ import annotations

import contextlib
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

_MOST_QUERY_BYTES = 64 << 10

_CONFIG = """
[req]
distinguished_name = name
prompt = no
[name]
CN = unused
[root]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[intermediate]
basicConstraints = critical, CA:true, pathlen:0
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[signer]
basicConstraints = CA:false
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[tsa]
default_tsa = loopback
[loopback]
serial = serial
crypto_device = builtin
signer_cert = signer.pem
certs = chain.pem
signer_key = signer.key
signer_digest = sha256
default_policy = 1.3.6.1.4.1.57264.99.1
digests = sha256, sha384, sha512
accuracy = secs:1
ordering = yes
tsa_name = no
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""


@dataclass
class LoopbackAuthority:
    """A running authority.

    `ca_pem` is its root, `chain_pem` the signing certificate and the intermediate. `behaviour` is
    `well`, `refuse` (a rejection), `garbage`, `error` (status 500), `huge` (two megabytes),
    `replay` (an older answer) or `slow` (one byte now and then); `asked` counts the requests.
    """

    url: str
    folder: Path
    ca_pem: bytes
    chain_pem: bytes
    behaviour: str = "well"
    asked: int = 0
    stopping: threading.Event = field(default_factory=threading.Event)
    _signing: threading.Lock = field(default_factory=threading.Lock)
    _older: bytes = b""

    def reply(self, query: bytes) -> bytes:
        """The response to a query, as the authority behaves now."""
        with self._signing:  # openssl counts serial numbers in a file
            self.asked += 1
            if self.behaviour == "garbage":
                return b"<html>Good morning</html>"
            if self.behaviour == "huge":
                return bytes(2 << 20)
            if self.behaviour == "replay":
                return self._older
            if self.behaviour == "refuse":
                query = b"\x30\x03\x02\x01\x01"  # no imprint: openssl answers with a rejection
            (self.folder / "query").write_bytes(query)
            openssl(self.folder, "ts -reply -queryfile query -out reply -config openssl.cnf")
            self._older = (self.folder / "reply").read_bytes()
            return self._older


def openssl(folder: Path, arguments: str) -> None:
    """Run the openssl command in a folder; an error says what it said."""
    done = subprocess.run(
        ["openssl", *arguments.split()], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@contextlib.contextmanager
def running_authority() -> Iterator[LoopbackAuthority]:
    """An authority for the length of the block."""
    with tempfile.TemporaryDirectory(prefix="firsthand-authority-") as name:
        folder = Path(name)
        _make_certificates(folder)
        server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        server.daemon_threads = True
        authority = LoopbackAuthority(
            url=f"http://127.0.0.1:{server.server_address[1]}/",
            folder=folder,
            ca_pem=(folder / "root.pem").read_bytes(),
            chain_pem=(folder / "signer.pem").read_bytes() + (folder / "chain.pem").read_bytes(),
        )
        server.authority = authority  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield authority
        finally:
            authority.stopping.set()
            server.shutdown()
            server.server_close()
            thread.join()


def _make_certificates(folder: Path) -> None:
    (folder / "openssl.cnf").write_text(_CONFIG)
    (folder / "serial").write_text("01\n")
    for who in ("root", "intermediate", "signer"):
        openssl(folder, f"genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out {who}.key")
    openssl(
        folder,
        "req -x509 -new -key root.key -out root.pem -days 30 -subj /CN=Vesk-Root"
        " -config openssl.cnf -extensions root",
    )
    for who, above in (("intermediate", "root"), ("signer", "intermediate")):
        subject = f"-subj /O=Observatory-of-Vesk/CN=Vesk-{who}"
        openssl(folder, f"req -new -key {who}.key -out {who}.csr {subject} -config openssl.cnf")
        openssl(
            folder,
            f"x509 -req -in {who}.csr -CA {above}.pem -CAkey {above}.key -CAcreateserial"
            f" -out {who}.pem -days 30 -extfile openssl.cnf -extensions {who}",
        )
    (folder / "chain.pem").write_bytes((folder / "intermediate.pem").read_bytes())


class _Handler(BaseHTTPRequestHandler):
    timeout = 10

    def do_POST(self) -> None:
        authority: LoopbackAuthority = self.server.authority  # type: ignore[attr-defined]
        length = int(self.headers.get("Content-Length", 0))
        if (
            length > _MOST_QUERY_BYTES
            or self.headers.get("Content-Type") != "application/timestamp-query"
            or authority.behaviour == "error"
        ):
            self.send_error(500)
            return
        reply = authority.reply(self.rfile.read(length))
        self.send_response(200)
        self.send_header("Content-Type", "application/timestamp-reply")
        self.send_header("Content-Length", str(len(reply)))
        self.end_headers()
        with contextlib.suppress(ConnectionError):  # who asked may have heard enough
            if authority.behaviour == "slow":
                for i in range(len(reply)):
                    self.wfile.write(reply[i : i + 1])
                    self.wfile.flush()
                    if authority.stopping.wait(0.05):
                        return
            else:
                self.wfile.write(reply)

    def log_message(self, *_: object) -> None:
        """Say nothing on the terminal."""
