"""The documents say what the code does: what is missing or dead in them fails the build."""

from __future__ import annotations

import ast
import dataclasses
import json
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from firsthand.cli.main import firsthand
from firsthand.evidence.documents import DocumentText
from firsthand.evidence.errors import FirsthandError
from firsthand.evidence.footage import Match
from firsthand.evidence.statements import (
    DateMention,
    Figure,
    PlaceMention,
    Reading,
    Source,
    SourceKind,
    Stance,
    Statement,
    StatementKind,
)
from firsthand.evidence.times import TimeInterval

ROOT = Path(__file__).resolve().parent.parent
SOURCES = sorted((ROOT / "src").rglob("*.py"))
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])

#: The nouns that the design fixes.
NOUNS = (
    """
case, exhibit, capture, object, custody log, entry, checkpoint, timestamp, text, statement, source,
chain, footage, match, family, origin, claim, finding, dossier
""".strip()
    .replace("\n", " ")
    .split(", ")
)

#: Written in two parts, so that this file does not hold what it looks for.
MACHINE_PATHS = tuple(a + b for a, b in (("/wo", "rk/"), ("/ro", "ot/")))
REGISTRY_HOSTS = tuple(
    a + b
    for a, b in (
        ("pypi", ".org"),
        ("python", "hosted.org"),
        ("npmjs", ".org"),
        ("proxy.golang", ".org"),
        ("deb.debian", ".org"),
        ("crates", ".io"),
        ("arti", "factory"),
        ("jfr", "og"),
    )
)


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def tracked() -> list[Path]:
    """The files that git tracks; where there is no git, those that a build would take."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode != 0:
        pytest.skip("this is no git checkout")
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def commands(
    group: click.Group = firsthand, name: str = "firsthand"
) -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for verb in group.list_commands(context):
        command = group.get_command(context, verb)
        assert command is not None
        if isinstance(command, click.Group):
            yield from commands(command, f"{name} {verb}")
        else:
            yield f"{name} {verb}", command


def sections(page: str) -> dict[str, str]:
    """Each third-level heading of a page with the text below it."""
    parts = re.split(r"^### (.+)$", page, flags=re.MULTILINE)
    bodies = [re.split(r"^## ", body, flags=re.MULTILINE)[0] for body in parts[2::2]]
    return dict(zip(parts[1::2], bodies, strict=True))


def section_of(name: str) -> str:
    found = [
        body
        for heading, body in sections(read("docs/guide/commands.md")).items()
        if re.fullmatch(rf"{name}( [\[A-Z].*)?", heading)
    ]
    assert len(found) == 1, f"docs/guide/commands.md has {len(found)} headings for {name}"
    return found[0]


class TestCommands:
    @pytest.mark.parametrize(("name", "command"), list(commands()), ids=lambda v: str(v)[:40])
    def test_every_command_has_a_section_with_every_option_and_an_example(
        self, name: str, command: click.Command
    ) -> None:
        section = section_of(name)
        for parameter in command.params:
            for option in parameter.opts if isinstance(parameter, click.Option) else ():
                assert f"`{option}" in section, f"{option} of {name} is not documented"
        assert f"```\n{name}" in section, f"{name} has no example"

    def test_no_section_is_about_a_command_that_does_not_exist(self) -> None:
        known = {name for name, _ in commands()}
        for heading in sections(read("docs/guide/commands.md")):
            if heading.startswith("firsthand "):
                words = [w for w in heading.split() if w.islower() and w.isalpha()]
                assert " ".join(words) in known

    def test_no_documented_option_is_unknown(self) -> None:
        for name, command in commands():
            known = {opt for parameter in command.params for opt in parameter.opts}
            for option in re.findall(r"`(--[a-z-]+)[ `]", section_of(name)):
                assert option in known, f"{option} is documented for {name}, which has none"

    def test_every_exit_status_of_an_error_is_in_the_table(self) -> None:
        page = read("docs/guide/commands.md")
        waiting: list[type[FirsthandError]] = [FirsthandError]
        while waiting:
            error = waiting.pop()
            assert re.search(rf"^\| {error.exit_status} \|", page, re.MULTILINE), error
            waiting.extend(error.__subclasses__())

    def test_every_environment_variable_is_in_the_table(self) -> None:
        page = read("docs/guide/commands.md")
        for source in SOURCES:
            for name in re.findall(r'"(FIRSTHAND_[A-Z]+)"', source.read_text(encoding="utf-8")):
                assert f"`{name}`" in page, f"{name} of {source.name}"

    def test_the_commands_of_the_readme_exist(self) -> None:
        readme = read("README.md")
        verbs = {name.split()[1] for name, _ in commands()}
        used = set(re.findall(r"^\s*firsthand ([a-z]+)|`firsthand ([a-z]+)", readme, re.MULTILINE))
        assert {one or other for one, other in used} <= verbs
        targets = set(re.findall(r"^([a-z-]+):", read("Makefile"), re.MULTILINE))
        assert set(re.findall(r"^\s*make ([a-z-]+)", readme, re.MULTILINE)) <= targets


def anchors(page: str) -> set[str]:
    """The anchors of a page's headings, as they are shown on the usual forges."""
    headings = re.findall(r"^#+ (.+)$", page, re.MULTILINE)
    words = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings)
    return {word.strip().replace(" ", "-") for word in words}


