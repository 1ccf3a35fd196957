"""A folder gives everything in it, in order, and says what it refused."""

from __future__ import annotations

import os
import socket
import subprocess

import pytest

from firsthand.capture.source import Refused, find_all
from firsthand.capture.sources.file import FileSource
from firsthand.capture.sources.folder import FolderSource


def _found(source):
    return [f for f in source.find() if not isinstance(f, Refused)]


def _refused(source):
    return {f.origin.rpartition("/")[2]: f for f in source.find() if isinstance(f, Refused)}


def test_files_come_in_the_order_of_their_names_hidden_ones_too(tmp_path):
    for name in ("b/z.txt", "b/a.txt", "a/x.txt", "top.txt", ".hidden", "a/.d/y.txt", "é.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    relative = [os.path.relpath(f.origin, tmp_path) for f in _found(FolderSource(tmp_path))]
    assert relative == [
        ".hidden",
        "top.txt",
        "é.txt",
        "a/x.txt",
        "a/.d/y.txt",
        "b/a.txt",
        "b/z.txt",
    ]


def test_links_pipes_and_sockets_are_refused_with_the_reason(tmp_path):
    (tmp_path / "real.txt").write_text("x")
    (tmp_path / "link.txt").symlink_to("real.txt")
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "dangling").symlink_to("/no/such/place")
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "sock"))
        refused = _refused(FolderSource(tmp_path))
    assert {name: r.code for name, r in refused.items()} == {
        "link.txt": "link",
        "loop": "link",
        "dangling": "link",
        "pipe": "special-file",
        "sock": "special-file",
    }
    assert "real.txt" in refused["link.txt"].sentence
    assert [f.name for f in _found(FolderSource(tmp_path))] == ["real.txt"]


def test_litter_is_refused_and_named(tmp_path):
    (tmp_path / ".DS_Store").write_bytes(b"x")
    (tmp_path / "@eaDir").mkdir()
    (tmp_path / "@eaDir" / "thumb.jpg").write_bytes(b"x")
    (tmp_path / "._clip.mp4").write_bytes(b"x")
    assert {n: r.code for n, r in _refused(FolderSource(tmp_path)).items()} == {
        ".DS_Store": "litter",
        "@eaDir": "litter",
    }
    assert [f.name for f in _found(FolderSource(tmp_path))] == ["._clip.mp4"]


def test_a_name_that_is_not_utf8_survives(tmp_path):
    (tmp_path / os.fsdecode(b"caf\xe9.txt")).write_text("x")
    (found,) = _found(FolderSource(tmp_path))
    assert found.name == "caf\\xe9.txt"
    with found.open() as stream:
        assert stream.read() == b"x"


def test_a_very_deep_folder_is_walked_or_refused_and_does_no_harm(tmp_path):
    (tmp_path / "shallow.txt").write_text("x")
    here = os.open(tmp_path, os.O_RDONLY)
    for _ in range(1500):  # deeper than Python may recurse, longer than a path may be
        os.mkdir("deeper", dir_fd=here)
        below = os.open("deeper", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)
    found = list(FolderSource(tmp_path).find())
    subprocess.run(["rm", "-rf", str(tmp_path / "deeper")], check=True)  # Python cannot
    assert found[0].name == "shallow.txt"
    assert [f.code for f in found[1:]] in ([], ["unreadable"])


def test_a_folder_that_may_not_be_listed_is_refused(tmp_path):
    if os.geteuid() == 0:
        pytest.skip("root may list every folder")
    (tmp_path / "locked").mkdir(mode=0o000)
    assert _refused(FolderSource(tmp_path))["locked"].code == "unreadable"


def test_the_case_itself_is_left_out(tmp_path):
    (tmp_path / "case").mkdir()
    (tmp_path / "case" / "case.toml").write_text("x")
    (tmp_path / "a.txt").write_text("x")
    source = FolderSource(tmp_path, excluded=(tmp_path / "case",))
    assert [f.name for f in _found(source)] == ["a.txt"]
    assert _refused(source)["case"].code == "excluded"


def test_a_folder_that_is_a_link_or_missing_is_refused(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    assert [f.code for f in FolderSource(tmp_path / "link").find()] == ["link"]
    assert [f.code for f in FolderSource(tmp_path / "none").find()] == ["unreadable"]


def test_several_sources_give_each_thing_once(tmp_path):
    (tmp_path / "clip.mp4").write_bytes(b"x")
    (tmp_path / "clip.info.json").write_text("{}")
    sources = [FileSource(tmp_path / "clip.mp4"), FolderSource(tmp_path)]
    assert [f.name for f in find_all(sources)] == ["clip.mp4", "clip.info.json"]


def test_a_path_with_dots_leads_where_it_says_and_nowhere_else(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b.txt").write_text("x")
    (found,) = FileSource(tmp_path / "a" / ".." / "b.txt").find()
    assert found.origin == str(tmp_path / "b.txt")
