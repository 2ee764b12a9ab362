"""What the outputs of a network cost, and how good they are; scripts carry their source. Imported on first use."""

import torch
from torch import nn


def binary_loss(outputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """Cross-entropy of two classes, from logits."""
    return nn.functional.binary_cross_entropy_with_logits(outputs, targets)


def binary_score(outputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """Accuracy: the share of samples whose logit is on the right side of 0."""
    return ((outputs > 0) == (targets > 0.5)).float().mean()


def classes_loss(outputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """Cross-entropy of many classes, from logits."""
    return nn.functional.cross_entropy(outputs, targets)


def classes_score(outputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """Accuracy: the share of samples whose class has the largest logit."""
    return (outputs.argmax(-1) == targets).float().mean()


def characters_loss(outputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """Cross-entropy of the next character, from logits at each place."""
    return nn.functional.cross_entropy(outputs.flatten(0, 1), targets.flatten())


def characters_score(outputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """Accuracy: the share of places whose next character has the largest logit."""
    return (outputs.argmax(-1) == targets).float().mean()


def regression_loss(outputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """Mean squared error."""
    return nn.functional.mse_loss(outputs, targets)


def regression_score(outputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """R²: the share of the targets' variance that is explained."""
    return 1 - ((outputs - targets) ** 2).mean() / targets.var(correction=0)
