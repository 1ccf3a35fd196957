"""Timestamps from a real authority on loopback: asked, kept, and checked by two programs."""

from __future__ import annotations

import shutil
import socket
import subprocess
from datetime import UTC, datetime, timedelta

import pytest

from firsthand.evidence.errors import BrokenEvidenceError, MalformedValueError, MissingThingError
from firsthand.proof import timestamps
from firsthand.vault import timestamp_checking
from firsthand.vault.openssl_checker import check_with_openssl
from firsthand.vault.storage_errors import StorageError
from firsthand.vault.timestamp_authorities.http import HttpTimestampAuthority
from firsthand.vault.timestamp_authority import AuthorityRefusedError, AuthorityUnreachableError
from firsthand.vault.timestamp_checking import check_timestamp
from firsthand.vault.timestamp_store import StoredTimestamp
from firsthand.vault.timestamp_stores.folder import FolderTimestampStore

NOTE = b"firsthand/case/x\n7\nAAAA\n\n\xe2\x80\x94 firsthand/case/x BBBB\n"
ROOT = "ab" * 32


@pytest.fixture
def authority(timestamp_authority) -> HttpTimestampAuthority:
    return HttpTimestampAuthority("vesk", timestamp_authority.url, patience=10)


class TestAuthority:
    def test_a_token_of_the_authority_holds_for_the_message_and_its_root(
        self, authority, timestamp_authority
    ):
        response = authority.stamp(NOTE)
        checked = check_timestamp(response, NOTE, timestamp_authority.ca_pem)
        assert checked.checker == "rfc3161-client"
        assert abs(checked.time - datetime.now(UTC)) < timedelta(minutes=10)

    def test_openssl_comes_to_the_same_time(self, authority, timestamp_authority):
        response = authority.stamp(NOTE)
        checked = check_timestamp(response, NOTE, timestamp_authority.ca_pem)
        stated = check_with_openssl(response, NOTE, timestamp_authority.ca_pem)
        assert stated == checked.time

    @pytest.mark.parametrize("behaviour", ["refuse", "garbage", "huge", "replay"])
    def test_an_answer_that_is_no_token_for_this_message_is_refused(
        self, authority, timestamp_authority, behaviour
    ):
        authority.stamp(b"something earlier")
        timestamp_authority.behaviour = behaviour
        with pytest.raises(AuthorityRefusedError, match="vesk"):
            authority.stamp(NOTE)

    def test_an_authority_in_trouble_can_be_asked_later(self, authority, timestamp_authority):
        timestamp_authority.behaviour = "error"
        with pytest.raises(AuthorityUnreachableError, match="status 500") as raised:
            authority.stamp(NOTE)
        assert "not yet timestamped" in raised.value.remedy

    def test_an_authority_that_dawdles_is_not_waited_for(self, timestamp_authority):
        timestamp_authority.behaviour = "slow"
        hasty = HttpTimestampAuthority("vesk", timestamp_authority.url, patience=0.3)
        with pytest.raises(AuthorityUnreachableError):
            hasty.stamp(NOTE)

    def test_nobody_at_the_address_is_told_apart_from_a_refusal(self):
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            url = f"http://127.0.0.1:{unused.getsockname()[1]}/"
            with pytest.raises(AuthorityUnreachableError, match="could not be asked"):
                HttpTimestampAuthority("nobody", url).stamp(NOTE)

    @pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://127.0.0.1/x", "http://", "x"])
    def test_only_http_addresses_are_asked(self, url):
        with pytest.raises(MalformedValueError):
            HttpTimestampAuthority("vesk", url)

    @pytest.mark.parametrize("name", ["", "../up", "A", "a/b", "-a", "a" * 65])
    def test_a_name_that_cannot_be_part_of_a_file_name_is_refused(self, name):
        with pytest.raises(MalformedValueError):
            HttpTimestampAuthority(name, "http://127.0.0.1/")


