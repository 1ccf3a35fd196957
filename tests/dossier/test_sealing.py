"""Sealing: what comes out, what is refused, and what a crash or a full disk leaves."""

from __future__ import annotations

import fcntl
import io
import os
import signal
import subprocess
import sys
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import bagit
import pytest

from firsthand.dossier import staging
from firsthand.dossier.check import check_dossier
from firsthand.dossier.layout import original_path, output_path
from firsthand.dossier.sealing import seal
from firsthand.dossier.staging import DestinationError
from firsthand.evidence.entries import Act
from firsthand.evidence.errors import BrokenEvidenceError, FirsthandError, MissingThingError
from firsthand.proof.actors import ActorKey


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()
    }


class TestWhatComesOut:
    def test_an_independent_reader_finds_a_valid_bag(self, made_dossier):
        bag = bagit.Bag(os.fspath(made_dossier))
        bag.validate()
        assert bag.info["External-Identifier"].startswith("5a0c7c9e")

    def test_the_exhibits_stand_under_their_numbers_with_plain_extensions(self, made_dossier):
        names = sorted(p.name for p in (made_dossier / "data/originals").iterdir())
        assert names == ["E-0001.txt", "E-0002.mp4", "E-0003.txt", "E-0004.bin"]

    def test_bytes_captured_twice_have_a_file_for_each_exhibit_with_its_text_and_reading(
        self, made_dossier, small_case
    ):
        for kind in ("originals", "texts"):
            for number in ("E-0001", "E-0003"):
                path = made_dossier / f"data/{kind}/{number}.txt"
                assert path.read_bytes() == small_case.REPORT
        assert (made_dossier / "data/readings/E-0003.json").exists()
        assert (made_dossier / "data/pictures/E-0002/1.5-blurred.jpg").exists()

    def test_pictures_of_a_trace_stand_under_the_exhibit_that_they_name(self, made_dossier):
        assert (made_dossier / "data/moments/E-0002/7.000.jpg").exists()
        assert [p.name for p in (made_dossier / "data/moments").iterdir()] == ["E-0002"]
        lines = (made_dossier / "data/objects-index.tsv").read_text().splitlines()
        unknown = [line.split("\t") for line in lines if "E-0099" in line]
        assert [(path.rpartition("/")[0], exhibit) for _, path, exhibit, _ in unknown] == [
            ("data/objects", "-")
        ]

    def test_every_digest_that_the_log_names_resolves_to_a_file(self, made_dossier, made_case):
        lines = (made_dossier / "data/objects-index.tsv").read_text().splitlines()
        by_digest = {line.split("\t")[0]: line.split("\t")[1] for line in lines}
        assert set(by_digest) == {
            *made_case.objects.digests(),
            sha256(made_case.settings).hexdigest(),
        }
        for digest, path in by_digest.items():
            assert sha256((made_dossier / path).read_bytes()).hexdigest() == digest

    def test_the_log_of_the_dossier_is_that_of_the_case_file_by_file(self, made_dossier, made_case):
        mine = files_of(made_dossier / "data/log")
        lines = mine.pop("entries.ndjson")
        assert mine == files_of(made_case.folder / "log")
        assert lines == b"".join(leaf + b"\n" for leaf in made_case.leaves)

    def test_two_sealings_of_one_case_are_the_same_bytes(self, made_case, made_dossier, tmp_path):
        extra = {
            "report/index.html": lambda: io.BytesIO(
                (made_dossier / "data/report/index.html").read_bytes()
            ),
            "exports/case.json": made_dossier / "data/exports/case.json",
        }
        again = seal(made_case.material(), tmp_path / "again", extra=extra)
        assert files_of(again.path) == files_of(made_dossier)

    def test_what_is_given_back_is_what_a_seal_entry_records(self, made_case, tmp_path):
        sealed = seal(made_case.material(), tmp_path / "dossier")
        manifest = (sealed.path / "tagmanifest-sha256.txt").read_bytes()
        assert sealed.tagmanifest == sha256(manifest).hexdigest()
        assert sealed.size == len(made_case.leaves)

    def test_a_case_goes_on_after_a_seal_and_seals_again(self, case, tmp_path):
        sealed = seal(case.material(), tmp_path / "one")
        case.record(
            Act.SEAL,
            {"size": sealed.size, "root": sealed.root, "tagmanifest": sealed.tagmanifest},
        )
        assert check_dossier(seal(case.material(), tmp_path / "two").path).holds
        assert check_dossier(sealed.path).holds

    def test_timestamps_over_later_checkpoints_are_left_out(self, case, small_case, tmp_path):
        first = sorted((case.folder / "timestamps").glob("*.checkpoint"))
        sizes = {p: int(p.read_bytes().split(b"\n")[1]) for p in first}
        early = min(first, key=sizes.__getitem__)
        material = case.material(checkpoint_note=early.read_bytes())
        with pytest.raises(BrokenEvidenceError, match=r"case\.toml"):
            seal(material, tmp_path / "dossier")
        old = small_case.settings_of(case.log_key)
        dossier = seal(replace(material, settings=old), tmp_path / "dossier").path
        assert [p.name for p in (dossier / "data/timestamps").glob("*.checkpoint")] == [early.name]
        assert check_dossier(dossier).holds

    def test_the_last_of_several_runs_has_the_place_by_name_and_no_output_is_lost(
        self, case, tmp_path, small_case
    ):
        report = sha256(small_case.REPORT).hexdigest()
        case.run("extract-text", [report], {"text": b"A better text.\n"})
        dossier = seal(case.material(), tmp_path / "dossier").path
        assert (dossier / "data/texts/E-0001.txt").read_bytes() == b"A better text.\n"
        assert (dossier / "data/texts/E-0003.txt").read_bytes() == b"A better text.\n"
        assert check_dossier(dossier).holds

    def test_a_log_with_several_levels_of_tiles_is_sealed_whole(self, case, tmp_path):
        case.append(
            [case.leaf(Act.CORRECTION, {"corrects": 1, "reason": f"note {i}"}) for i in range(600)]
        )
        dossier = seal(case.material(), tmp_path / "dossier").path
        assert (dossier / "data/log/tile/1/000.p/2").exists()
        report = check_dossier(dossier)
        assert report.defects == ()
        assert report.proven.entries == 615

    @pytest.mark.parametrize(
        ("name", "extension"),
        [("a.TXT", "txt"), ("a", "bin"), ("a.tar.gz", "gz"), ("../../x.sh/", "bin"),
         ("a.m p4", "bin"), ("a.очень", "bin"), ("a." + "x" * 9, "bin"), (".mp4\n", "mp4")],
    )  # fmt: skip
    def test_of_the_original_name_only_a_plain_extension_is_used(self, name, extension):
        assert original_path("E-0001", name) == f"data/originals/E-0001.{extension}"

    @pytest.mark.parametrize("what", ["describe-media picture/../../x", "trace trace", "picture/1",
                                      "trace picture/E-1/../x", "trace picture/1.0"])  # fmt: skip
    def test_an_output_without_a_place_by_name_has_none(self, what):
        assert output_path("E-0001", what) is None


