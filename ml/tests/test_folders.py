"""Nothing is left of runs that end early, and no result is half there."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ml.folders import appearing_whole, temporary_folder

WAIT_SECONDS = 60


def run(*arguments: str | Path, temporary: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "ml", *map(str, arguments)],
        env={**os.environ, "TMPDIR": str(temporary)},
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of one megabyte."""
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder],
        check=False,
        capture_output=True,
        text=True,
    )
    if mounted.returncode:
        pytest.skip(f"no small file system can be mounted here: {mounted.stderr.strip()}")
    yield folder
    subprocess.run(["umount", folder], check=True)


def test_a_temporary_folder_is_gone_after_its_block(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def stopped() -> None:
        with temporary_folder("made-") as folder:
            (folder / "x").write_text("y")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped()
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_run_left_goes_and_what_another_uses_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    left = tmp_path / "made-abc"
    left.mkdir()
    (left / "in-use").touch()
    (left / "large").write_bytes(b"0" * 1000)
    (tmp_path / "made-by-somebody").mkdir()
    (tmp_path / "other-abc").mkdir()
    with temporary_folder("made-") as first:
        assert not left.exists()
        with temporary_folder("made-") as second:
            assert first != second
            assert first.is_dir()
    assert {path.name for path in tmp_path.iterdir()} == {"made-by-somebody", "other-abc"}


@pytest.mark.parametrize("is_folder", [False, True])
def test_a_result_is_whole_or_not_there(tmp_path: Path, is_folder: bool) -> None:
    out = tmp_path / "result"

    def make(path: Path, text: str) -> None:
        if is_folder:
            path.mkdir()
            path /= "part"
        path.write_text(text)

    def stopped() -> None:
        with appearing_whole(out) as unfinished:
            make(unfinished, "half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped()
    assert list(tmp_path.iterdir()) == []
    make(tmp_path / ".result.unfinished", "of a killed run")
    with appearing_whole(out) as unfinished:
        make(unfinished, "whole")
    assert [path.name for path in tmp_path.iterdir()] == ["result"]
    assert (out / "part" if is_folder else out).read_text() == "whole"


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_training_that_is_stopped_leaves_nothing(
    tmp_path: Path, small_records: Path, how: signal.Signals
) -> None:
    temporary, out = tmp_path / "temporary", tmp_path / "bundle"
    temporary.mkdir()
    training = run("train", "--data", small_records, "--out", out, temporary=temporary)
    assert training.stderr is not None
    deadline = time.monotonic() + WAIT_SECONDS
    while "labelled clients" not in training.stderr.readline():
        assert time.monotonic() < deadline
    training.send_signal(how)
    _, said = training.communicate(timeout=WAIT_SECONDS)
    assert not out.exists()
    assert "Traceback" not in said
    if how is signal.SIGINT:
        assert training.returncode == 130
        assert said.strip().endswith("ml train: stopped; nothing half-done was kept")
        assert list(temporary.iterdir()) == []


def test_a_full_disk_is_said_in_a_sentence(
    tmp_path: Path, small_disk: Path, small_bundle: Path, small_records: Path
) -> None:
    out = tmp_path / "scores.csv"
    scoring = run(
        *("score", "--bundle", small_bundle, "--data", small_records, "--out", out),
        temporary=small_disk,
    )
    _, said = scoring.communicate(timeout=WAIT_SECONDS)
    assert (scoring.returncode, out.exists()) == (0, True), said
    # Read from a zip, the files are unpacked first.
    packed = sample_zip(tmp_path, small_records)
    scoring = run(
        *("score", "--bundle", small_bundle, "--data", packed, "--out", out),
        temporary=small_disk,
    )
    _, said = scoring.communicate(timeout=WAIT_SECONDS)
    assert scoring.returncode == 1
    assert "no room left on the disk; make room" in said
    assert "Traceback" not in said
    assert list(small_disk.iterdir()) == []
    written = run(
        *("score", "--bundle", small_bundle, "--data", small_records, "--explain"),
        *("--out", small_disk / "scores.csv"),
        temporary=tmp_path,
    )
    _, said = written.communicate(timeout=WAIT_SECONDS)
    assert written.returncode == 1
    assert "no room left on the disk" in said
    assert list(small_disk.iterdir()) == []


def sample_zip(folder: Path, records: Path) -> Path:
    return Path(shutil.make_archive(str(folder / "records"), "zip", records))
