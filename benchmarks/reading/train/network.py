"""The network: a small BERT encoder, anchors, and labels for every word given an anchor.

Encoder: Devlin et al. 2019 in the size of MiniLM-L6 (Wang et al. 2020), with embeddings added for
what a word looks like, whether it stands in a quotation, and what the rules make of it. Every
statement has one anchor (the head of its cue, or the first word of content without cue); a small
convolution over pairs (anchor, word) says for each word whether it is source, cue, content or
somebody told. So statements may nest and overlap without a limit.
"""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812  the name that everybody uses

WIDTH, HEADS, LAYERS, INNER = 384, 12, 6, 1536
PAIR = 128
REACH = 64  # distances beyond are one bucket on each side


class Dropout(nn.Module):
    """Drops whole channels of a text (Gal and Ghahramani 2016): random numbers cost time."""

    def __init__(self, share: float) -> None:
        super().__init__()
        self.share = share

    def forward(self, x: Tensor) -> Tensor:
        if not self.training or not self.share:
            return x
        mask = torch.rand(*x.shape[:-2], 1, x.shape[-1]) >= self.share
        return x * mask.to(x.dtype) / (1 - self.share)


class Layer(nn.Module):
    """One layer of BERT: attention and a feed-forward part, each followed by a layer norm."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.query, self.key, self.value, self.out = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.norm1 = nn.LayerNorm(WIDTH, eps=1e-12)
        self.up, self.down = nn.Linear(WIDTH, INNER), nn.Linear(INNER, WIDTH)
        self.norm2 = nn.LayerNorm(WIDTH, eps=1e-12)
        self.dropout = Dropout(dropout)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        batch, length, _ = x.shape

        def split(y: Tensor) -> Tensor:
            return y.view(batch, length, HEADS, WIDTH // HEADS).transpose(1, 2)

        met = F.scaled_dot_product_attention(
            split(self.query(x)), split(self.key(x)), split(self.value(x)), attn_mask=mask
        )
        x = self.norm1(x + self.dropout(self.out(met.transpose(1, 2).reshape(x.shape))))
        return self.norm2(x + self.dropout(self.down(F.gelu(self.up(x)))))


class Encoder(nn.Module):
    """Pieces to vectors."""

    def __init__(self, vocabulary: int = 30522, positions: int = 512, dropout: float = 0.1) -> None:
        super().__init__()
        self.pieces = nn.Embedding(vocabulary, WIDTH)
        self.positions = nn.Embedding(positions, WIDTH)
        self.segment = nn.Parameter(torch.zeros(WIDTH))
        self.looks = nn.Embedding(7, WIDTH)
        self.quoted = nn.Embedding(4, WIDTH)
        self.ruled = nn.Embedding(5, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.dropout = Dropout(dropout)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(LAYERS))
        nn.init.zeros_(self.looks.weight)
        nn.init.zeros_(self.quoted.weight)
        nn.init.zeros_(self.ruled.weight)

    def forward(self, pieces: Tensor, looks: Tensor, quoted: Tensor, ruled: Tensor) -> Tensor:
        x = self.pieces(pieces) + self.positions.weight[: pieces.shape[1]] + self.segment
        x = self.dropout(self.norm(x + self.looks(looks) + self.quoted(quoted) + self.ruled(ruled)))
        mask = (pieces == 0)[:, None, None, :].to(x.dtype) * -1e4
        mask = mask.expand(-1, 1, pieces.shape[1], -1)
        for layer in self.layers:
            x = layer(x, mask)
        return x


class Heads(nn.Module):
    """Vectors of words to anchors, labels and columns."""

    def __init__(self, dropout: float = 0.1) -> None:
        super().__init__()
        self.anchors = nn.Sequential(
            nn.Linear(WIDTH, PAIR), nn.GELU(), Dropout(dropout), nn.Linear(PAIR, 3)
        )
        self.of_word = nn.Linear(WIDTH, PAIR)
        self.of_anchor = nn.Linear(WIDTH, PAIR)
        self.gate = nn.Linear(WIDTH, PAIR)
        self.distance = nn.Embedding(2 * REACH + 1, PAIR)
        self.paragraphs = nn.Embedding(7, PAIR)
        self.hints = nn.Embedding(5, PAIR)
        self.near1 = nn.Conv1d(PAIR, PAIR, 3, padding=1)
        self.near2 = nn.Conv1d(PAIR, PAIR, 3, padding=2, dilation=2)
        self.labels = nn.Linear(PAIR, 5)
        self.columns = nn.Sequential(
            nn.Linear(3 * WIDTH, PAIR), nn.GELU(), Dropout(dropout), nn.Linear(PAIR, 20)
        )
        self.dropout = Dropout(dropout)
        nn.init.normal_(self.distance.weight, std=0.02)
        nn.init.normal_(self.paragraphs.weight, std=0.02)
        nn.init.normal_(self.hints.weight, std=0.02)

    def pairs(self, words: Tensor, anchors: Tensor, paragraphs: Tensor, hints: Tensor) -> Tensor:
        """Labels `[anchors, words, 5]` of one window's words `[words, WIDTH]`.

        `hints [anchors, words]` is what the rules make of each word with the anchor.
        """
        at = torch.arange(words.shape[0], device=words.device)
        offset = (at[None, :] - anchors[:, None]).clamp(-REACH, REACH) + REACH
        apart = (paragraphs[None, :] - paragraphs[anchors][:, None]).clamp(-3, 3) + 3
        head = words[anchors]
        x = self.of_word(words)[None] * (1 + torch.tanh(self.gate(head)))[:, None]
        x = x + self.of_anchor(head)[:, None] + self.distance(offset) + self.paragraphs(apart)
        x = x + self.hints(hints)
        x = self.dropout(F.gelu(x)).transpose(1, 2)
        x = x + F.gelu(self.near1(x))
        x = x + F.gelu(self.near2(x))
        return self.labels(x.transpose(1, 2))

    def describe(self, words: Tensor, anchors: Tensor, weights: Tensor) -> Tensor:
        """Columns `[anchors, 20]`; `weights [anchors, words, 5]` are the labels' probabilities."""
        share = weights / (weights.sum(1, keepdim=True) + 1e-4)
        source = share[:, :, 1] @ words
        content = share[:, :, 3] @ words
        return self.columns(torch.cat([words[anchors], source, content], dim=1))


