"""The browser that prints: which is installed, and a page of ours printed with it."""

from __future__ import annotations

import functools
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from firsthand.confine.offline import run_offline
from firsthand.evidence.errors import FirsthandError
from firsthand.evidence.exhibits import Tool

INSTALL = "apt-get install chromium"

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_VERSION_SECONDS, _PRINT_SECONDS = 30.0, 300.0
#: It has nothing to ask of anybody, and no name that it may ask for leads anywhere.
_QUIET = (
    "--headless",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-extensions",
    "--disable-sync",
    "--no-pings",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--disable-gpu",
    "--disable-dev-shm-usage",  # /dev/shm is small in containers
)


@dataclass(frozen=True, slots=True)
class Browser:
    """An installed browser: where it is, and which, for the record."""

    path: str
    tool: Tool


def installed_browser() -> Browser | None:
    """The first of Chromium's names on the PATH that answers, `None` where there is none."""
    found = (shutil.which(name) for name in _NAMES)
    return next((one for path in found if path and (one := _asked(path)) is not None), None)


def require_browser() -> Browser:
    """As `installed_browser`; raises `FirsthandError` with the line that installs one."""
    browser = installed_browser()
    if browser is None:
        raise FirsthandError(
            "Printing needs Chromium, which is not installed.",
            remedy=f"Install it ({INSTALL}), or go on without --pdf.",
        )
    return browser


def print_page(browser: Browser, page: Path) -> bytes:
    """A page of our own as PDF, without network; raises `FirsthandError` where it does not come.

    The page may load what lies beside it, and nothing else.
    """
    with tempfile.TemporaryDirectory(prefix="firsthand-print-", ignore_cleanup_errors=True) as name:
        home = Path(os.path.realpath(name))
        printed = home / "printed.pdf"
        argv = [browser.path, *_QUIET, f"--user-data-dir={home / 'profile'}"]
        if os.geteuid() == 0:
            argv.append("--no-sandbox")  # its sandbox refuses to be set up by root
        argv += ["--no-pdf-header-footer", "--generate-pdf-document-outline"]
        argv += [f"--print-to-pdf={printed}", page.absolute().as_uri()]
        ending = run_offline(argv, home, wall_seconds=_PRINT_SECONDS)
        content = printed.read_bytes() if printed.is_file() else b""
    if ending.status is None:
        raise _unprinted(browser, f"it took more than {_PRINT_SECONDS:.0f} seconds")
    if ending.status != 0 or not content.startswith(b"%PDF-"):
        last = ending.errors.strip().splitlines()[-1:] or [f"it ended with status {ending.status}"]
        raise _unprinted(browser, last[0][:300])
    return content


@functools.cache
def _asked(path: str) -> Browser | None:
    with tempfile.TemporaryDirectory(prefix="firsthand-print-", ignore_cleanup_errors=True) as home:
        ending = run_offline([path, "--version"], Path(home), wall_seconds=_VERSION_SECONDS)
    name, space, version = ending.output.strip().split("\n")[-1].partition(" ")
    if name == "Google":  # “Google Chrome 140.0.0.0”
        second, space, version = version.partition(" ")
        name = f"{name} {second}"
    number, _, build = version.strip().partition(" ")
    if ending.status != 0 or not space:
        return None
    return Browser(path, Tool(name, number[:40], {"build": build[:80]} if build else {}))


def _unprinted(browser: Browser, reason: str) -> FirsthandError:
    return FirsthandError(
        f"{browser.tool.name} {browser.tool.version} did not print the report: {reason}.",
        remedy="Nothing was sealed. Try again, or seal without --pdf and print from a browser.",
    )
