"""Copies of a recording in the bundled example are pictured at the same moments, for the report."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageOps

from firsthand.catalogue.catalogue import Catalogue


def small(picture: Image.Image) -> np.ndarray:
    """A picture as grey levels, without its foot, over which one copy wears a caption."""
    return np.asarray(picture.convert("L").resize((32, 18)), dtype=float)[:14]


@pytest.fixture
def dossier(example, tmp_path):
    """The example sealed."""
    example.person.calls("seal", "-o", tmp_path / "dossier").ended(0)
    return tmp_path / "dossier"


def test_pictures_of_both_sides_show_the_same_moment_once_crop_and_mirror_are_undone(example):
    def read(digest: str) -> bytes:
        return (example.case / "objects" / digest[:2] / digest[2:]).read_bytes()

    with Catalogue.open(example.case / "catalogue.db") as catalogue:
        moments = catalogue.moments()
    assert len({(m.moment.a, m.moment.b) for m in moments}) >= 8
    for record in moments:
        sides = []
        for picture, part in (
            (record.a, record.moment.part_of_a),
            (record.b, record.moment.part_of_b),
        ):
            image = Image.open(BytesIO(read(picture.digest)))
            if part:
                edges = zip(part, (image.width, image.height) * 2, strict=True)
                image = image.crop(tuple(round(share * size) for share, size in edges))
            sides.append(image)
        if record.moment.mirrored:
            sides[1] = ImageOps.mirror(sides[1])
        alike = np.corrcoef(*(small(side).ravel() for side in sides))[0, 1]
        assert alike > 0.9, record


def test_the_report_shows_them_and_the_dossier_holds_them(example, dossier):
    example.person.calls("verify", dossier).ended(0)
    pages = [page.read_text() for page in (dossier / "data/report/families").iterdir()]
    assert any('class="flip"' in page for page in pages)
    assert sum(page.count('class="pair"') for page in pages) >= 20
    numbers = {path.name for path in (dossier / "data/moments").iterdir()}
    appearing = {
        one["exhibit"]
        for family in example.printed["families"]
        if family["kind"] == "footage"
        for one in family["appearances"]
    }
    assert numbers == appearing
