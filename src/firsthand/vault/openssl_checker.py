"""The second verifier of timestamps: the openssl command, for tokens that ours cannot read."""

from __future__ import annotations

import re
import subprocess
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from firsthand.evidence.errors import BrokenEvidenceError, FirsthandError, MissingThingError

_PATIENCE = 60
_REASON_FIELD = 5
_TIME = re.compile(
    r"^Time stamp: (?P<month>[A-Z][a-z]{2}) +(?P<day>\d{1,2}) (?P<clock>\d\d:\d\d:\d\d)(?:\.\d+)?"
    r" (?P<year>\d{4}) GMT$",
    re.MULTILINE,
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def check_with_openssl(
    untrusted_response: bytes,
    message: bytes,
    trusted_roots_pem: bytes,
    *,
    intermediates_pem: bytes = b"",
) -> datetime:
    """Verify a response over `message` as of the token's own time; returns that time.

    Raises `BrokenEvidenceError` where openssl says that it does not hold, and
    `MissingThingError` where there is no openssl.
    """
    with tempfile.TemporaryDirectory(prefix="firsthand-timestamp-") as name:
        folder = Path(name)
        (folder / "token.tsr").write_bytes(untrusted_response)
        (folder / "message").write_bytes(message)
        (folder / "roots.pem").write_bytes(trusted_roots_pem)
        said = _openssl(folder, "ts", "-reply", "-in", "token.tsr", "-text")
        match = _TIME.search(said.stdout)
        if said.returncode != 0 or match is None or match["month"] not in _MONTHS:
            raise _broken("openssl finds no time in it")
        stated = _instant(match)
        verify = ["ts", "-verify", "-attime", str(int(stated.timestamp())), "-in", "token.tsr"]
        verify += ["-data", "message", "-CAfile", "roots.pem"]
        if intermediates_pem:
            (folder / "chain.pem").write_bytes(intermediates_pem)
            verify += ["-untrusted", "chain.pem"]
        checked = _openssl(folder, *verify)
        if checked.returncode != 0 or "Verification: OK" not in checked.stdout + checked.stderr:
            raise _broken(_reason(checked.stderr))
        return stated


def _openssl(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(  # noqa: S603  our own arguments; what is untrusted lies in files
            ["openssl", *arguments],  # noqa: S607  the system's openssl, wherever it is installed
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=_PATIENCE,
            check=False,
        )
    except FileNotFoundError:
        raise MissingThingError(
            "The timestamp can only be checked with the openssl command, which is not here.",
            remedy="Install it: apt-get install openssl",
        ) from None
    except subprocess.TimeoutExpired:
        raise FirsthandError(
            f"openssl did not finish with the timestamp within {_PATIENCE} seconds.",
            remedy="Run the command again when the machine is less busy.",
        ) from None


def _instant(match: re.Match[str]) -> datetime:
    month = _MONTHS.index(match["month"]) + 1
    try:
        text = f"{match['year']}-{month:02d}-{int(match['day']):02d}T{match['clock']}"
        return datetime.fromisoformat(text).replace(tzinfo=UTC)
    except ValueError:
        raise _broken("the time in it does not exist") from None


def _reason(errors: str) -> str:
    """What openssl names as the cause.

    A line of its complaint is `thread:error:code:library:function:reason:file:line:data`.
    """
    said = [line.split(":", 8) for line in errors.splitlines() if ":error:" in line]
    if not said or len(said[-1]) <= _REASON_FIELD:
        return "openssl gives no reason"
    data = said[-1][8:]
    reason = ", ".join(part.strip() for part in [said[-1][_REASON_FIELD], *data] if part.strip())
    return "".join(c for c in reason if c.isprintable())[:200]


def _broken(reason: str) -> BrokenEvidenceError:
    return BrokenEvidenceError(
        f"The timestamp does not hold: {reason}.",
        remedy="Compare with another copy, and see that the authority's root is the right one.",
    )
