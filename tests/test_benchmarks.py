"""Each benchmark still runs: small, and for what it says, not how fast."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.environment import BASE_DIR
from tests.benchmarks import comparison, engine, features, listing, ranges


@pytest.fixture(autouse=True)
def logs() -> Iterator[None]:
    """Benchmarks silence the logs of their process."""
    yield
    logging.disable(logging.NOTSET)


def test_the_engine(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(engine, "SIZES", {1: 1, 50: 1})
    monkeypatch.setattr(engine, "TREES", 20)
    engine.main()
    said = capsys.readouterr().out
    assert "tables of 20 trees" in said
    assert "50 rows: explain" in said


def test_ranges(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    for name, value in {"CLIENTS": 600, "TREES": 20, "SEEDS": 2}.items():
        monkeypatch.setattr(ranges, name, value)
    ranges.main()
    assert "its range by 500 completions" in capsys.readouterr().out


def test_features(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], small_records: Path
) -> None:
    monkeypatch.setattr(sys, "argv", ["features", "--data", str(small_records)])
    features.main()
    assert "peak memory" in capsys.readouterr().out


@pytest.mark.django_db
@pytest.mark.usefixtures("portfolio")
@pytest.mark.parametrize("benchmark", [listing, comparison], ids=["listing", "comparison"])
def test_pages(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], benchmark: object
) -> None:
    ways = ("", "?sort=score") if benchmark is listing else ("", "item/", "?contract=cash")
    monkeypatch.setattr(benchmark, "WAYS", ways)
    assert benchmark.main(2) == 0  # type: ignore[attr-defined]
    assert "median" in capsys.readouterr().out


@pytest.mark.slow
def test_a_portfolio(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.portfolio", "--clients", "400", "--trees", "20",
         "--folder", str(tmp_path)],
        cwd=BASE_DIR, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2_000:]
    assert "every client scored once" in done.stdout
