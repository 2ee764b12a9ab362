"""What the usual pairs of optimizer and schedule are good for, and what goes wrong with them, in English."""

from lrviz.lessons.wording import EntryWording

COMBINATIONS: dict[str, EntryWording] = {
    "Adam-cosine": EntryWording(
        "A run of known length: the rate stays high for long and is nearly nothing at the end, so that Adam, which"
        " does not slow down by itself, comes to rest.",
        "The length must be that of the run: a cosine that ends too late leaves the rate high, and one that ends too"
        " soon rises again in torch.",
        title="Adam + cosine",
        sentence="Adam scales each coordinate, and half a cosine brings its rate down to zero at the end of the run.",
        also=("Adam with cosine annealing", "Adam CosineAnnealingLR"),
    ),
    "AdamW-warmup-cosine": EntryWording(
        "Pretraining transformers: the rise gives the second moments time to fill, the cosine ends at a small rate.",
        "Both lengths must fit the run, and the peak stands after the warmup, where a rate that is too high shows"
        " first. Weight decay follows the rate: it is weak during warmup and at the end.",
        title="AdamW + warmup + cosine",
        sentence="The rate rises along a line and falls along half a cosine, and AdamW's weight decay with it.",
        also=("AdamW with warmup and cosine", "warmup cosine", "LLM pretraining"),
    ),
    "AdamW-warmup-linear": EntryWording(
        "Fine-tuning a pretrained model for a few epochs: a careful start, and no large step at the end that would"
        " undo what was there.",
        "The warmup in steps is often copied from a longer run, and then takes most of a short one. A run that is"
        " continued after the end has a rate of zero.",
        title="AdamW + warmup + linear decay",
        sentence="The rate rises along a line, then falls along a line to zero at the last step.",
        also=("AdamW with warmup and linear decay", "BERT fine-tuning", "linear warmup linear decay"),
    ),
    "AdamW-WSD": EntryWording(
        "Pretraining whose length is open: the rate stays up for as long as there is data, and a cooldown from any"
        " point gives a finished model.",
        "Before the cooldown the loss looks worse than under a cosine, though the model is not. A cooldown that is too"
        " short leaves noise in the weights.",
        title="AdamW + warmup–stable–decay",
        sentence="The rate rises, stays at its top for most of the run, and falls over the last steps.",
        also=("AdamW WSD", "trapezoid", "warmup stable decay"),
    ),
    "Momentum-steps": EntryWording(
        "Classic training of image networks: large steps first, then a drop whenever the loss has flattened out.",
        "The milestones are guesses: too early freezes the run, too late wastes steps on the noise floor.",
        title="SGD with momentum + steps",
        sentence="Momentum carries the run along the valley, and each milestone cuts the rate and the noise with it.",
        also=("SGD step decay", "momentum step decay", "ResNet schedule"),
    ),
    "Momentum-cosine": EntryWording(
        "Image networks when the length is known: one setting fewer than milestones, and a smooth end.",
        "Momentum still rolls when the rate falls: a length that is too short freezes it on the way.",
        title="SGD with momentum + cosine",
        sentence="Momentum carries the run along the valley, and half a cosine brings the rate down to zero.",
        also=("SGD cosine annealing", "momentum cosine annealing"),
    ),
    "Momentum-one-cycle": EntryWording(
        "Short runs at a high rate: momentum is low while the rate is high, and comes back when it falls.",
        "The highest rate decides all: from a little too high a run does not come back. torch raises when it is"
        " stepped beyond its length.",
        title="SGD with momentum + one cycle",
        sentence="The rate rises and falls once over the run, and the momentum does the opposite.",
        also=("super-convergence", "SGD OneCycleLR"),
    ),
    "Momentum-plateau": EntryWording(
        "Runs that nobody can plan: the rate falls when the validation loss has stopped falling.",
        "A noisy loss looks like a plateau or hides one; patience must be longer than its fluctuations. A loss that"
        " waits on a saddle is cut as well, and then waits for ever.",
        title="SGD with momentum + reduce on plateau",
        sentence="The rate stays until the loss has stopped improving for a while, and is then cut.",
        also=("ReduceLROnPlateau with momentum", "plateau on a validation metric"),
    ),
    "Adagrad-exponential": EntryWording(
        "A look at what happens when two decays meet: Adagrad's own and the schedule's.",
        "They multiply: the run freezes much sooner than by either alone. Adagrad wants a constant rate.",
        title="Adagrad + exponential decay",
        sentence="Adagrad's steps shrink by themselves, and the schedule shrinks them once more.",
        also=("double decay", "Adagrad with a schedule"),
    ),
}
"""The texts of combinations, by the keys of the entries."""