class TestPages:
    @pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
    def test_every_link_within_the_project_leads_somewhere(self, page: Path) -> None:
        text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.S | re.M)
        for target in re.findall(r"\]\(([^)\s]+)\)", text):
            if re.match(r"[a-z]+:", target):
                continue
            path, _, anchor = target.partition("#")
            found = (page.parent / path).resolve() if path else page
            assert found.exists(), f"{target} in {page.name}"
            if anchor and found.suffix == ".md":
                assert anchor in anchors(found.read_text(encoding="utf-8")), f"{target}"

    def test_every_decision_is_in_the_index(self) -> None:
        index = read("docs/decisions/README.md")
        for page in (ROOT / "docs/decisions").glob("0*.md"):
            number, title = page.stem[:4], page.read_text(encoding="utf-8").splitlines()[0]
            assert f"[{number}]({page.name})" in index
            assert title.startswith(f"# {number} · ")
            assert title.removeprefix(f"# {number} · ") in index, title

    @pytest.mark.parametrize("noun", NOUNS)
    def test_every_noun_of_the_design_is_in_the_glossary(self, noun: str) -> None:
        assert f"\n| **{noun}** | " in read("docs/glossary.md")

    def test_the_glossary_is_in_alphabetical_order(self) -> None:
        words = re.findall(r"^\| \*\*(.+?)\*\*", read("docs/glossary.md"), re.MULTILINE)
        assert words == sorted(words)

    def test_the_changelog_has_a_section_for_what_is_unreleased(self) -> None:
        assert re.search(r"^## Unreleased$\n+### ", read("CHANGELOG.md"), re.MULTILINE)

    def test_pictures_are_small_and_fetch_nothing(self) -> None:
        pictures = [p for p in (ROOT / "docs").rglob("*") if p.suffix in {".png", ".svg"}]
        assert pictures
        for picture in pictures:
            assert picture.stat().st_size < 400_000, picture.name
            if picture.suffix == ".svg":
                assert not re.search(r"@import|url\(\s*[\"']?http|href=\"http", picture.read_text())


def string_arguments(function: str, position: int) -> set[str]:
    """The string literals that stand at a position in calls of `function` anywhere in src."""
    found = set()
    for source in SOURCES:
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            if node.func.id != function:
                continue
            arguments = [k.value for k in node.keywords if k.arg == "code"]
            arguments += node.args[position : position + 1]
            found |= {a.value for a in arguments if isinstance(a, ast.Constant)}
    return found


def dictionary_keys(module: str, name: str) -> set[str]:
    """The literal keys of the dictionary that is called `name` in a module."""
    for node in ast.walk(ast.parse(read(f"src/firsthand/{module}"))):
        if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Dict):
            continue
        if [target.id for target in node.targets if isinstance(target, ast.Name)] == [name]:
            return {key.value for key in node.value.keys if isinstance(key, ast.Constant)}
    raise AssertionError(f"there is no dictionary {name} in {module}")


