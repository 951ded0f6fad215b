import subprocess

import fetch
import pytest
from fetch import SOURCES, PublicSource, fetched


def git(folder, *arguments):
    identity = ["-c", "user.name=t", "-c", "user.email=t@example.org"]
    ended = subprocess.run(["git", "-C", folder, *identity, *arguments], check=True, capture_output=True, text=True)
    return ended.stdout.strip()


@pytest.fixture
def copies(tmp_path, monkeypatch):
    """A folder of local copies with one repository in it, which becomes the only source."""
    repository = tmp_path / "copies" / "city+data" / "repo"
    (repository / "tests" / "data").mkdir(parents=True)
    (repository / "tests" / "data" / "a.csv").write_text("id,name\n1,x\n")
    (repository / "other.txt").write_text("not wanted")
    (repository / "tests" / "data" / "link.csv").symlink_to("/etc/hostname")
    git(repository, "init", "--quiet")
    git(repository, "add", ".")
    git(repository, "commit", "--quiet", "--message=first")
    source = PublicSource("city/data", git(repository, "rev-parse", "HEAD"), "MIT", ("tests",))
    monkeypatch.setattr(fetch, "SOURCES", (source,))
    monkeypatch.setenv(fetch.LOCAL_COPIES, str(tmp_path / "copies"))
    return repository


def test_files_of_the_commit_keep_their_places(tmp_path, copies):
    git(copies, "rm", "--quiet", "tests/data/a.csv")
    git(copies, "commit", "--quiet", "--message=second")
    folder = fetched("data", tmp_path / "fetched")
    assert [path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*.*")) if path.is_file()] == [
        ".commit",
        "tests/data/a.csv",
    ]
    assert (folder / "tests/data/a.csv").read_text() == "id,name\n1,x\n"
    assert not list((tmp_path / "fetched").glob(".part*"))


def test_what_is_there_is_not_fetched_again(tmp_path, copies, monkeypatch):
    first = fetched("city/data", tmp_path)
    monkeypatch.setattr(fetch, "_bring", None)
    assert fetched("city/data", tmp_path) == first


def test_a_source_that_cannot_be_had_is_skipped_with_a_word(tmp_path, copies, monkeypatch, capsys):
    monkeypatch.delenv(fetch.LOCAL_COPIES)
    monkeypatch.setattr(fetch, "_clone", lambda *_: fetch._git(tmp_path, "rev-parse"))
    assert fetched("data", tmp_path / "fetched") is None
    assert "city/data: skipped" in capsys.readouterr().err
    assert not list((tmp_path / "fetched").iterdir())


def test_a_name_that_is_no_source_is_refused(tmp_path):
    with pytest.raises(LookupError):
        fetched("no-such-source", tmp_path)


def test_every_source_is_pinned():
    assert all(len(source.commit) == 40 and source.licence for source in SOURCES)
    assert len({source.name for source in SOURCES}) == len(SOURCES)
