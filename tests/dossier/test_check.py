"""What a check of a sound case or dossier says, and what it takes for harmless."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest

from firsthand.dossier import check_timestamps
from firsthand.dossier.check import check_case, check_dossier
from firsthand.dossier.check_files import Folder
from firsthand.dossier.check_tree import HashTree
from firsthand.dossier.contents import CaseContents
from firsthand.dossier.sealing import seal
from firsthand.evidence.entries import Act
from firsthand.evidence.errors import BrokenEvidenceError
from firsthand.proof.merkle import leaf_hash, root_hash
from firsthand.proof.signed_entries import open_entry
from firsthand.proof.tiles import Tile, encode_bundle
from firsthand.proof.timestamps import TokenNeedsOpensslError
from firsthand.vault.openssl_checker import check_with_openssl


def note_codes(report) -> list[str]:
    return [note.code for note in report.notes]


class TestASoundCase:
    def test_it_holds_and_the_report_says_how_much_was_proven(self, case):
        report = check_case(case.folder)
        assert report.holds
        assert report.notes == ()
        proven = report.proven
        assert (proven.exhibits, proven.entries, proven.signatures) == (4, 15, 16)
        assert proven.files == len(list(case.objects.digests())) + 1
        assert [t.size for t in proven.timestamps] == [7, 14]
        assert proven.timestamps[0].authority == "CN=Vesk-signer,O=Observatory-of-Vesk"
        assert datetime.now(UTC) - proven.timestamps[0].time < timedelta(hours=1)

    def test_the_report_names_the_keys_to_compare(self, case):
        log = check_case(case.folder).log
        assert log.key == case.log_key.vkey
        assert dict(log.actors)[case.actor.public_hex] == "Vera Ostrova"
        assert (log.case_name, log.size) == ("Ozerny ferry", 15)

    def test_what_was_seen_before_is_a_prefix(self, case):
        seen = case.log.checkpoint().note
        case.record(Act.CORRECTION, {"corrects": 1, "reason": "a typing error"})
        assert check_case(case.folder, seen).holds
        assert check_case(case.folder, case.log.checkpoint().note).holds

    def test_entries_after_the_last_timestamp_are_told(self, case):
        case.record(Act.CORRECTION, {"corrects": 1, "reason": "a typing error"})
        report = check_case(case.folder)
        (note,) = report.notes
        assert note.code == "not-yet-timestamped"
        assert "14 to 15" in note.sentence
        assert any("after the first 14" in sentence for sentence in report.not_proven)

    def test_a_case_without_timestamps_holds_and_says_that_no_time_is_proven(
        self, small_case, tmp_path
    ):
        report = check_case(small_case.build_case(tmp_path / "case").folder)
        assert report.holds
        assert note_codes(report) == ["not-yet-timestamped"]
        assert any("any entry" in sentence for sentence in report.not_proven)

    def test_a_log_that_another_process_extends_meanwhile_is_read_anew(self, case, monkeypatch):
        real = Folder.read
        appended = []

        def read(folder: Folder, path: str, most: int) -> bytes:
            if path.startswith("log/tile/entries") and not appended:
                appended.append(path)
                case.record(Act.CORRECTION, {"corrects": 1, "reason": "meanwhile"})
            return real(folder, path, most)

        monkeypatch.setattr(Folder, "read", read)
        report = check_case(case.folder)
        assert report.holds
        assert report.log.size == 16

    def test_progress_is_told_and_ends_at_the_whole(self, case, dossier):
        told = []
        check_case(case.folder, progress=lambda *what: told.append(what))
        check_dossier(dossier, progress=lambda *what: told.append(what))
        for kind in ("objects", "files"):
            done, everything = [t[1:] for t in told if t[0] == kind][-1]
            assert done == everything > 0


class TestWhatACrashLeaves:
    def test_a_sound_object_that_no_entry_names_is_a_note(self, case):
        case.put(b"the process was killed before its entry")
        report = check_case(case.folder)
        assert report.holds
        assert note_codes(report) == ["unreferenced-object"]

    def test_half_an_object_in_the_incoming_folder_is_a_note(self, case):
        (case.folder / "objects/incoming").mkdir(exist_ok=True)
        (case.folder / "objects/incoming/4711").write_bytes(b"half")
        assert check_case(case.folder).holds

    def test_tiles_beyond_the_checkpoint_and_narrower_ones_are_notes(self, case):
        leaves = [*case.leaves, case.leaf(Act.CORRECTION, {"corrects": 1, "reason": "x"})]
        hashes = b"".join(map(leaf_hash, leaves))
        for path, data in {
            "tile/entries/000.p/16": encode_bundle(leaves),
            "tile/0/000.p/16": hashes,
            "tile/entries/000.p/9": encode_bundle(leaves[:9]),
            "tile/0/000.p/9": hashes[: 9 * 32],
            "tile/0/001.p/3": bytes(96),
        }.items():
            (case.folder / "log" / path).parent.mkdir(parents=True, exist_ok=True)
            (case.folder / "log" / path).write_bytes(data)
        (case.folder / "log/.checkpoint.0123456789abcdef.new").write_bytes(b"half")
        report = check_case(case.folder)
        assert report.defects == ()
        assert sorted(set(note_codes(report))) == ["leftover", "unfinished-append"]

    def test_a_narrower_tile_with_other_hashes_is_a_defect_all_the_same(self, case):
        (case.folder / "log/tile/0/000.p/9").write_bytes(bytes(9 * 32))
        assert [d.code for d in check_case(case.folder).defects] == ["tile-changed"]

    def test_a_token_that_was_not_yet_recorded_is_a_note(self, case, timestamp_authority):
        chain = timestamp_authority.chain_pem + timestamp_authority.ca_pem
        case.stamp(timestamp_authority.reply, chain, recorded=False)
        report = check_case(case.folder)
        assert report.holds
        assert note_codes(report) == ["timestamp-not-recorded"]
        assert len(report.proven.timestamps) == 3

    def test_certificates_without_their_token_are_a_note(self, case):
        (case.folder / f"timestamps/{'ab' * 32}.vesk.pem").write_bytes(b"")
        assert note_codes(check_case(case.folder)) == ["leftover"]

    def test_what_lies_beside_the_case_is_not_its_business(self, case):
        (case.folder / "catalogue.db").write_bytes(b"derived")
        (case.folder / "dossier").mkdir()
        report = check_case(case.folder)
        assert report.holds
        assert note_codes(report) == ["catalogue-not-checked", "not-part-of-the-case"]


class TestTimestamps:
    @pytest.fixture
    def unread(self, monkeypatch) -> None:
        """The library cannot read any token."""

        def refuse(*_: object, **__: object) -> None:
            raise TokenNeedsOpensslError("It has a form that is not read here.")

        monkeypatch.setattr(check_timestamps, "check_token", refuse)

    def test_a_second_reader_is_asked_where_the_library_cannot_read(self, case, unread):
        report = check_case(case.folder, token_checker=check_with_openssl)
        assert report.holds
        assert [t.second_reader for t in report.proven.timestamps] == [True, True]

    def test_the_second_readers_no_is_a_defect(self, case, unread):
        def no(*_: bytes) -> datetime:
            raise BrokenEvidenceError("The chain ends nowhere.")

        codes = {d.code for d in check_case(case.folder, token_checker=no).defects}
        assert codes == {"timestamp-broken"}

    def test_without_a_recorded_digest_a_list_of_certificates_must_be_whole(
        self, case, timestamp_authority
    ):
        chain = timestamp_authority.chain_pem + timestamp_authority.ca_pem
        case.stamp(timestamp_authority.reply, chain, recorded=False)
        newest = max((case.folder / "timestamps").glob("*.pem"), key=lambda p: p.stat().st_mtime_ns)
        for wrong in (chain + b"\n", b"subject=CN\n" + chain, timestamp_authority.chain_pem, b""):
            newest.chmod(0o644)
            newest.write_bytes(wrong)
            assert {d.path for d in check_case(case.folder).defects} == {
                f"timestamps/{newest.name}"
            }


class TestSettings:
    def test_earlier_settings_that_were_not_kept_are_a_note_in_case_and_dossier(
        self, case, small_case, tmp_path
    ):
        old = sha256(small_case.settings_of(case.log_key)).hexdigest()
        (case.folder / f"objects/{old[:2]}/{old[2:]}").unlink()
        for report in (
            check_case(case.folder),
            check_dossier(seal(case.material(), tmp_path / "dossier").path),
        ):
            assert report.holds
            assert note_codes(report) == ["settings-not-kept"]


class TestASoundDossier:
    def test_it_holds_and_the_report_says_how_much_was_proven(self, dossier, case):
        report = check_dossier(dossier)
        assert report.holds
        assert report.notes == ()
        proven = report.proven
        assert (proven.exhibits, proven.entries, proven.proofs) == (4, 15, 4)
        assert proven.signatures == 17
        assert proven.files == sum(p.is_file() for p in dossier.rglob("*")) - 2
        assert report.log.sealer == case.actor.public_hex

    def test_it_can_be_read_only_and_lie_anywhere(self, dossier, tmp_path):
        moved = dossier.rename(tmp_path / "evidence for the court")
        for path in moved.rglob("*"):
            path.chmod(0o555 if path.is_dir() else 0o444)
        assert check_dossier(moved).holds

    def test_a_dossier_of_a_case_of_one_entry_holds(self, small_case, tmp_path):
        case = small_case.begin_case(tmp_path / "case")
        assert check_dossier(seal(case.material(), tmp_path / "dossier").path).holds


class TestTheTree:
    @pytest.mark.parametrize("size", [1, 2, 3, 255, 256, 257, 511, 513, 1000])
    def test_its_roots_and_tiles_are_those_of_the_specification(self, size):
        hashes = [leaf_hash(str(i).encode()) for i in range(size)]
        tree = HashTree(hashes)
        assert tree.root() == root_hash(hashes)
        assert tree.root(size // 2) == root_hash(hashes[: size // 2])
        assert tree.tile(Tile(0, 0, min(size, 256))) == b"".join(hashes[:256])
        if size > 256:
            upper = [root_hash(hashes[n : n + 256]) for n in range(0, size - 255, 256)]
            assert tree.tile(Tile(1, 0, len(upper))) == b"".join(upper)

    def test_it_has_no_root_of_more_leaves_than_it_has(self):
        with pytest.raises(ValueError, match="2 leaves"):
            HashTree([bytes(32), bytes(32)]).root(3)


class TestTheContents:
    def test_what_was_made_from_bytes_belongs_to_every_exhibit_with_these_bytes(
        self, case, small_case
    ):
        contents = CaseContents()
        for leaf in case.leaves:
            assert contents.apply(open_entry(leaf).entry) == ""
        reading = sha256(b'{"statements":[]}').hexdigest()
        (use,) = contents.uses_of(reading)
        assert use.what == "read reading"
        assert contents.exhibits_of(use) == ("E-0001", "E-0003")
