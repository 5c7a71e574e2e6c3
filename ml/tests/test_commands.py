"""``python -m ml`` as a data scientist uses it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from ml.__main__ import main
from ml.bundle import Bundle
from ml.testing import sample

KEYS = {
    "auc", "gini", "ks", "average_precision", "brier", "log_loss", "threshold",
    "cost_per_application", "cost_grant_all", "cost_refuse_all", "clients", "default_rate",
}  # fmt: skip


QUICK = ("--seeds", "1", "--fold-seeds", "1")


def test_train_prints_its_metrics_last(
    small_records: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "bundle"
    arguments = ["train", "--data", str(small_records), "--out", str(out)]
    assert (
        main([*arguments, *QUICK, "--folds", "2", "--iterations", "20", "--cost-ratio", "5"]) == 0
    )
    printed = capsys.readouterr()
    metrics = json.loads(printed.out.splitlines()[-1])
    assert set(metrics) == KEYS
    assert metrics["cost_grant_all"] == pytest.approx(5 * metrics["default_rate"])
    assert "fold 2/2" in printed.err
    assert Bundle.open(out).manifest.cost_ratio == 5


def test_evaluate_prints_the_same_keys(
    small_records: Path, small_bundle: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["evaluate", "--bundle", str(small_bundle), "--data", str(small_records)]) == 0
    assert set(json.loads(capsys.readouterr().out.splitlines()[-1])) == KEYS


def test_few_whole_files_and_many_thin_ones_want_completing(
    small_records: Path, small_bundle: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    advise = ["advise", "--bundle", str(small_bundle), "--data", str(small_records)]
    found = []
    for known in ([], ["--known", "annuity", "external_score_2"], ["--known"]):
        assert main([*advise, "--clients", "60", *known]) == 0
        found.append(json.loads(capsys.readouterr().out))
        assert sum(found[-1].values()) == 60
        assert set(found[-1]) <= {"grant", "review", "refuse", "complete"}
    whole, thin, bare = (counts.get("complete", 0) for counts in found)
    assert whole < 3
    assert whole < thin
    assert whole < bare
    assert main([*advise, "--known", "shoe_size"]) == 1
    assert "no optional inputs: shoe_size" in capsys.readouterr().err


@pytest.mark.parametrize("ending", ["parquet", "csv"])
def test_score_writes_what_adds_up(
    small_records: Path, small_bundle: Path, tmp_path: Path, ending: str
) -> None:
    out = tmp_path / f"scores.{ending}"
    arguments = ["score", "--bundle", str(small_bundle), "--data", str(small_records)]
    assert main([*arguments, "--out", str(out), "--explain"]) == 0
    scores = pl.read_parquet(out) if ending == "parquet" else pl.read_csv(out)
    assert scores.columns[:4] == ["client_id", "pd", "score", "advice"]
    contributions = scores.select(pl.selectors.starts_with("contribution_")).sum_horizontal()
    log_odds = (scores["base"] + contributions).to_numpy()
    assert np.allclose(1 / (1 + np.exp(-log_odds)), scores["pd"].to_numpy(), atol=1e-9)
    assert set(scores["advice"]) <= {"grant", "review", "refuse"}


def test_scores_without_explanation(
    small_records: Path, small_bundle: Path, tmp_path: Path
) -> None:
    out = tmp_path / "scores.csv"
    arguments = ["score", "--bundle", str(small_bundle), "--data", str(small_records)]
    assert main([*arguments, "--out", str(out)]) == 0
    assert pl.read_csv(out).columns == ["client_id", "pd", "score", "advice"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["train", "--data", "{empty}", "--out", "{empty}/b"], "no application_train"),
        (["evaluate", "--bundle", "{empty}", "--data", "{empty}"], "no bundle"),
        (["score", "--bundle", "{bundle}", "--data", "{data}", "--out", "x.txt"], "must end in"),
    ],
)
def test_wrong_input_is_said_in_words(
    arguments: list[str],
    says: str,
    small_records: Path,
    small_bundle: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    places = {"{empty}": tmp_path, "{bundle}": small_bundle, "{data}": small_records}
    for name, path in places.items():
        arguments = [argument.replace(name, str(path)) for argument in arguments]
    assert main(arguments) == 1
    error = capsys.readouterr().err
    assert says in error
    assert "Traceback" not in error


@pytest.mark.parametrize("arguments", [[], ["synthesize", "--clients", "0", "--out", "x"]])
def test_wrong_usage(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2


def test_real_rows_train_and_score_others(tmp_path: Path) -> None:
    bundle, out = tmp_path / "bundle", tmp_path / "scores.parquet"
    train = ["train", "--data", str(sample("joined_train.zip")), "--out", str(bundle)]
    assert main([*train, *QUICK, "--folds", "2", "--iterations", "120"]) == 0
    assert Bundle.open(bundle).manifest.metrics["auc"] > 0.70
    score = ["score", "--bundle", str(bundle), "--data", str(sample("joined_test.zip"))]
    assert main([*score, "--out", str(out)]) == 0
    assert len(pl.read_parquet(out)) == 5_000
