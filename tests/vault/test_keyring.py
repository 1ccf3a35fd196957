"""The user's keys in a folder, and what the user last saw of each log."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from firsthand.evidence.errors import MalformedValueError, MissingThingError
from firsthand.proof.actors import PassphraseError, verify_signature
from firsthand.proof.checkpoints import Checkpoint, sign_checkpoint
from firsthand.vault.keyring import KeyExposedError
from firsthand.vault.keyrings.folder import FolderKeyring, user_folder
from firsthand.vault.storage_errors import StorageError

CASE = "5a0c7c9e-8d1e-4f7a-9a53-0d2f6d3f5a11"
ORIGIN = f"firsthand/case/{CASE}"


def keyring(folder: Path, passphrase: bytes | None = None) -> FolderKeyring:
    return FolderKeyring(folder, None if passphrase is None else lambda: passphrase)


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


class TestKeys:
    def test_a_key_is_made_once_and_stays(self, tmp_path):
        made = keyring(tmp_path).ensure_actor("Ilse Marand")
        again = keyring(tmp_path).ensure_actor("Another Name")
        assert made.public_hex == again.public_hex == keyring(tmp_path).actor_key().public_hex
        assert keyring(tmp_path).actor_name() == "Ilse Marand"

    def test_keys_are_their_owners_only(self, tmp_path):
        keys = tmp_path / "home" / "firsthand"
        keyring(keys).ensure_actor("Ilse Marand")
        keyring(keys).ensure_log_key(CASE, ORIGIN)
        assert (mode(keys), mode(keys / "keys")) == (0o700, 0o700)
        files = sorted((keys / "keys").iterdir())
        assert [path.name for path in files] == [f"{CASE}.log.key", "actor.key", "actor.name"]
        assert {mode(path) for path in files} == {0o600}

    def test_a_key_that_others_can_read_is_refused(self, tmp_path):
        keyring(tmp_path).ensure_actor("Ilse Marand")
        (tmp_path / "keys" / "actor.key").chmod(0o640)
        with pytest.raises(KeyExposedError, match="0640"):
            keyring(tmp_path).actor_key()

    def test_each_case_has_its_own_log_key_named_by_its_origin(self, tmp_path):
        ring = keyring(tmp_path)
        key = ring.ensure_log_key(CASE, ORIGIN)
        assert key.name == ORIGIN
        assert ring.log_key(CASE, ORIGIN).vkey == key.vkey
        assert ring.ensure_log_key(CASE, ORIGIN).vkey == key.vkey
        assert ring.ensure_log_key("other", "firsthand/case/other").vkey != key.vkey

    def test_missing_keys_are_named(self, tmp_path):
        ring = keyring(tmp_path)
        for look, name in [
            (ring.actor_key, "actor.key"),
            (ring.actor_name, "actor.name"),
            (lambda: ring.log_key(CASE, ORIGIN), f"{CASE}.log.key"),
        ]:
            with pytest.raises(MissingThingError, match=name):
                look()

    @pytest.mark.parametrize("untrusted", ["", ".", "..", "../x", "a/b", "a\0b", "x" * 200, "-x"])
    def test_a_case_id_that_could_lead_elsewhere_is_refused(self, tmp_path, untrusted):
        ring = keyring(tmp_path)
        for look in (ring.seen, lambda c: ring.log_key(c, ORIGIN), ring.forget):
            with pytest.raises(MalformedValueError):
                look(untrusted)

    @pytest.mark.parametrize("name", ["", "  ", "two\nlines", "bell\a", "x" * 201])
    def test_a_name_is_one_printable_line(self, tmp_path, name):
        with pytest.raises(MalformedValueError):
            keyring(tmp_path).ensure_actor(name)

    def test_a_damaged_key_is_malformed_and_not_replaced(self, tmp_path):
        ring = keyring(tmp_path)
        ring.ensure_actor("Ilse Marand")
        path = tmp_path / "keys" / "actor.key"
        path.write_bytes(b"-----BEGIN PRIVATE KEY-----\nnonsense\n-----END PRIVATE KEY-----\n")
        before = path.read_bytes()
        with pytest.raises(MalformedValueError):
            ring.ensure_actor("Ilse Marand")
        assert path.read_bytes() == before

    def test_processes_that_make_the_key_at_once_end_with_one(self, tmp_path):
        script = """
