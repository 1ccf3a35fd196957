"""Reading one file to a page."""

from __future__ import annotations

import hashlib

import pytest

from firsthand.dossier.staging import UnwritableDestinationError
from firsthand.evidence.errors import FirsthandError
from firsthand.operations.read_file import Engine, read_to_page

WORDS = "The Ilvery Post\n\n“The quay was empty,” said Oda Renn, the harbour master."


@pytest.fixture
def report(tmp_path):
    path = tmp_path / "quay.txt"
    path.write_text(WORDS, encoding="utf-8")
    return path


def test_the_page_shows_the_statements_and_names_the_file_and_its_digest(report, tmp_path):
    page = tmp_path / "page.html"
    found = read_to_page(report, page, Engine.RULES)
    written = page.read_text("utf-8")
    assert found.reading.statements
    assert 'id="n0"' in written
    assert "Oda Renn" in written
    assert "quay.txt" in written
    assert hashlib.sha256(WORDS.encode()).hexdigest() in written


def test_nothing_is_written_over_not_even_the_document_itself(report):
    with pytest.raises(FirsthandError, match="is there already"):
        read_to_page(report, report, Engine.RULES)
    assert report.read_text("utf-8") == WORDS


def test_a_dangling_link_is_not_followed(report, tmp_path):
    page = tmp_path / "page.html"
    page.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(FirsthandError, match="is there already"):
        read_to_page(report, page, Engine.RULES)
    assert not (tmp_path / "elsewhere").exists()


def test_a_page_that_cannot_be_written_is_told_of(report, tmp_path):
    with pytest.raises(UnwritableDestinationError, match="could not be written"):
        read_to_page(report, tmp_path / "nowhere" / "page.html", Engine.RULES)