class TestCodes:
    def documented(self, heading: str) -> set[str]:
        page = read("docs/guide/bad-input.md").split(f"\n## {heading}\n")[1].split("\n## ")[0]
        return set(re.findall(r"^\| `([a-z-]+)` \|", page, re.MULTILINE))

    def test_the_codes_of_failures_are_those_of_the_source(self) -> None:
        raised = string_arguments("Failure", 0)
        raised |= dictionary_keys("confine/outcomes.py", "sentences")
        assert self.documented("Failures") == raised

    def test_the_codes_of_what_is_refused_are_those_of_the_source(self) -> None:
        assert self.documented("Refused") == string_arguments("Refused", 1)


def requirements(name: str) -> set[str]:
    lines = read(f"requirements/{name}.txt").splitlines()
    return {m[1] for line in lines if (m := re.match(r"([a-z0-9][a-z0-9._-]*)==", line))}


class TestThirdParties:
    def rows(self, heading: str) -> dict[str, str]:
        page = read("THIRD_PARTY.md").split(f"\n## {heading}\n")[1].split("\n## ")[0]
        return dict(re.findall(r"^\| ([a-z0-9.-]+) \| ([^|]+?) \|", page, re.MULTILINE)[1:])

    def test_every_library_that_is_needed_to_run_is_listed_with_its_licence(self) -> None:
        assert set(self.rows("What is needed to run")) == requirements("run")

    def test_every_library_that_is_needed_to_build_and_test_is_listed(self) -> None:
        project = tomllib.loads(read("pyproject.toml"))["project"]
        names = {re.split(r"[>=<\[ ]", one)[0] for one in project["optional-dependencies"]["dev"]}
        assert set(self.rows("What is needed to build and to test")) == names


class TestTrackedText:
    def test_no_text_holds_a_path_of_the_machine_it_was_written_on(self) -> None:
        for path, text in tracked_texts():
            for place in MACHINE_PATHS:
                assert place not in text, f"{path} holds {place}"

    def test_no_text_names_a_package_registry(self) -> None:
        for path, text in tracked_texts():
            for host in REGISTRY_HOSTS:
                assert host not in text.lower(), f"{path} names {host}"


def tracked_texts() -> Iterator[tuple[Path, str]]:
    for path in tracked():
        try:
            yield path.relative_to(ROOT), path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def fields(*kinds: type) -> set[str]:
    return {f.name for kind in kinds for f in dataclasses.fields(kind)}


class TestExamplesOfSpecifications:
    def example(self, name: str) -> dict:
        (block,) = re.findall(r"^```json\n(.*?)^```", read(f"docs/specs/{name}.md"), re.S | re.M)
        return json.loads(block)

    def test_the_example_of_reading_has_exactly_the_keys_that_are_written(self) -> None:
        example = self.example("reading")
        assert set(example) == {"file"} | fields(DocumentText, Reading)
        for key, kind in (
            ("statements", Statement),
            ("figures", Figure),
            ("dates", DateMention),
            ("places", PlaceMention),
        ):
            assert set(example[key][0]) == fields(kind)
        assert set(example["statements"][0]["source"]) == fields(Source)
        assert set(example["dates"][0]["interval"]) == fields(TimeInterval)

    def test_the_offsets_in_the_example_of_reading_are_right(self) -> None:
        example = self.example("reading")
        text = example["text"]
        (block,) = re.findall(r"^```text\n(.*?)\n```", read("docs/specs/reading.md"), re.S | re.M)
        assert text == block
        for one in example["statements"]:
            source = one["source"]
            assert text[one["start"] : one["end"]] == one["content"]
            assert text[one["cue_start"] : one["cue_end"]] == one["cue"]
            assert text[source["mention_start"] : source["mention_end"]] == source["mention"]
        for key in ("figures", "dates", "places"):
            for one in example[key]:
                assert text[one["start"] : one["end"]] == one["text"]

    def test_reading_names_every_kind_and_stance(self) -> None:
        page = read("docs/specs/reading.md")
        for word in (*SourceKind, *StatementKind, *Stance):
            assert f"`{word}`" in page

    def test_the_example_of_matching_has_exactly_the_keys_that_are_written(self) -> None:
        example = self.example("matching")
        assert set(example) == {"matches", "seconds", "failures"}
        assert set(example["matches"][0]) == fields(Match)
