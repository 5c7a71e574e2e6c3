"""``python -m ml``: make records, train, evaluate, score. Progress goes to stderr."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from polars.exceptions import PolarsError

from ml.bundle import Bundle, BundleError
from ml.cost import DEFAULT_COST_RATIO
from ml.errors import DataError
from ml.folders import appearing_whole, disk_full_text, is_disk_full

if TYPE_CHECKING:
    from ml.training import Options, TrainingSet


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    0 when done, 1 with the reason on stderr when not, 2 for wrong usage, 130 after Ctrl-C.
    """
    chosen = _parser().parse_args(arguments)
    try:
        chosen.run(chosen)
    except KeyboardInterrupt:
        print(f"ml {chosen.command}: stopped; nothing half-done was kept", file=sys.stderr)
        return 130
    except (DataError, BundleError, ValueError, OSError, PolarsError) as error:
        said = disk_full_text() if is_disk_full(error) else error
        print(f"ml {chosen.command}: {said}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m ml", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)

    synthesize = _command(
        commands, "synthesize", _synthesize, "make records in the original format"
    )
    synthesize.add_argument("--clients", type=_positive, required=True, help="how many clients")
    synthesize.add_argument("--seed", type=int, default=0, help="same seed, same records")
    synthesize.add_argument("--out", type=Path, required=True, help="folder to write to")
    synthesize.add_argument(
        "--open-share",
        type=_share,
        default=0.0,
        help="share of clients whose outcome is still open (default 0)",
    )

    train = _command(commands, "train", _train, "train a model and write its bundle")
    _learns_from(train)
    train.add_argument("--out", type=Path, required=True, help="the bundle's folder, new")
    train.add_argument(
        "--trials", type=_positive, help="first search parameters in this many trials, resumable"
    )
    train.add_argument(
        "--journal", type=Path, help="file that keeps the trials (default OUT.trials)"
    )
    train.add_argument("--period", help="when the clients applied, e.g. 2025-01/2025-12")

    compare = _command(
        commands, "compare", _compare, "what a choice costs or brings, each with its interval"
    )
    compare.add_argument(
        "what",
        choices=["directions", "history", "thin", "steadiness"],
        help="directions: kept or not; history: all tables or the application alone; "
        "thin: with inputs withheld; steadiness: trained again",
    )
    _learns_from(compare)

    evaluate = _command(commands, "evaluate", _evaluate, "judge a bundle on labelled clients")
    evaluate.add_argument("--bundle", type=Path, required=True)
    evaluate.add_argument("--data", type=Path, required=True)

    proxies = _command(
        commands, "proxies", _proxies, "try to guess excluded attributes from the features"
    )
    proxies.add_argument("--data", type=Path, required=True)

    advise = _command(
        commands, "advise", _advise, "count who would get which advice, as they are or thin"
    )
    advise.add_argument("--bundle", type=Path, required=True)
    advise.add_argument("--data", type=Path, required=True)
    advise.add_argument("--clients", type=_positive, default=2_000, help="default %(default)s")
    advise.add_argument(
        "--known", nargs="*", help="only these optional inputs are known of each client"
    )

    score = _command(commands, "score", _score, "score clients into a file")
    score.add_argument("--bundle", type=Path, required=True)
    score.add_argument("--data", type=Path, required=True)
    score.add_argument("--out", type=Path, required=True, help="a .parquet or .csv file")
    score.add_argument("--explain", action="store_true", help="add the contributions")
    return parser


def _learns_from(parser: argparse.ArgumentParser) -> None:
    """The options of every command that trains."""
    parser.add_argument(
        "--data",
        type=Path,
        required=True,
        nargs="+",
        help="folders or zips of original files; a client may be in several",
    )
    parser.add_argument(
        "--cost-ratio",
        type=float,
        default=DEFAULT_COST_RATIO,
        help="cost of a default granted, in good clients refused (default %(default)s)",
    )
    parser.add_argument("--folds", type=int, default=5, help="default %(default)s")
    parser.add_argument(
        "--iterations", type=_positive, default=1_500, help="trees at most (default %(default)s)"
    )
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--withheld",
        type=float,
        default=1.0,
        help="share of clients learned from again with inputs withheld (default %(default)s)",
    )
    parser.add_argument(
        "--withheld-everything",
        type=float,
        default=0.25,
        help="share of these with everything withheld that may be (default %(default)s)",
    )
    parser.add_argument(
        "--seeds",
        type=_positive,
        default=5,
        help="models that the final one is the average of (default %(default)s)",
    )
    parser.add_argument(
        "--fold-seeds",
        type=_positive,
        default=2,
        help="models that each fold's is the average of (default %(default)s)",
    )
    parser.add_argument(
        "--no-directions", action="store_true", help="do not keep to the catalogue's directions"
    )