class TestChecking:
    @pytest.mark.parametrize("check", [check_timestamp, check_with_openssl])
    def test_another_message_another_root_and_changed_bytes_do_not_hold(
        self, authority, timestamp_authority, check, tmp_path
    ):
        response = authority.stamp(NOTE)
        command = (
            "openssl req -x509 -newkey ed25519 -nodes -keyout k -out other.pem -subj /CN=Other"
        )
        subprocess.run(
            [*command.split(), "-addext", "keyUsage=keyCertSign"],
            cwd=tmp_path,
            check=True,
            capture_output=True,
        )
        with pytest.raises(BrokenEvidenceError):
            check(response, NOTE + b".", timestamp_authority.ca_pem)
        with pytest.raises(BrokenEvidenceError):
            check(response, NOTE, (tmp_path / "other.pem").read_bytes())
        flipped = bytearray(response)
        flipped[-20] ^= 1
        with pytest.raises(BrokenEvidenceError):
            check(bytes(flipped), NOTE, timestamp_authority.ca_pem)

    def test_openssl_names_the_cause(self, authority, timestamp_authority):
        with pytest.raises(BrokenEvidenceError, match="imprint mismatch"):
            check_with_openssl(authority.stamp(NOTE), b"other", timestamp_authority.ca_pem)

    def test_where_our_library_cannot_read_a_token_openssl_decides_and_is_named(
        self, authority, timestamp_authority, monkeypatch
    ):
        response = authority.stamp(NOTE)

        def unread(*_: object, **__: object) -> None:
            raise timestamps.TokenNeedsOpensslError("cannot be read here")

        monkeypatch.setattr(timestamp_checking, "check_token", unread)
        checked = check_timestamp(
            response,
            NOTE,
            timestamp_authority.ca_pem,
            intermediates_pem=timestamp_authority.chain_pem,
        )
        assert checked.checker == "openssl"
        with pytest.raises(BrokenEvidenceError):
            check_timestamp(response, b"other", timestamp_authority.ca_pem)

    def test_without_openssl_the_remedy_is_its_install_line(self, monkeypatch, tmp_path):
        monkeypatch.setenv("PATH", str(tmp_path))
        assert shutil.which("openssl") is None
        with pytest.raises(MissingThingError) as raised:
            check_with_openssl(b"", b"", b"")
        assert "apt-get install openssl" in raised.value.remedy

    def test_garbage_does_not_hold_for_openssl(self, timestamp_authority):
        with pytest.raises(BrokenEvidenceError):
            check_with_openssl(b"\x30\x00garbage", NOTE, timestamp_authority.ca_pem)


class TestStore:
    def test_a_kept_token_comes_back_as_it_was_received(self, tmp_path):
        store = FolderTimestampStore(tmp_path / "timestamps")
        assert list(store.timestamps()) == []
        assert store.keep(ROOT, NOTE, "vesk", b"response", b"chain")
        assert store.keep(ROOT, NOTE, "other.example", b"second", b"")
        assert list(store.timestamps()) == [
            StoredTimestamp(ROOT, "other.example", NOTE, b"second", b""),
            StoredTimestamp(ROOT, "vesk", NOTE, b"response", b"chain"),
        ]
        assert store.note(ROOT) == NOTE
        assert store.note("cd" * 32) is None
        assert sorted(path.name for path in (tmp_path / "timestamps").iterdir()) == [
            f"{ROOT}.checkpoint",
            f"{ROOT}.other.example.tsr",
            f"{ROOT}.vesk.pem",
            f"{ROOT}.vesk.tsr",
        ]

    def test_the_first_token_stays(self, tmp_path):
        store = FolderTimestampStore(tmp_path)
        assert store.keep(ROOT, NOTE, "vesk", b"first", b"")
        assert not store.keep(ROOT, NOTE, "vesk", b"second", b"")
        (kept,) = store.timestamps()
        assert kept.response == b"first"

    def test_another_note_under_the_same_root_is_refused(self, tmp_path):
        store = FolderTimestampStore(tmp_path)
        store.keep(ROOT, NOTE, "vesk", b"first", b"")
        with pytest.raises(BrokenEvidenceError, match="another note"):
            store.keep(ROOT, NOTE + b"x", "other", b"second", b"")
        assert len(list(store.timestamps())) == 1

    def test_a_token_whose_note_is_gone_is_still_listed(self, tmp_path):
        store = FolderTimestampStore(tmp_path)
        store.keep(ROOT, NOTE, "vesk", b"first", b"")
        (tmp_path / f"{ROOT}.checkpoint").unlink()
        assert [kept.note for kept in store.timestamps()] == [None]

    def test_foreign_files_are_not_listed_and_links_not_followed(self, tmp_path):
        store = FolderTimestampStore(tmp_path)
        store.keep(ROOT, NOTE, "vesk", b"first", b"")
        (tmp_path / "readme.txt").write_text("hello")
        assert len(list(store.timestamps())) == 1
        (tmp_path / f"{'cd' * 32}.vesk.tsr").symlink_to("/etc/passwd")
        with pytest.raises(BrokenEvidenceError, match="plain file"):
            list(store.timestamps())

    def test_a_kill_at_any_line_never_leaves_a_token_without_its_note(
        self, tmp_path, dying_process
    ):
        store = FolderTimestampStore(tmp_path / "timestamps")

        def work() -> None:
            store.keep(ROOT, NOTE, "vesk", b"response", b"chain")

        for line in range(1, dying_process.lines_of(work) + 1):
            shutil.rmtree(tmp_path / "timestamps", ignore_errors=True)
            assert dying_process.kill_at(line, work)
            kept = list(store.timestamps())
            assert kept in ([], [StoredTimestamp(ROOT, "vesk", NOTE, b"response", b"chain")])
            store.keep(ROOT, NOTE, "vesk", b"response", b"chain")
            assert len(list(store.timestamps())) == 1

    def test_a_place_that_cannot_be_written_is_a_storage_error(self, tmp_path):
        (tmp_path / "timestamps").write_text("a file in the folder's place")
        with pytest.raises(StorageError, match="timestamps"):
            FolderTimestampStore(tmp_path / "timestamps").keep(ROOT, NOTE, "vesk", b"r", b"")
