"""The networks that torch has no class for; scripts carry their source. The module is imported on first use."""

import torch
from torch import nn


class WeightSum(nn.Module):
    """Logistic regression on features by number: the sum of their weights; feature 0 stands for none."""

    def __init__(self, features: int, sparse: bool) -> None:
        super().__init__()
        self.weights = nn.Embedding(features, 1, sparse=sparse, padding_idx=0)
        nn.init.zeros_(self.weights.weight)

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        return self.weights(features).sum((1, 2))  # type: ignore[no-any-return]


class Product(nn.Module):
    """Rows times several matrices, one after the other."""

    def __init__(self, size: int, depth: int, scale: float) -> None:
        super().__init__()
        drawn = [scale / size**0.5 * torch.randn(size, size) for _ in range(depth)]
        self.factors = nn.ParameterList([nn.Parameter(matrix) for matrix in drawn])

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        for factor in self.factors:
            rows = rows @ factor
        return rows


class Block(nn.Module):
    """Attention to what came before, then a perceptron, each added to what goes in."""

    def __init__(self, context: int, width: int, heads: int, norm_first: bool) -> None:
        super().__init__()
        self.heads, self.norm_first = heads, norm_first
        self.before, self.between = nn.LayerNorm(width), nn.LayerNorm(width)
        self.queries_keys_values = nn.Linear(width, 3 * width, bias=False)
        self.output = nn.Linear(width, width, bias=False)
        self.perceptron = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))
        self.register_buffer("future", torch.full((context, context), float("-inf")).triu(1), persistent=False)

    def attend(self, x: torch.Tensor) -> torch.Tensor:
        samples, places, width = x.shape
        parts = self.queries_keys_values(x).view(samples, places, 3, self.heads, width // self.heads)
        queries, keys, values = parts.permute(2, 0, 3, 1, 4)
        fits = queries @ keys.transpose(-2, -1) * (width // self.heads) ** -0.5 + self.future
        mixed = (fits.softmax(-1) @ values).transpose(1, 2)
        return self.output(mixed.reshape(x.shape))  # type: ignore[no-any-return]

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        if self.norm_first:
            x = x + self.attend(self.before(x))
            return x + self.perceptron(self.between(x))  # type: ignore[no-any-return]
        x = self.before(x + self.attend(x))
        return self.between(x + self.perceptron(x))  # type: ignore[no-any-return]


class Transformer(nn.Module):
    """Tells the next character at each place of a window."""

    def __init__(
        self, alphabet: int, context: int, width: int, layers: int, heads: int, norm_first: bool, scale: float
    ) -> None:
        super().__init__()
        self.characters, self.places = nn.Embedding(alphabet, width), nn.Embedding(context, width)
        self.blocks = nn.Sequential(*[Block(context, width, heads, norm_first) for _ in range(layers)])
        self.norm = nn.LayerNorm(width) if norm_first else nn.Identity()
        self.output = nn.Linear(width, alphabet, bias=False)
        for parameter in self.parameters():
            if parameter.ndim == 2:
                nn.init.normal_(parameter, std=scale)

    def forward(self, window: torch.Tensor) -> torch.Tensor:
        x = self.characters(window) + self.places.weight
        return self.output(self.norm(self.blocks(x)))  # type: ignore[no-any-return]
