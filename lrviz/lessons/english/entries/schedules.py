"""What each schedule is good for, and what goes wrong with it, in English."""

from lrviz.lessons.wording import EntryWording

SCHEDULES: dict[str, EntryWording] = {
    "Constant": EntryWording(
        "Finding out which rate works at all, and problems without noise, where a stable rate converges by itself.",
        "With noise it ends on a floor whose height grows with the rate; and one rate must be bold at the start and"
        " careful at the end at once.",
        title="Fixed rate",
        also=("fixed learning rate", "constant learning rate", "no schedule", "none"),
    ),
    "StepLR": EntryWording(
        "Image networks with momentum: between two drops the run settles on its noise floor, and each drop lowers it.",
        "Lengths count calls of `scheduler.step()`: a step size in epochs that is stepped at every batch freezes the"
        " run at once.",
        also=("staircase decay", "stepwise decay", "step schedule"),
    ),
    "MultiStepLR": EntryWording(
        "Repeating a published recipe whose drops stand at given epochs.",
        "A milestone behind the end of the run never comes, and the rate stays high. Each drop needs enough steps"
        " after it to be worth anything.",
        also=("milestone decay", "step decay at milestones"),
    ),
    "ExponentialLR": EntryWording(
        "A smooth fall by the same share at every step, with one number to choose.",
        "The number acts at every step, so a value that looks close to one may end the run early: the rates that are"
        " left add up to a finite way. Stepped each epoch and stepped each batch, it is another schedule.",
        also=("e^(-kt)", "exp decay", "natural exponential decay", "exponential"),
    ),
    "LinearLR": EntryWording(
        "A warmup in front of another schedule, or a straight fall to a fraction of the rate.",
        "By default it rises, over very few steps, and then holds: whoever wants a fall must set both factors and the"
        " length. It cannot start at zero.",
        also=("linear warmup", "linear"),
    ),
    "ConstantLR": EntryWording(
        "A short stretch at a reduced rate before the run proper, as a warmup in one stair.",
        "At its end the rate jumps to the whole at once; that jump is what a warmup is meant to avoid.",
    ),
    "PolynomialLR": EntryWording(
        "A run of known length that is to end at exactly zero: a line by default, with a higher power an early fall.",
        "Its default length is a handful of steps, after which the rate is zero and nothing moves any more.",
        also=("linear decay to zero", "poly"),
    ),
    "CosineAnnealingLR": EntryWording(
        "A run of known length: it stays high for long, falls fastest in the middle, and ends gently.",
        "Past its length it climbs again, all the way to the top. In a longer run it undoes what it has settled; in a"
        " shorter one it never gets low.",
        also=("cosine", "cosine decay", "half cosine"),
    ),
    "CosineAnnealingWarmRestarts": EntryWording(
        "Several good models from one run, one at the end of each cycle; or a run that may end at any of these ends.",
        "Each restart throws the run off what it has found. A run that ends inside a cycle ends at a high rate.",
        also=("warm restarts", "cosine with restarts", "cosine restarts"),
    ),
    "OneCycleLR": EntryWording(
        "Short runs at rates that would diverge at once without the rise.",
        "It overwrites the optimizer's own rate and, unless told otherwise, its momentum. One step beyond its length"
        " torch raises an error.",
        also=("super-convergence", "one-cycle policy"),
    ),
    "CyclicLR": EntryWording(
        "When the right rate is only known to lie between two bounds: it passes through all of them again and again.",
        "It never comes to rest, unless its mode lowers the peaks; the run should end at the foot of a cycle. By"
        " default it moves the momentum, and raises an error with optimizers that have none.",
        also=("CLR", "triangular2", "cyclic learning rate"),
    ),
    "ReduceLROnPlateau": EntryWording(
        "Runs whose length nobody knows: the rate falls once the validation loss has stopped improving.",
        "It must be told the loss, `scheduler.step(loss)`, once for each validation. A noisy loss cuts too early or"
        " too late, and a loss that waits on a plateau is cut where a larger rate was needed.",
        also=("plateau", "validation plateau", "LR on plateau", "plateau on a validation metric"),
    ),
    "SWALR": EntryWording(
        "The last part of a run in which weights are averaged: it goes to a steady rate and stays there.",
        "The rate that it goes to may lie above the one before, and is meant to; the weights themselves, not averaged,"
        " then look worse.",
        also=("stochastic weight averaging", "SWA"),
    ),
    "LambdaLR": EntryWording(
        "Any curve that can be written down as a formula of the step.",
        "The formula is a factor on the optimizer's rate, not the rate itself; whoever writes the rate has it"
        " multiplied twice.",
        also=("lambda", "custom schedule", "own formula"),
    ),
    "MultiplicativeLR": EntryWording(
        "A fall whose pace changes: the formula says what each step keeps of the last rate.",
        "A formula that was meant for LambdaLR multiplies up here and is gone within a few steps.",
        also=("multiplicative", "multiply"),
    ),
    "LinearWithWarmup": EntryWording(
        "Fine-tuning transformers for a known number of steps.",
        "Past its length the rate is zero: a run that is continued stands still. Both lengths are in steps, not in"
        " epochs.",
        also=("warmup linear decay", "linear warmup decay", "triangular", "slanted triangular"),
    ),
    "CosineWithWarmup": EntryWording(
        "Pretraining and fine-tuning transformers for a known number of steps.",
        "Past its length the rate rises again. With a whole period in the place of half of one the run ends at the"
        " top.",
        also=("warmup cosine", "cosine warmup"),
    ),
    "CosineRestartsWithWarmup": EntryWording(
        "A model at the end of each cycle, in runs that need a warmup once.",
        "Only the first cycle has a warmup; the restarts jump to the whole rate. A run that is stopped early ends"
        " wherever its cycle is.",
        also=("hard restarts", "cosine with hard restarts"),
    ),
    "PolynomialWithWarmup": EntryWording(
        "Fine-tuning with a fall that is bent, and a small rate that stays past the end.",
        "Its end is an absolute rate: it must lie below the optimizer's own, and does not follow when that is changed.",
        also=("poly warmup",),
    ),
    "ConstantWithWarmup": EntryWording(
        "Runs of open length that need a careful start only.",
        "It never falls: with noise the run stays on the floor of the whole rate.",
        also=("warmup constant",),
    ),
    "InverseSqrt": EntryWording(
        "Long pretraining of open length: it goes on falling, more and more slowly, and needs no end.",
        "It never gets low: without a cooldown at the end the noise floor stays high. Length of warmup and height of"
        " the tail hang together.",
        also=("inverse sqrt", "rsqrt", "inverse square root decay"),
    ),
    "Noam": EntryWording(
        "Repeating the first Transformer, with its width and its warmup.",
        "The optimizer's own rate is ignored: the height comes from width and warmup alone, and a shorter warmup makes"
        " the peak higher.",
        also=("Attention is all you need",),
    ),
    "WarmupStableDecay": EntryWording(
        "Pretraining of open length: it stays high while there is data, and a fall can be started from any step.",
        "Until the fall the loss looks worse than under a cosine. A fall over too few steps leaves noise behind.",
        also=("warmup stable decay", "constant with cooldown", "linear cooldown"),
    ),
    "CosineDecay": EntryWording(
        "A cosine that stays low past its length, and keeps a share of the rate for training on.",
        "A floor that is too high keeps the noise; a run that is longer than planned learns on at the floor alone.",
        also=("cosine with minimum", "cosine decay to a fraction"),
    ),
    "PolynomialDecay": EntryWording(
        "A line or a bent fall to a share of the rate, as Keras and optax have it.",
        "With `cycle` it begins again from a lower peak after each round, and a run that ends inside one ends high.",
        also=("poly decay", "Keras polynomial decay"),
    ),
    "Rex": EntryWording(
        "Small budgets: it stays high even longer than a cosine, and still ends at zero.",
        "Nearly all of the fall lies in the last steps: a run that is stopped early has hardly slowed down.",
        also=("reflected exponential schedule",),
    ),
    "OneMinusSqrt": EntryWording(
        "The cooldown at the end of a stable phase: noise goes at once, then there is time at small rates.",
        "As a schedule for a whole run it spends most of its steps low, and covers little ground.",
        also=("1-sqrt cooldown", "one minus square root"),
    ),
    "OneMinusSquare": EntryWording(
        "Runs that still have far to go: most steps are near the whole rate.",
        "It is fastest at the very end, where a run needs small rates: little time is left to settle.",
        also=("1-square", "one minus square"),
    ),
    "PowerDecay": EntryWording(
        "Pretraining whose length and batch change: one rate and power carry over from small runs.",
        "Amplitude and power were fitted to language models of one family; elsewhere they are two more numbers to"
        " tune.",
        also=("power scheduler", "power law"),
    ),
    "InverseTime": EntryWording(
        "Noisy convex problems: slow enough to get anywhere, fast enough to silence the noise, for any length of run.",
        "With a decay rate that is too high it is low after a few steps and creeps from there; the best one depends on"
        " the curvature, which nobody knows.",
        also=("inverse time decay", "hyperbolic decay", "Robbins–Monro", "one over t"),
    ),
    "InverseRoot": EntryWording(
        "Noisy convex problems without strong curvature, of which the average of the iterates is taken.",
        "It falls at once, from the very first step, when a run should still be bold; and later hardly at all.",
        also=("one over square root", "1/sqrt(t)"),
    ),
    "CosineCycles": EntryWording(
        "timm's recipes: cosines with restarts, each longer and lower, and a bend for how long the top lasts.",
        "Past the last cycle the rate lies at the floor, which is zero by default: nothing moves any more.",
        also=("timm cosine", "k-decay"),
    ),
    "PolynomialCycles": EntryWording(
        "timm's recipes with powers: a power below one keeps the rate high and drops it at the end of each cycle.",
        "Past the last cycle the rate lies at the floor, which is zero by default; each restart shakes the run up.",
        also=("timm poly", "k-decay"),
    ),
    "TanhCycles": EntryWording(
        "A long stay at the top, one quick fall, and a long stay at the bottom, with both lengths adjustable.",
        "Between its two bounds it never quite reaches top or bottom, and the fall itself takes few steps.",
        also=("hyperbolic tangent decay", "timm tanh"),
    ),
    "StepCycles": EntryWording(
        "Stairs that begin anew, each round longer and lower.",
        "The stairs do not stretch with the rounds: a longer round has more of them, and ends much lower.",
        also=("step decay with restarts",),
    ),
    "ExponentialCycles": EntryWording(
        "Fast falls with restarts: each round spends most of its steps at small rates.",
        "Little of each round is bold, so a restart may not carry the run anywhere new.",
        also=("exponential decay with restarts",),
    ),
    "PiecewiseLinear": EntryWording(
        "Any curve: copied from a figure, drawn by hand, or with corners at given steps.",
        "Its points are steps: they do not follow when the run gets longer, and the last one holds for ever.",
        also=("drawn by hand", "interpolated", "custom points"),
    ),
    "PiecewiseConstant": EntryWording(
        "Stairs of any height, as in recipes that name a rate for each part of the run.",
        "There must be one value more than boundaries. Keras changes the rate one step later.",
        also=("stairs", "step function"),
    ),
    "ChebyshevSteps": EntryWording(
        "Quadratics of known curvature without noise: a round of these steps does about as well as the best momentum.",
        "Many of its steps lie above the stability limit, and only the whole round is stable. Noise, a wrong condition"
        " number or a stop inside a round spoil it.",
        also=("Chebyshev iteration", "fractal steps"),
    ),
    "SilverSteps": EntryWording(
        "Smooth convex functions without noise: now and then a step far above the limit, and plain descent gets"
        " faster.",
        "The long steps first make things worse. It is meant for the inverse of the largest curvature as the rate, and"
        " should end after a power of two less one.",
        also=("silver stepsize schedule", "long steps"),
    ),
    "StrongSilverSteps": EntryWording(
        "Smooth, strongly convex functions of known condition number, without noise or momentum.",
        "Only whole rounds keep what is promised; a condition number that is too small makes it unstable.",
        also=("silver stepsize schedule",),
    ),
    "Warmup": EntryWording(
        "Whatever diverges in its first steps: adaptive optimizers with empty averages, steep starts, large batches.",
        "A warmup that is too short does not help, one that is too long wastes the run. It comes on top of the length"
        " of the schedule behind it, which may then be cut off.",
        also=("linear warmup", "gradual warmup", "warm up"),
    ),
    "Sequential": EntryWording(
        "Phases that follow one another, such as a warmup and a cosine.",
        "Each part counts from its own start, so a length that was meant for the whole run is too long. Parts that set"
        " the rate themselves, as OneCycleLR does, change the base of the others.",
        also=("sequential schedule", "join schedules", "phases"),
    ),
    "Chained": EntryWording(
        "Two effects at once, such as a decay and a reduced start.",
        "Factors multiply, so two decays fall much faster than either; parts that set the rate anew undo the others.",
        also=("chained scheduler", "multiply schedules"),
    ),
    "Phases": EntryWording(
        "Warmup, main part and cooldown in one, with lengths as shares of the run, so that they follow it.",
        "Every phase starts from the optimizer's own rate: one that begins lower or higher than the last one ended"
        " makes a jump.",
        also=("trapezoid", "warmup main cooldown"),
    ),
    "Paced": EntryWording(
        "Seeing what runs when scheduler.step() is called four times a step, as with four processes or accumulated"
        " batches, or only at every fourth step; and slowing the rest of a schedule down when a run gets longer.",
        "It shows a pace, it does not mend one: lengths that fit the run at one call a step no longer do.",
        also=("scheduler stepped too often", "step the scheduler every n steps", "accelerate processes"),
    ),
    "Resumed": EntryWording(
        "Seeing what torch does when a run is resumed with other lengths: which old numbers stay, and where the rate"
        " jumps.",
        "It shows what happens, not what to plan: a loaded cosine keeps its old length and climbs again past it.",
        also=("resume from a checkpoint", "continue training", "load_state_dict"),
    ),
}
"""The texts of schedules, by the keys of the entries."""
