"""Groups of parameters as people usually make them: backbone and head, no decay, layer-wise decay, YOLO's."""

from lrviz.comparison.group import MOST_GROUPS, Group
from lrviz.comparison.plan import Plan
from lrviz.hyperparameters import HyperparameterError

_HEADS = "head.*, classifier.*, fc.*, *lm_head*, *score.*"
_LAYERS = ("layer", "layers", "blocks", "h")
"""What networks call the list of their layers: BERT, Llama, timm's, GPT-2."""


def backbone_and_head(factor: float = 0.1) -> tuple[Group, ...]:
    """A pretrained backbone at a share of the rate that a new head has.

    Args:
        factor: that share.
    """
    return Group("backbone", "*", factor), Group("head", _HEADS)


def no_decay() -> tuple[Group, ...]:
    """Matrices under the optimizer's weight decay; norms, biases and all else with one dimension under none."""
    return Group("weights"), Group("norms and biases", "vectors", weight_decay=0.0)


def layer_wise(decay: float = 0.75, layers: int = MOST_GROUPS) -> tuple[Group, ...]:
    """Layers whose rates fall towards the input: layer l of L has the factor ξ^(L − l), and the head 1.

    Layer 0 takes all that no other group takes, such as the embeddings. Sources: Howard and Ruder, arXiv:1801.06146,
    with ξ = 1/2.6 for all layers; Clark et al., arXiv:2003.10555, and Bao et al., arXiv:2106.08254.

    Args:
        decay: ξ, above 0.
        layers: how many groups, the head's among them, so that L is one fewer.

    Raises:
        HyperparameterError: there are fewer than two or more than `MOST_GROUPS`, or ξ is no factor.
    """
    if not 2 <= layers <= MOST_GROUPS:
        raise HyperparameterError(f"layers must be in [2, {MOST_GROUPS}], got {layers}")
    if not 0 < decay <= 10:
        raise HyperparameterError(f"decay must be in (0, 10], got {decay:g}")
    last = layers - 1
    names = ["*", *(", ".join(f"*{word}.{layer}.*" for word in _LAYERS) for layer in range(1, last)), _HEADS]
    called = [*(f"layer {layer}" for layer in range(last)), "head"]
    factors = [decay ** (last - layer) for layer in range(layers)]
    return tuple(map(Group, called, names, factors))


def yolo(plan: Plan, bias_lr: float = 0.1, momentum: float = 0.8, epochs: float = 3.0) -> tuple[Group, ...]:
    """Weights, norms and biases as Ultralytics' YOLO trains them.

    In the warmup the rate of weights and norms rises from 0, that of the biases falls from `bias_lr`, and the momentum
    rises from `momentum`; only the weights are decayed, by YOLO's 0.0005. The steps of the run are taken for YOLO's
    batches: at first YOLO also adds up fewer batches for a step, which is not in here.
    Source: engine/trainer.py of ultralytics.

    Args:
        plan: the run, for its epochs.
        bias_lr: the rate at which the biases start.
        momentum: the momentum at which all start.
        epochs: how long the warmup is; YOLO makes it 100 batches at least.
    """
    steps = max(round(epochs * plan.steps_per_epoch), 100)

    def group(name: str, parameters: str, lr: float, weight_decay: float) -> Group:
        return Group(
            name, parameters, weight_decay=weight_decay, warmup_steps=steps, warmup_lr=lr, warmup_momentum=momentum
        )

    return (
        group("weights", "*", 0.0, 0.0005),
        group("norms", "vectors", 0.0, 0.0),
        group("biases", "*bias", bias_lr, 0.0),
    )