def _command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    run: Callable[[argparse.Namespace], None],
    text: str,
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=text, description=text)
    parser.set_defaults(run=run)
    return parser


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"a number above 0 is wanted, not {number}")
    return number


def _share(text: str) -> float:
    share = float(text)
    if not 0 <= share < 1:
        raise argparse.ArgumentTypeError(f"a share from 0 up to but without 1, not {share}")
    return share


def _progress(command: str) -> Callable[[str], None]:
    started = time.monotonic()

    def say(line: str) -> None:
        print(
            f"[{command} {time.monotonic() - started:6.1f} s] {line}", file=sys.stderr, flush=True
        )

    return say


def _synthesize(chosen: argparse.Namespace) -> None:
    from ml.synthetic import synthesize

    say = _progress("synthesize")
    synthesize(
        clients=chosen.clients,
        seed=chosen.seed,
        out=chosen.out,
        open_share=chosen.open_share,
        progress=lambda done, wanted: say(f"{done:,} of {wanted:,} clients"),
    )


def _train(chosen: argparse.Namespace) -> None:
    from ml.training import train
    from ml.training.train import refuse_what_is_there

    say = _progress("train")
    options, data = _options(chosen), _labelled(chosen, say)
    if chosen.trials:
        from ml.training.tuning import tune

        journal = chosen.journal or chosen.out.with_name(f"{chosen.out.name}.trials")
        tuned = tune(data, options=options, trials=chosen.trials, journal=journal, progress=say)
        options = options.with_parameters(tuned.parameters)
    refuse_what_is_there(chosen.out)
    with appearing_whole(chosen.out) as folder:
        train(data, out=folder, options=options, progress=say)
    bundle = Bundle.open(chosen.out)
    say(f"bundle {bundle.label} in {bundle.path}")
    print(json.dumps(bundle.manifest.metrics))


def _options(chosen: argparse.Namespace) -> Options:
    from ml.training import Options

    return Options(
        cost_ratio=chosen.cost_ratio,
        folds=chosen.folds,
        iterations=chosen.iterations,
        seed=chosen.seed,
        period=getattr(chosen, "period", None),
        monotone=not chosen.no_directions,
        withheld=chosen.withheld,
        withheld_everything=chosen.withheld_everything,
        seeds=chosen.seeds,
        fold_seeds=chosen.fold_seeds,
    )


def _labelled(chosen: argparse.Namespace, say: Callable[[str], None]) -> TrainingSet:
    from ml.training import read_training_set

    say(f"reading {', '.join(path.name for path in chosen.data)}")
    data = read_training_set(*chosen.data)
    clients = int(data.fullest.sum())
    say(f"{clients:,} labelled clients, {data.features.width - 1} features")
    return data


def _compare(chosen: argparse.Namespace) -> None:
    from ml.training import comparison

    say = _progress("compare")
    options, data = _options(chosen), _labelled(chosen, say)
    if chosen.what == "thin":
        from ml.training.thin import judge_thin

        found = judge_thin(data, options=options, progress=say)
        print(found.table())
        print(json.dumps(found.as_dict()))
        return
    if chosen.what == "steadiness":
        from ml.training.steadiness import judge_steadiness

        for part in judge_steadiness(data, options=options, progress=say):
            print(json.dumps(asdict(part)))
        return
    compare = {
        "directions": comparison.compare_directions,
        "history": comparison.compare_history,
    }[chosen.what]
    for difference in compare(data, options=options, progress=say):
        print(json.dumps(asdict(difference)))


def _evaluate(chosen: argparse.Namespace) -> None:
    from ml.training import read_training_set
    from ml.training.evaluate import evaluate

    bundle = Bundle.open(chosen.bundle)
    metrics = evaluate(bundle, read_training_set(chosen.data))
    print(json.dumps(metrics.as_dict()))


def _proxies(chosen: argparse.Namespace) -> None:
    from ml.training.proxies import guess

    for proxy in guess(chosen.data):
        print(json.dumps(asdict(proxy)))


def _advise(chosen: argparse.Namespace) -> None:
    from ml.advise import count_advice

    bundle = Bundle.open(chosen.bundle)
    counts = count_advice(bundle, chosen.data, clients=chosen.clients, known=chosen.known)
    print(json.dumps(counts))


def _score(chosen: argparse.Namespace) -> None:
    from ml.score import score_files, write_scores

    say = _progress("score")
    frame = score_files(Bundle.open(chosen.bundle), chosen.data, explain=chosen.explain)
    write_scores(frame, chosen.out)
    say(f"{len(frame):,} clients scored into {chosen.out}")


if __name__ == "__main__":
    sys.exit(main())