class TestWhatIsRefused:
    def refused(self, material, destination, error, match, **named):
        with pytest.raises(error, match=match) as raised:
            seal(material, destination, **named)
        assert raised.value.remedy
        assert not destination.exists() or not (destination / "bagit.txt").exists()
        assert not destination.with_name(f".{destination.name}.sealing").exists()

    def test_a_place_that_is_taken(self, made_case, tmp_path):
        (tmp_path / "dossier").mkdir()
        (tmp_path / "dossier/mine.txt").write_text("mine")
        self.refused(made_case.material(), tmp_path / "dossier", DestinationError, "exists already")
        assert (tmp_path / "dossier/mine.txt").read_text() == "mine"
        self.refused(
            made_case.material(), tmp_path / "dossier/mine.txt", DestinationError, "exists already"
        )

    def test_an_empty_folder_is_no_hindrance(self, made_case, tmp_path):
        (tmp_path / "dossier").mkdir()
        assert check_dossier(seal(made_case.material(), tmp_path / "dossier").path).holds

    def test_an_object_that_was_changed_or_is_missing_is_named(
        self, made_case, tmp_path, small_case
    ):
        clip = sha256(small_case.CLIP).hexdigest()

        def changed(digest):
            return io.BytesIO(b"other bytes") if digest == clip else made_case.objects.open(digest)

        def missing(digest):
            if digest == clip:
                raise MissingThingError("gone", remedy="look elsewhere")
            return made_case.objects.open(digest)

        for opener in (changed, missing):
            material = made_case.material(open_object=opener)
            self.refused(material, tmp_path / "d", BrokenEvidenceError, f"{clip}.*E-0002")

    def test_a_log_that_does_not_hold(self, made_case, tmp_path):
        leaves = made_case.leaves
        for wrong in (leaves[:-1], [leaves[1], leaves[0], *leaves[2:]], [b"{}", *leaves[1:]]):
            material = made_case.material(leaves=lambda wrong=wrong: iter(wrong))
            self.refused(material, tmp_path / "d", BrokenEvidenceError, "custody log is broken")

    def test_a_sealer_whom_the_log_does_not_know(self, made_case, tmp_path):
        material = made_case.material(actor=ActorKey.from_seed(b"z" * 32))
        self.refused(material, tmp_path / "d", FirsthandError, "no actor of this case")

    @pytest.mark.parametrize("path", ["originals/x", "../x", "/etc/x", "report/../x", "report/a b"])
    def test_a_further_file_outside_report_and_exports_or_with_an_odd_name(
        self, made_case, tmp_path, path
    ):
        with pytest.raises(ValueError, match=r"report|bag"):
            seal(made_case.material(), tmp_path / "d", extra={path: b""})
        assert list(tmp_path.glob("*d*")) == []

    def test_a_second_sealing_to_the_same_place_at_the_same_time(self, made_case, tmp_path):
        busy = tmp_path / ".dossier.sealing"
        busy.mkdir()
        fd = os.open(busy, os.O_RDONLY)
        fcntl.flock(fd, fcntl.LOCK_EX)
        with pytest.raises(DestinationError, match="Another process"):
            seal(made_case.material(), tmp_path / "dossier")
        os.close(fd)
        assert check_dossier(seal(made_case.material(), tmp_path / "dossier").path).holds

    def test_a_staging_folder_that_holds_what_is_not_of_a_dossier_is_left_alone(
        self, made_case, tmp_path
    ):
        (tmp_path / ".dossier.sealing").mkdir()
        (tmp_path / ".dossier.sealing/thesis.doc").write_text("mine")
        with pytest.raises(DestinationError, match=r"thesis\.doc"):
            seal(made_case.material(), tmp_path / "dossier")
        assert (tmp_path / ".dossier.sealing/thesis.doc").read_text() == "mine"


