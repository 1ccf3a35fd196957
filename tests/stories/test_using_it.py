"""Help, exit statuses, which case is meant, who acts: what a person meets at the command line."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from firsthand.cli.main import firsthand
from firsthand.vault.keyrings.folder import FolderKeyring

VERBS = firsthand.list_commands(None)  # type: ignore[arg-type]


@pytest.mark.parametrize("verb", ["", *VERBS])
def test_every_command_explains_itself(verb):
    called = CliRunner().invoke(firsthand, [*filter(None, [verb]), "--help"], prog_name="firsthand")
    assert called.exit_code == 0
    assert called.output.startswith(f"Usage: firsthand {verb}".rstrip())
    explained = called.output.partition("\n")[2].partition("Options:")[0]
    assert len(explained.split()) >= 8, explained
    if verb in {"", "add", "trace", "seal", "verify", "read", "match", "show", "new"}:
        assert f"firsthand {verb}".rstrip() in explained  # an example to copy


def test_help_and_version_are_printed_by_the_program_itself(person):
    assert "firsthand trace" in person.calls("--help").ended(0).out
    assert person.calls("--version").ended(0).out.startswith("firsthand")
    assert "Usage: firsthand add" in person.calls("add", "-h").ended(0).out


def test_exit_statuses_are_those_that_the_help_documents(person, tmp_path):
    (tmp_path / "words.txt").write_text("A line.\n")
    person.calls("status").ended(3)  # no case anywhere
    person.calls("new", "quay").ended(0)
    assert "already has a case" in person.calls("new", "quay").ended(1).err
    person.calls("no-such-verb").ended(2)
    person.calls("add", "--no-such-option").ended(2)
    person.calls("match", tmp_path / "words.txt").ended(2)
    missing = person.calls("add", tmp_path / "not there", "--json").ended(3)
    assert "not there" in missing.json["error"]["message"]
    person.calls("show", "E-0001").ended(3)
    person.calls("seal", "-o", "dossier").ended(1)  # there is nothing in it
    (tmp_path / "link").symlink_to(tmp_path / "words.txt")
    refused = person.calls("add", tmp_path / "words.txt", tmp_path / "link", "--json").ended(5)
    assert [one["code"] for one in refused.json["refused"]] == ["link"]
    assert refused.json["exhibits"] == ["E-0001"]
    settings = person.folder / "quay" / "case.toml"
    settings.write_text(settings.read_text() + "\n# a note of my own\n")
    changed = person.calls("verify", "--json").ended(4).json
    assert [one["code"] for one in changed["defects"]] == ["settings-changed"]
    assert person.asks("settings")["recorded"] is True
    assert person.asks("verify")["holds"] is True


def test_the_case_is_the_named_else_the_environments_else_where_one_stands_else_the_last(person):
    made = {name: person.folder / name for name in ("first", "second", "third", "last")}
    for name in made:
        person.calls("new", name).ended(0)
    inside = made["third"] / "objects"
    inside.mkdir(exist_ok=True)

    def meant(*arguments: str | Path, **call: object) -> str:
        return person.calls("use", "--json", *arguments, **call).ended(0).json["case"]  # type: ignore[arg-type]

    def status_of(*arguments: str | Path, **call: object) -> str:
        return person.calls("status", "--json", *arguments, **call).ended(0).json["name"]  # type: ignore[arg-type]

    second = os.fspath(made["second"])
    assert status_of("--case", made["first"], cwd=inside, FIRSTHAND_CASE=second) == "first"
    assert status_of(cwd=inside, FIRSTHAND_CASE=second) == "second"
    assert meant(cwd=inside) == str(made["third"])
    assert meant() == str(made["last"])
    person.calls("use", made["first"]).ended(0)
    assert meant() == str(made["first"])
    shutil.rmtree(made["first"])
    person.calls("status").ended(3)


def test_keys_under_a_pass_phrase_are_opened_with_it_and_not_without(person, small_files):
    person.calls("new", "quay").ended(0)
    home = Path(person.environment["FIRSTHAND_HOME"])
    FolderKeyring(home).protect(b"a quiet quay")
    key = (home / "keys/actor.key").read_bytes()
    assert b"ENCRYPTED" in key
    untold = person.calls("add", small_files, "--json").ended(1)
    assert "FIRSTHAND_PASSPHRASE" in untold.json["error"]["remedy"]
    person.calls("add", small_files, FIRSTHAND_PASSPHRASE="a loud quay").ended(1)
    added = person.asks("add", "--preserve-only", small_files, FIRSTHAND_PASSPHRASE="a quiet quay")
    assert len(added["exhibits"]) == 3
    assert person.asks("status")["counts"]["exhibits"] == 3  # looking needs no key
    assert person.asks("verify")["holds"] is True


def test_another_person_acts_once_they_were_let_in(example, tmp_path, small_files):
    owner, home = example.person, Path(example.person.environment["FIRSTHAND_HOME"])
    guest_home = tmp_path / "guest"
    shutil.copytree(home, guest_home)
    for name in ("actor.key", "actor.name"):
        (guest_home / "keys" / name).unlink()
    as_guest = {"FIRSTHAND_HOME": os.fspath(guest_home)}
    guest = owner.calls("actor", "show", "--as", "Joren Fell", "--json", **as_guest).ended(0).json
    note = small_files / "note.md"
    stranger = owner.calls("add", note, **as_guest).ended(1)
    assert "actor add" in stranger.err
    assert owner.asks("actor", "add", guest["name"], guest["key"])["added"] is True
    assert owner.asks("actor", "add", guest["name"], guest["key"])["added"] is False
    added = owner.calls("add", note, "--json", **as_guest).ended(0).json
    shown = owner.asks("show", added["exhibits"][0])
    assert {act["actor"] for act in shown["trail"]} == {guest["key"]}
    assert owner.asks("verify")["holds"] is True


def test_a_document_is_read_to_a_page_and_nothing_is_written_over(person, tmp_path):
    words = tmp_path / "words.txt"
    words.write_text("“The quay was empty,” said Oda Renn, the harbour master.\n", encoding="utf-8")
    page = tmp_path / "page.html"
    read = ("read", words, "--engine", "rules", "--html", page)
    assert "1 statement" in person.calls(*read).ended(0).out
    assert "Oda Renn" in page.read_text("utf-8")
    assert "is there already" in person.calls(*read).ended(1).err
    person.calls("read", words, "--engine", "rules", "--html", tmp_path / "no" / "page").ended(6)
