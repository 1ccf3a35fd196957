"""Exports a trained network to ONNX, small: matrices in half precision, the vocabulary in bytes."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import onnx
import torch
from benchmarks.reading.train.network import Network
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

from firsthand.reading.tagging.decoding import COLUMNS

OPSET = 18


class _Encoding(nn.Module):
    """Pieces of one window to vectors of its words and the probabilities of their anchors."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(
        self, pieces: Tensor, looks: Tensor, quoted: Tensor, ruled: Tensor, word_pieces: Tensor
    ) -> tuple[Tensor, Tensor]:
        vectors = self.network.encoder(pieces, looks, quoted, ruled)[0][word_pieces]
        return vectors, torch.softmax(self.network.heads.anchors(vectors), -1)


class _Labelling(nn.Module):
    """Vectors of words and anchors to labels and columns."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.heads = network.heads

    def forward(
        self, vectors: Tensor, anchors: Tensor, paragraphs: Tensor, hints: Tensor
    ) -> tuple[Tensor, Tensor]:
        labels = torch.softmax(self.heads.pairs(vectors, anchors, paragraphs, hints), -1)
        columns = self.heads.describe(vectors, anchors, labels)
        parts = [torch.softmax(p, -1) for p in columns.split(COLUMNS, dim=1)]
        return labels, torch.cat(parts, dim=1)


def export(network: Network, vocabulary: list[str], folder: Path, facts: dict[str, object]) -> None:
    """Write `encoder.onnx`, `labels.onnx`, `vocabulary.txt` and `model.json` into a folder."""
    network.eval()
    folder.mkdir(parents=True, exist_ok=True)
    length, count, anchors = (
        torch.export.Dim("length", min=8, max=512),
        torch.export.Dim("count", min=4, max=510),
        torch.export.Dim("anchors", min=2, max=510),
    )
    # Inputs that are one tensor would become one input of the graph.
    pieces, looks, quoted, ruled = (torch.full((1, 40), i + 1) for i in range(4))
    at = torch.arange(1, 31)
    _write(
        _Encoding(network),
        (pieces, looks, quoted % 4, ruled, at),
        {
            "pieces": {1: length},
            "looks": {1: length},
            "quoted": {1: length},
            "ruled": {1: length},
            "word_pieces": {0: count},
        },
        ["vectors", "anchor_kinds"],
        folder / "encoder.onnx",
    )
    _write(
        _Labelling(network),
        (
            torch.zeros(30, 384),
            torch.tensor([1, 5, 9]),
            torch.zeros(30, dtype=torch.int64),
            torch.zeros(3, 30, dtype=torch.int64),
        ),
        {
            "vectors": {0: count},
            "anchors": {0: anchors},
            "paragraphs": {0: count},
            "hints": {0: anchors, 1: count},
        },
        ["labels", "columns"],
        folder / "labels.onnx",
    )
    (folder / "vocabulary.txt").write_text("\n".join(vocabulary), "utf-8")
    (folder / "model.json").write_text(json.dumps(facts, indent=1, sort_keys=True) + "\n", "utf-8")


def _write(module: nn.Module, inputs, dynamic, outputs, path: Path) -> None:
    module.eval()
    program = torch.onnx.export(
        module,
        inputs,
        dynamo=True,
        opset_version=OPSET,
        dynamic_shapes=dynamic,
        output_names=outputs,
    )
    program.optimize()
    onnx.save(smaller(program.model_proto), str(path))


def smaller(model: onnx.ModelProto) -> onnx.ModelProto:
    """Large matrices in half precision, the embeddings of pieces in bytes with a scale a row."""
    nodes, kept = [], []
    for given in model.graph.initializer:
        array = numpy_helper.to_array(given)
        if array.dtype != np.float32 or array.size < 4096:
            kept.append(given)
            continue
        name = given.name
        if array.ndim == 2 and array.shape[0] > 20_000:
            scale = np.abs(array).max(axis=1, keepdims=True) / 127
            whole = np.round(array / np.maximum(scale, 1e-12)).astype(np.int8)
            kept.append(numpy_helper.from_array(whole, name + "_bytes"))
            kept.append(numpy_helper.from_array(scale.astype(np.float32), name + "_scale"))
            nodes.append(
                helper.make_node("Cast", [name + "_bytes"], [name + "_cast"], to=TensorProto.FLOAT)
            )
            nodes.append(helper.make_node("Mul", [name + "_cast", name + "_scale"], [name]))
            continue
        kept.append(numpy_helper.from_array(array.astype(np.float16), name + "_half"))
        nodes.append(helper.make_node("Cast", [name + "_half"], [name], to=TensorProto.FLOAT))
    del model.graph.initializer[:]
    model.graph.initializer.extend(kept)
    rest = list(model.graph.node)
    del model.graph.node[:]
    model.graph.node.extend(nodes + rest)
    del model.graph.value_info[:]
    return model
