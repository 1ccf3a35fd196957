"""Print: the front page of the report as a PDF file, to be sealed with it.

A copy of the page is printed, with its style sheet and the pictures that it shows, which stay
blurred. Scripts are left out, and so are links to other files: printed, they would lead into the
temporary folder of the copy.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from firsthand.dossier.material import ExtraFile
from firsthand.operations.browser import Browser, print_page

PRINTED = "report/report.pdf"

_FRONT_PAGE = "report/index.html"
_STYLE = "report/report.css"
# The pages are our own: what they quote is escaped, so no attribute holds a bare quote or bracket.
_SCRIPT = re.compile(rb"<script\b[^>]*></script>")
_LINK_AWAY = re.compile(rb'(<a\b[^>]*?) href="(?!#)[^"]*"')
_PICTURE = re.compile(rb'<img\b[^>]*? src="([^"]+)"')


def print_report(browser: Browser, files: Mapping[str, ExtraFile]) -> bytes:
    """The printed front page of a report given as files by path below `data/`.

    Raises `FirsthandError` where the browser does not print it.
    """
    page = files[_FRONT_PAGE]
    if not isinstance(page, bytes):
        raise TypeError("the front page is made here, so its bytes are at hand")
    with tempfile.TemporaryDirectory(prefix="firsthand-report-") as name:
        folder = Path(name)
        _lay_out(folder, _FRONT_PAGE, _LINK_AWAY.sub(rb"\1", _SCRIPT.sub(b"", page)))
        _lay_out(folder, _STYLE, files[_STYLE])
        for picture in sorted({found.decode() for found in _PICTURE.findall(page)}):
            path = f"report/{picture}"
            if path in files:
                _lay_out(folder, path, files[path])
        return print_page(browser, folder / _FRONT_PAGE)


def _lay_out(folder: Path, path: str, content: ExtraFile) -> None:
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, bytes):
        target.write_bytes(content)
        return
    opened = content.open("rb") if isinstance(content, Path) else content()
    with opened as source, target.open("wb") as out:
        shutil.copyfileobj(source, out)