class Network(nn.Module):
    """Both."""

    def __init__(self, dropout: float = 0.1) -> None:
        super().__init__()
        self.encoder = Encoder(dropout=dropout)
        self.heads = Heads(dropout)


def load_encoder(encoder: Encoder, weights: Path) -> None:
    """Take the weights of a BERT checkpoint (safetensors) of the same size."""
    given = load_file(str(weights))
    names = {
        "pieces.weight": "embeddings.word_embeddings.weight",
        "positions.weight": "embeddings.position_embeddings.weight",
        "norm.weight": "embeddings.LayerNorm.weight",
        "norm.bias": "embeddings.LayerNorm.bias",
    }
    inner = {
        "query": "attention.self.query",
        "key": "attention.self.key",
        "value": "attention.self.value",
        "out": "attention.output.dense",
        "norm1": "attention.output.LayerNorm",
        "up": "intermediate.dense",
        "down": "output.dense",
        "norm2": "output.LayerNorm",
    }
    for layer in range(LAYERS):
        for ours, theirs in inner.items():
            for part in ("weight", "bias"):
                names[f"layers.{layer}.{ours}.{part}"] = f"encoder.layer.{layer}.{theirs}.{part}"
    state = encoder.state_dict()
    state.update({ours: given[theirs] for ours, theirs in names.items()})
    state["segment"] = given["embeddings.token_type_embeddings.weight"][0]
    encoder.load_state_dict(state)