import sys
from pathlib import Path
from firsthand.vault.keyrings.folder import FolderKeyring
ring = FolderKeyring(Path(sys.argv[1]))
print(ring.ensure_actor("Ilse Marand").public_hex, ring.ensure_log_key("c", "origin").vkey)
"""
        children = [
            subprocess.Popen(
                [sys.executable, "-c", script, str(tmp_path)], stdout=subprocess.PIPE, text=True
            )
            for _ in range(4)
        ]
        outputs = {child.communicate(timeout=60)[0] for child in children}
        ring = keyring(tmp_path)
        expected = f"{ring.actor_key().public_hex} {ring.log_key('c', 'origin').vkey}\n"
        assert outputs == {expected}

    def test_a_kill_at_any_line_leaves_no_key_or_a_good_one(self, tmp_path, dying_process):
        def work() -> None:
            keyring(tmp_path / str(turn)).ensure_actor("Ilse Marand")

        turn = 0
        for turn in range(1, dying_process.lines_of(work) + 1):
            assert dying_process.kill_at(turn, work)
            ring = keyring(tmp_path / str(turn))
            key = ring.ensure_actor("Ilse Marand")
            assert ring.actor_key().public_hex == key.public_hex
            assert ring.actor_name() == "Ilse Marand"

    def test_a_place_that_cannot_be_written_is_a_storage_error(self, tmp_path):
        (tmp_path / "file").write_text("a file in the folder's place")
        with pytest.raises(StorageError):
            keyring(tmp_path / "file").ensure_actor("Ilse Marand")


class TestPassphrase:
    def test_a_protected_key_opens_with_its_passphrase_only(self, tmp_path):
        key = keyring(tmp_path, b"seven geese").ensure_actor("Ilse Marand", protected=True)
        pem = (tmp_path / "keys" / "actor.key").read_bytes()
        assert pem.startswith(b"-----BEGIN ENCRYPTED PRIVATE KEY-----")
        opened = keyring(tmp_path, b"seven geese").actor_key()
        assert verify_signature(key.public_hex, b"m", opened.sign(b"m"))
        for wrong in (keyring(tmp_path), keyring(tmp_path, b"eight geese"), keyring(tmp_path, b"")):
            with pytest.raises(PassphraseError):
                wrong.actor_key()

    def test_the_passphrase_is_asked_for_once_and_again_only_if_it_was_wrong(self, tmp_path):
        keyring(tmp_path, b"right").ensure_actor("Ilse Marand", protected=True)
        keyring(tmp_path, b"right").ensure_log_key(CASE, ORIGIN)
        answers = [b"wrong", b"right"]
        ring = FolderKeyring(tmp_path, lambda: answers.pop(0))
        with pytest.raises(PassphraseError, match="does not open"):
            ring.actor_key()
        ring.actor_key()
        ring.log_key(CASE, ORIGIN)
        assert answers == []

    def test_an_unprotected_key_asks_for_nothing(self, tmp_path):
        def never() -> bytes:
            raise AssertionError("asked for a pass-phrase")

        FolderKeyring(tmp_path, never).ensure_actor("Ilse Marand")
        FolderKeyring(tmp_path, never).ensure_log_key(CASE, ORIGIN)
        FolderKeyring(tmp_path, never).actor_key()

    def test_log_keys_are_protected_as_the_actors_key_is(self, tmp_path):
        ring = keyring(tmp_path, b"seven geese")
        ring.ensure_actor("Ilse Marand", protected=True)
        ring.ensure_log_key(CASE, ORIGIN)
        with pytest.raises(PassphraseError):
            keyring(tmp_path).log_key(CASE, ORIGIN)

    def test_the_passphrase_can_be_set_changed_and_removed(self, tmp_path):
        ring = keyring(tmp_path)
        actor, log = ring.ensure_actor("Ilse Marand"), ring.ensure_log_key(CASE, ORIGIN)
        ring.protect(b"first")
        with pytest.raises(PassphraseError):
            keyring(tmp_path).actor_key()
        keyring(tmp_path, b"first").protect(b"second")
        with pytest.raises(PassphraseError):
            keyring(tmp_path, b"first").log_key(CASE, ORIGIN)
        keyring(tmp_path, b"second").protect(None)
        assert keyring(tmp_path).actor_key().public_hex == actor.public_hex
        assert keyring(tmp_path).log_key(CASE, ORIGIN).vkey == log.vkey

    def test_a_wrong_passphrase_changes_no_key(self, tmp_path):
        keyring(tmp_path, b"right").ensure_actor("Ilse Marand", protected=True)
        before = (tmp_path / "keys" / "actor.key").read_bytes()
        with pytest.raises(PassphraseError):
            keyring(tmp_path, b"wrong").protect(None)
        assert (tmp_path / "keys" / "actor.key").read_bytes() == before


class TestSeen:
    def test_the_largest_checkpoint_is_remembered(self, tmp_path):
        ring = keyring(tmp_path)
        key = ring.ensure_log_key(CASE, ORIGIN)
        notes = [sign_checkpoint(Checkpoint(ORIGIN, n, bytes([n]) * 32), key) for n in range(1, 4)]
        assert ring.seen(CASE) is None
        for note, expected in [(notes[1], notes[1]), (notes[0], notes[1]), (notes[2], notes[2])]:
            ring.remember(CASE, note)
            assert ring.seen(CASE) == expected
        assert mode(tmp_path / "seen" / CASE) == 0o600
        ring.forget(CASE)
        ring.forget(CASE)
        assert ring.seen(CASE) is None

    def test_what_is_no_checkpoint_is_not_remembered(self, tmp_path):
        with pytest.raises(MalformedValueError):
            keyring(tmp_path).remember(CASE, b"hello\n")
        assert keyring(tmp_path).seen(CASE) is None


class TestUserFolder:
    @pytest.mark.parametrize(
        ("environment", "folder"),
        [
            ({"FIRSTHAND_HOME": "/a", "XDG_CONFIG_HOME": "/b", "HOME": "/c"}, "/a"),
            ({"FIRSTHAND_HOME": "", "XDG_CONFIG_HOME": "/b", "HOME": "/c"}, "/b/firsthand"),
            ({"XDG_CONFIG_HOME": "relative", "HOME": "/c"}, "/c/.config/firsthand"),
            ({"HOME": "/c"}, "/c/.config/firsthand"),
        ],
    )
    def test_it_follows_the_environment(self, environment, folder):
        assert user_folder(environment) == Path(folder)