class TestFaults:
    def test_killed_at_any_of_many_moments_the_next_sealing_ends_well(self, made_case, tmp_path):
        destination = tmp_path / "dossier"
        killed = 0
        for after in range(0, 320, 8):
            child = os.fork()
            if child == 0:
                _die_after(after)
                seal(made_case.material(), destination)
                os._exit(0)
            killed += os.WIFSIGNALED(os.waitpid(child, 0)[1])
            if destination.exists():
                break
        assert killed > 10
        assert check_dossier(destination).holds
        assert sorted(p.name for p in tmp_path.iterdir()) == ["dossier"]

    def test_a_full_disk_is_an_error_with_a_remedy_and_leaves_no_half_dossier(self, small_disk):
        said = small_disk(
            "import sys\n"
            "from pathlib import Path\n"
            "from firsthand.dossier.staging import DestinationError, staged_folder\n"
            "disk = Path(sys.argv[1])\n"
            "try:\n"
            "    with staged_folder(disk / 'dossier', lambda name: True) as folder:\n"
            "        (folder / 'big').write_bytes(bytes(64 << 20))\n"
            "except DestinationError as error:\n"
            "    print(error.diagnostics())\n"
            "print('left:', *sorted(p.name for p in disk.iterdir() if p.name != 'lost+found'))\n"
        )
        assert "The disk is full" in said
        assert "Nothing was left behind" in said
        assert said.endswith("left:\n")

    def test_a_folder_that_may_not_be_written_is_an_error_with_a_remedy(
        self, made_case, tmp_path, monkeypatch
    ):
        def refuse(*_: object, **__: object) -> None:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(staging.Path, "mkdir", refuse)
        with pytest.raises(DestinationError, match="Permission denied"):
            seal(made_case.material(), tmp_path / "dossier")

    def test_everything_is_flushed_before_the_dossier_has_its_name(
        self, made_case, tmp_path, monkeypatch
    ):
        destination = tmp_path / "dossier"
        flushed = []
        real = staging.flush_many

        def watched(filesystem: int, within: int, names: list[str]) -> None:
            assert not destination.exists()
            flushed.extend(names)
            real(filesystem, within, names)

        monkeypatch.setattr(staging, "flush_many", watched)
        seal(made_case.material(), destination)
        names = {p.relative_to(destination).as_posix() for p in destination.rglob("*")}
        assert set(flushed) == names | {"."}


def _die_after(writes: int) -> None:
    """In this process: be killed at the given number of files written, renamed or flushed."""
    left = writes

    def counted(event: str, _arguments: object) -> None:
        nonlocal left
        if event in ("open", "os.rename", "os.mkdir", "os.rmdir", "os.remove"):
            left -= 1
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(counted)


def test_the_check_needs_neither_vault_nor_anything_above_the_proofs():
    code = (
        "import sys, firsthand.dossier.check as c\n"
        "rooms = {m.split('.')[1] for m in sys.modules if m.startswith('firsthand.')}\n"
        "print(*sorted(rooms))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip
    assert done.stdout.split() == ["dossier", "evidence", "proof"]
