"""The main job on the bundled example, and its parts one by one, with what programs rely on."""

from __future__ import annotations

import shutil
from pathlib import Path

SOURCE_KEYS = {"name", "role", "kind", "mention"}
STATEMENT_KEYS = {
    "source", "cue", "content", "kind", "stance", "chain", "start", "end", "engine", "confidence",
}  # fmt: skip
FIGURE_KEYS = {"text", "value", "low", "high", "unit", "counted", "start", "end"}
MATCH_KEYS = {
    "a", "b", "a_start", "a_end", "b_start", "b_end", "speed", "mirrored", "kind", "score",
    "channels",
}  # fmt: skip


def test_tracing_a_folder_makes_the_case_and_does_everything(traced):
    printed = traced.printed
    names = {path.name for path in traced.incident.rglob("*") if path.is_file()}
    assert {one["name"] for one in printed["exhibits"].values()} == names
    assert len(printed["added"]["exhibits"]) == len(names)
    assert printed["added"]["failures"] == printed["added"]["refused"] == []
    kinds = {family["kind"] for family in printed["families"]}
    assert {"words", "footage"} <= kinds
    assert all(match.keys() >= MATCH_KEYS for match in printed["matches"])
    assert all(one["statement"].keys() >= STATEMENT_KEYS for one in printed["statements"])
    footage = {".mp4", ".gif", ".jpg"}
    for one in printed["exhibits"].values():
        assert one["fingerprinted"] == (Path(one["name"]).suffix in footage), one
        assert one["read"] == (Path(one["name"]).suffix not in {*footage, ".json"}), one


def test_tracing_an_unchanged_folder_again_adds_nothing(example):
    before = example.person.asks("status")
    folder = example.person.folder
    again = example.person.asks("trace", example.incident, "--case", example.case)
    assert again["case"] == str(example.case)
    assert again["added"]["exhibits"] == []
    assert again["added"]["machine_runs"] == 0
    assert again["families"] == example.printed["families"]
    assert again["matches"] == example.printed["matches"]
    assert example.person.asks("status")["counts"] == before["counts"]
    assert sorted(path.name for path in folder.iterdir()) == ["home", "incident-case"]


def test_a_file_that_came_later_is_picked_up_and_the_rest_is_left(person, small_files):
    first = person.asks("trace", small_files)
    assert len(first["added"]["exhibits"]) == 3
    (small_files / "late.txt").write_text(
        "Radio Lind quoted Ilse Korp: “The ferry never left the quay.”\n"
    )
    second = person.asks("trace", small_files)
    assert second["case"] == first["case"]
    assert second["added"]["exhibits"] == ["E-0004"]
    assert len(second["added"]["already"]) == 3
    assert len(second["exhibits"]) == 4
    appearing = {one["exhibit"] for family in second["families"] for one in family["appearances"]}
    assert "E-0004" in appearing


def test_the_same_bytes_from_two_places_are_one_object_and_two_exhibits(person, small_files):
    shutil.copyfile(small_files / "quay.txt", small_files / "copy of quay.txt")
    person.asks("new", "quay")
    added = person.asks("add", small_files)
    assert added["exhibits"] == ["E-0001", "E-0002", "E-0003", "E-0004"]
    counts = person.asks("status")["counts"]
    assert (counts["exhibits"], counts["objects"]) == (4, 3)
    shown = [person.asks("show", number)["record"]["exhibit"] for number in ("E-0001", "3")]
    assert [one["capture"]["name"] for one in shown] == ["copy of quay.txt", "quay.txt"]
    assert shown[0]["digest"] == shown[1]["digest"]


def test_status_says_what_is_there_and_what_is_not_yet_timestamped(example):
    status = example.person.asks("status")
    assert status["counts"]["exhibits"] == len(status["exhibits"]) == 26
    assert status["counts"]["statements"] == len(example.printed["statements"])
    assert status["failures"] == status["due"] == status["authorities"] == []
    assert status["not_timestamped"] == status["counts"]["entries"] > 0
    assert status["settings_recorded"] is True
    assert {program["name"] for program in status["programs"]} >= {"exiftool", "openssl"}
    assert all(program["install"] for program in status["programs"])
    people = example.person.calls("status").ended(0).out
    assert "26 exhibits" in people
    assert "Not yet timestamped" in people


def test_statements_can_be_asked_for_by_their_source(example):
    everything = example.person.asks("statements")["statements"]
    assert len(everything) == len(example.printed["statements"])
    found = example.person.asks("statements", "--source", "ministry")["statements"]
    assert 0 < len(found) < len(everything)
    for one in found:
        statement = one["statement"]
        said = [statement["source"]["name"], statement["source"]["role"], *statement["chain"]]
        assert any("ministry" in (name or "").casefold() for name in said), statement
    one = found[0]
    of_exhibit = example.person.asks("statements", "--exhibit", one["exhibit"])
    assert one in of_exhibit["statements"]
    assert {each["exhibit"] for each in of_exhibit["figures"]} <= {one["exhibit"]}
    assert example.person.asks("statements", "--source", "nobody at all")["statements"] == []


def test_show_gives_capture_custody_statements_and_matches(example):
    numbers = {one["name"]: number for number, one in example.printed["exhibits"].items()}
    page = example.person.asks("show", numbers["meridian-wire.html"])
    capture = page["record"]["exhibit"]["capture"]
    assert capture["origin"].endswith("/incident/reports/meridian-wire.html")
    assert capture["tool"]["name"] == "firsthand"
    acts = [act["about"].split(" (")[0] for act in page["trail"]]
    assert acts == ["captured", "text extracted", "statements read"]
    assert page["statements"]
    clip = example.person.asks("show", numbers["bridge-shared.mp4"])
    assert clip["matches"]
    assert clip["families"]
    assert clip["record"]["exhibit"]["capture"]["claimed"]  # the downloader's record beside it
    people = example.person.calls("show", numbers["bridge-shared.mp4"]).ended(0).out
    assert "Custody" in people


