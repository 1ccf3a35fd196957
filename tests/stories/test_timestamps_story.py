"""Timestamps from settings to dossier, by a real authority on loopback."""

from __future__ import annotations

from pathlib import Path

import pytest


def name_authority(case: Path, url: str, roots: bytes) -> None:
    """Edit case.toml as a person does."""
    (case / "roots.pem").write_bytes(roots)
    settings = case / "case.toml"
    settings.write_text(
        settings.read_text() + "\n[[timestamps]]\n"
        f'name = "loopback"\naddress = "{url}"\ncertificates = "roots.pem"\n'
    )


@pytest.fixture
def quay(person, small_files):
    person.calls("new", "quay").ended(0)
    person.asks("add", "--preserve-only", small_files)
    return person.folder / "quay"


def test_a_case_is_timestamped_from_settings_to_dossier(person, quay, timestamp_authority):
    assert "names no timestamp authority" in person.calls("timestamp").ended(1).err
    asked = timestamp_authority.asked  # other tests of this run ask it, too
    name_authority(quay, timestamp_authority.url, timestamp_authority.ca_pem)
    complained = person.calls("verify", "--json").ended(4).json
    assert {one["code"] for one in complained["defects"]} == {"settings-changed"}
    refused = person.calls("timestamp").ended(1)
    assert "firsthand settings" in refused.err
    assert timestamp_authority.asked == asked  # nobody is contacted under unrecorded settings
    assert person.asks("settings")["recorded"] is True
    waiting = person.asks("status")
    assert waiting["authorities"] == ["loopback"]
    assert waiting["not_timestamped"] == waiting["counts"]["entries"]

    stamped = person.asks("timestamp")
    assert stamped["missing"] == {}
    assert stamped["times"].keys() == {"loopback"}
    after = person.asks("status")
    assert (after["not_timestamped"], after["counts"]["timestamps"]) == (0, 1)
    again = person.asks("timestamp")
    assert (again["times"], again["missing"]) == ({}, {})
    proven = person.asks("verify")["proven"]["timestamps"]
    assert [one["size"] for one in proven] == [stamped["size"]]
    assert "Vesk-signer" in proven[0]["authority"]  # as its own certificate names it

    dossier = person.folder / "dossier"
    person.asks("seal", "-o", dossier)
    sealed = person.asks("verify", dossier)
    assert sealed["proven"]["timestamps"][0]["time"] == stamped["times"]["loopback"]
    assert "Vesk-signer" in person.calls("verify", dossier).ended(0).out
    (token,) = dossier.rglob("*.tsr")
    token.chmod(0o644)
    token.write_bytes(token.read_bytes()[:-1])
    broken = person.calls("verify", dossier, "--json").ended(4).json
    assert any(one["path"].endswith(".tsr") for one in broken["defects"])


def test_an_authority_that_cannot_be_reached_stays_due_and_is_asked_again(
    person, quay, timestamp_authority
):
    name_authority(quay, timestamp_authority.url, timestamp_authority.ca_pem)
    person.asks("settings")
    for behaviour in ("error", "garbage", "refuse"):
        timestamp_authority.behaviour = behaviour
        ended = person.calls("timestamp", "--json").ended(1).json
        assert ended["times"] == {}
        assert ended["missing"]["loopback"]
    status = person.asks("status")
    assert status["not_timestamped"] == status["counts"]["entries"]
    assert status["counts"]["timestamps"] == 0
    assert person.asks("verify")["holds"] is True
    timestamp_authority.behaviour = "well"
    assert person.asks("timestamp")["times"].keys() == {"loopback"}
    assert person.asks("status")["not_timestamped"] == 0


def test_an_authority_that_is_switched_off_stays_due_and_adding_goes_on(person, quay, small_files):
    name_authority(quay, "http://127.0.0.1:9/", b"")  # nothing listens there
    person.asks("settings")
    ended = person.calls("timestamp").ended(1)
    assert "still due" in ended.out
    (small_files / "later.txt").write_text("A later line.\n")
    assert len(person.asks("add", "--preserve-only", small_files)["exhibits"]) == 1
    assert person.asks("verify")["holds"] is True
