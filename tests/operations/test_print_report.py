"""The report is printed by Chromium, offline, and sealed with the rest; or it is said why not."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pypdfium2
import pytest

import firsthand
from firsthand.confine import confinement_in_force
from firsthand.evidence.entries import Act
from firsthand.evidence.errors import FirsthandError
from firsthand.evidence.json_values import to_json
from firsthand.operations import browser
from firsthand.operations.browser import installed_browser, require_browser
from firsthand.operations.case import entries_of
from firsthand.operations.progress import Silent
from firsthand.operations.seal import seal
from firsthand.operations.verify import verify_dossier


@pytest.fixture
def filled(case, added, tmp_path):
    page = tmp_path / "quay.html"
    page.write_text(
        "<title>The quay</title><p>“The quay is closed,” said harbour master Lena Orlik. "
        "<a href='https://ozerny.example/'>More</a></p>"
    )
    added(page)
    return case


@pytest.fixture
def simulated(tmp_path, monkeypatch):
    """Puts a program called chromium on the PATH that answers for its version, then does this."""

    def run(steps):
        folder = tmp_path / "programs"
        folder.mkdir(exist_ok=True)
        program = folder / "chromium"
        program.write_text(
            f"#!{sys.executable}\nimport pathlib, sys, time\n"
            "if sys.argv[1:] == ['--version']:\n    sys.exit(print('Chromium 7.0 simulated'))\n"
            "printed = next(a[15:] for a in sys.argv if a.startswith('--print-to-pdf='))\n" + steps
        )
        program.chmod(0o755)
        monkeypatch.setenv("PATH", str(folder))
        return require_browser()

    return run


def last_entry(case):
    size = case.log.checkpoint().checkpoint.size
    ((_, entry),) = entries_of(case.log, size - 1, size)
    return entry


def test_the_printed_report_is_sealed_and_says_what_printed_it(filled, tmp_path):
    chromium = installed_browser()
    if chromium is None:
        reason = "needs Chromium: apt-get install chromium"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    sealed = seal(filled, tmp_path / "dossier", Silent(), printer=chromium)

    printed = sealed.path / "data/report/report.pdf"
    document = pypdfium2.PdfDocument(printed)
    words = " ".join(page.get_textpage().get_text_range() for page in document)
    assert "Ozerny quay" in words
    assert "The quay is closed" in words
    assert not re.search(rb"/URI ?\(", printed.read_bytes())
    assert "  data/report/report.pdf\n" in (sealed.path / "manifest-sha256.txt").read_text()
    assert verify_dossier(sealed.path, Silent()).defects == ()

    said = f"{chromium.tool.name} {chromium.tool.version}"
    assert f"Report-Printed-By: {said}\n" in (sealed.path / "bag-info.txt").read_text()
    entry = last_entry(filled)
    assert entry.act is Act.SEAL
    assert entry.body["printed_by"] == to_json(chromium.tool)


def test_without_it_no_printer_is_named(filled, tmp_path):
    sealed = seal(filled, tmp_path / "dossier", Silent())
    assert not (sealed.path / "data/report/report.pdf").exists()
    assert "Printed" not in (sealed.path / "bag-info.txt").read_text()


def test_a_browser_that_is_not_there_is_named_before_anything_is_done(filled, tmp_path):
    before = filled.log.checkpoint().checkpoint.size
    (tmp_path / "no programs").mkdir()
    source = str(Path(firsthand.__file__).parent.parent)
    environment = {**os.environ, "PATH": str(tmp_path / "no programs"), "PYTHONPATH": source}
    dossier = tmp_path / "dossier"
    arguments = ["seal", "--pdf", "--case", str(filled.folder), "-o", str(dossier)]
    ended = subprocess.run(
        [sys.executable, "-m", "firsthand", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 1
    assert "Chromium, which is not installed" in ended.stderr
    assert "apt-get install chromium" in ended.stderr
    assert not dossier.exists()
    assert filled.log.checkpoint().checkpoint.size == before


@pytest.mark.parametrize(
    ("steps", "seconds", "reason"),
    [
        ("sys.exit('no fonts at all')", 300.0, "no fonts at all"),
        ("", 300.0, "ended with status 0"),
        ("pathlib.Path(printed).write_text('<html>')", 300.0, "ended with status 0"),
        ("time.sleep(600)", 1.0, "took more than 1 seconds"),
    ],
)
def test_a_browser_that_fails_is_an_error_and_nothing_is_sealed(
    filled, simulated, tmp_path, monkeypatch, steps, seconds, reason
):
    monkeypatch.setattr(browser, "_PRINT_SECONDS", seconds)
    printer = simulated(steps)
    with pytest.raises(FirsthandError) as caught:
        seal(filled, tmp_path / "dossier", Silent(), printer=printer)
    assert caught.value.message.startswith("Chromium 7.0 did not print the report: ")
    assert reason in caught.value.message
    assert not (tmp_path / "dossier").exists()


def test_a_printed_dossier_that_was_left_unrecorded_is_recorded_with_its_printer_only(
    filled, simulated, tmp_path, monkeypatch
):
    printer = simulated("pathlib.Path(printed).write_text('%PDF-1.7')")

    def killed(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("firsthand.operations.seal._deeds", killed)
        with pytest.raises(KeyboardInterrupt):
            seal(filled, tmp_path / "dossier", Silent(), printer=printer)

    with pytest.raises(FirsthandError, match="dossier"):
        seal(filled, tmp_path / "dossier", Silent())
    sealed = seal(filled, tmp_path / "dossier", Silent(), printer=printer)
    assert [one.tagmanifest for one in filled.catalogue.seals()] == [sealed.tagmanifest]
    assert last_entry(filled).body["printed_by"]["version"] == "7.0"


def test_it_has_no_network_a_home_of_its_own_and_the_page_without_script(
    filled, simulated, tmp_path
):
    if "namespace" not in confinement_in_force()["network"]:
        pytest.skip("this system does not let us leave the network")
    printer = simulated(
        "from urllib.request import url2pathname\n"
        "page = pathlib.Path(url2pathname(sys.argv[-1].removeprefix('file://'))).read_text()\n"
        "networks = pathlib.Path('/proc/net/dev').read_text().splitlines()[2:]\n"
        "said = [*networks, str(pathlib.Path.home()), page]\n"
        "pathlib.Path(printed).write_text('%PDF-' + '\\n'.join(said))\n"
    )
    sealed = seal(filled, tmp_path / "dossier", Silent(), printer=printer)
    first, home, *page = (sealed.path / "data/report/report.pdf").read_text().split("\n")
    assert first.removeprefix("%PDF-").strip().startswith("lo:")
    assert not Path(home).exists()
    assert "firsthand-print-" in home
    assert "<script" not in "\n".join(page)
    assert re.findall(r'<a [^>]*href="(?!#)', "\n".join(page)) == []