def test_seal_then_verify_then_a_changed_byte_is_named(example):
    person, dossier = example.person, example.person.folder / "dossier"
    sealed = person.asks("seal", "-o", dossier)
    assert sealed["dossier"] == str(dossier)
    assert Path(sealed["report"]).is_file()
    report = person.asks("verify", dossier)
    assert report["holds"] is True
    assert report["kind"] == "dossier"
    assert report["proven"]["exhibits"] == report["proven"]["proofs"] == 26
    assert person.asks("verify")["holds"] is True
    assert person.asks("status")["counts"]["seals"] == 1
    assert "Holds." in person.calls("verify", dossier).ended(0).out

    person.calls("seal", "-o", dossier).ended(1)  # a dossier is never overwritten
    page = dossier / "data/report/index.html"
    page.chmod(0o644)
    changed = bytearray(page.read_bytes())
    changed[len(changed) // 2] ^= 1
    page.write_bytes(changed)
    broken = person.calls("verify", dossier, "--json").ended(4).json
    assert [(one["code"], one["path"]) for one in broken["defects"]] == [
        ("changed-file", "data/report/index.html")
    ]


def test_rebuild_gives_the_same_answers_from_nothing(example):
    questions = (["status"], ["statements"], ["show", "E-0022"], ["search", "bridge"])
    before = [example.person.asks(*question) for question in questions]
    for path in example.case.glob("catalogue.db*"):
        path.unlink()
    rebuilt = example.person.asks("rebuild")
    assert rebuilt["entries"] == before[0]["counts"]["entries"]
    assert [example.person.asks(*question) for question in questions] == before
    (example.case / "catalogue.db").write_bytes(b"no database" * 100)
    for path in example.case.glob("catalogue.db-*"):
        path.unlink()
    refused = example.person.calls("status").ended(1)
    assert "firsthand rebuild" in refused.err
    example.person.asks("rebuild")
    assert example.person.asks(*questions[1]) == before[1]


def test_search_finds_words_and_says_when_there_are_none(example):
    hits = example.person.asks("search", "surrender")
    assert hits
    assert all(hit["exhibit"] in example.printed["exhibits"] for hit in hits)
    assert example.person.asks("search", "xylophone") == []
    assert "No exhibit" in example.person.calls("search", "xylophone").ended(0).out


def test_read_prints_the_promised_shape_with_offsets_into_its_text(person, incident):
    found = person.asks("read", incident / "reports/meridian-wire.html")
    text = found["text"]
    assert found["statements"]
    assert found["figures"]
    assert isinstance(found["dates"], list)
    assert isinstance(found["places"], list)
    for one in found["statements"]:
        assert one.keys() >= STATEMENT_KEYS
        assert one["source"].keys() >= SOURCE_KEYS
        assert text[one["start"] : one["end"]] == one["content"]
        assert one["kind"] in {"direct", "indirect", "mixed"}
        assert 0 <= one["confidence"] <= 1
        assert isinstance(one["chain"], list)
        assert (one["source"]["name"] is None) == (one["source"]["kind"] == "unresolved")
    for one in found["figures"]:
        assert one.keys() >= FIGURE_KEYS
    for one in (*found["figures"], *found["dates"], *found["places"]):
        assert text[one["start"] : one["end"]] == one["text"]
    assert "statement" in person.calls("read", incident / "reports/ferry-notes.md").ended(0).out


def test_match_prints_the_promised_shape(person, incident):
    clips = incident / "clips"
    a, b = clips / "bridge-lakeside.mp4", clips / "bridge-shared.mp4"
    found = person.asks("match", a, b)
    assert found["matches"]
    for match in found["matches"]:
        assert match.keys() >= MATCH_KEYS
        assert {match["a"], match["b"]} == {str(a), str(b)}
        assert 0 <= match["a_start"] <= match["a_end"]
        assert 0 <= match["b_start"] <= match["b_end"]
        assert isinstance(match["mirrored"], bool)
        assert 0 < match["score"] <= 1
        assert match["channels"]


def test_different_scenes_do_not_match_and_a_broken_file_fails_alone(person, incident, tmp_path):
    broken = tmp_path / "broken.mp4"
    broken.write_bytes((incident / "clips/ferry-story.mp4").read_bytes()[:3000])
    a, b = incident / "clips/ferry-story.mp4", incident / "clips/ramp-still.jpg"
    found = person.calls("match", a, b, broken, "--json").ended(5).json
    assert found["matches"] == []
    assert found["failures"].keys() == {str(broken)}
    assert found["failures"][str(broken)]["code"]
    person.calls("match", broken, broken).ended(1)


def test_a_case_made_step_by_step_holds_what_it_was_given(person, small_files):
    made = person.asks("new", "quay", "--name", "At the quay", "--as", "Ilva Rask")
    assert made["case"] == str(person.folder / "quay")
    assert made["actor"]["name"] == "Ilva Rask"
    added = person.asks("add", "--preserve-only", small_files)
    assert (added["exhibits"], added["machine_runs"]) == (["E-0001", "E-0002", "E-0003"], 0)
    assert person.asks("status")["due"] == ["E-0001", "E-0002", "E-0003"]
    assert person.asks("add")["machine_runs"] == 6  # two for each document, without any path
    assert person.asks("add", "--again", small_files / "note.md")["exhibits"] == ["E-0004"]
    assert person.asks("trace")["added"] is None
    status = person.asks("status")
    assert (status["name"], status["due"]) == ("At the quay", [])
    assert person.asks("verify")["holds"] is True
