"""Every defect has a code, a wording, a place in the docs, and a way to bring it about."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from firsthand.dossier.check import check_case, check_dossier
from firsthand.dossier.defects import wordings

DOCUMENT = Path(__file__).parents[2] / "docs/specs/defects.md"


def test_a_damaged_case_or_dossier_gives_the_code_of_its_damage(broken_world, mutation):
    mutation.apply(broken_world)
    if mutation.kind == "case":
        report = check_case(broken_world.case.folder, broken_world.seen)
    else:
        report = check_dossier(broken_world.dossier)
    assert not report.holds
    assert mutation.code in {defect.code for defect in report.defects}
    for defect in report.defects:
        assert defect.sentence
        assert defect.remedy
        assert "{" not in defect.sentence
        assert defect.sentence.isprintable()


#: Found by the verb, not by the check: tests/operations/test_verify.py brings it about.
BY_THE_VERB = {"catalogue-differs"}


def test_every_code_has_a_mutation_and_every_mutation_a_code(mutations):
    mutated = {mutation.code for mutation in mutations.MUTATIONS}
    assert mutated == set(wordings().defects) - BY_THE_VERB


def test_the_undamaged_case_and_dossier_hold(broken_world):
    assert check_case(broken_world.case.folder).defects == ()
    assert check_dossier(broken_world.dossier).defects == ()


def document() -> str:
    words = wordings()
    lines = [
        "# Defects and notes",
        "",
        "What `firsthand verify` can find, by stable code. A defect means that something does not",
        "hold, and the command ends with status 4; a note is something to know. This page is made",
        "from `src/firsthand/dossier/defects.toml` and compared with it by the tests; each defect",
        "has at least one damaged fixture in `tests/broken/mutations.py`.",
        "",
        "## Defects",
        "",
    ]
    for code, wording in words.defects.items():
        lines += [f"- **`{code}`** {shown(wording.sentence)} *{shown(wording.remedy)}*"]
    lines += ["", "## Notes", ""]
    lines += [f"- **`{code}`** {shown(wording.sentence)}" for code, wording in words.notes.items()]
    return "\n".join(lines) + "\n"


def shown(words: str) -> str:
    return re.sub(r"\{(\w+)\}", r"‹\1›", words)


def test_every_code_is_documented():
    if not DOCUMENT.exists():
        pytest.fail(f"write docs/specs/defects.md:\n{document()}")
    assert DOCUMENT.read_text("utf-8") == document(), "make docs/specs/defects.md anew"
