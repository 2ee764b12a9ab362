"""What each optimizer is good for, and what goes wrong with it, in English."""

from lrviz.lessons.wording import EntryWording

OPTIMIZERS: dict[str, EntryWording] = {
    "SGD": EntryWording(
        "Problems whose directions are about equally steep, and image networks trained with momentum and a schedule."
        " Plain, it remembers nothing, and its stability limit is known exactly.",
        "One rate serves all directions: the steepest one sets the limit, and the flat ones crawl. On a plateau the"
        " step is as small as the slope.",
        also=("stochastic gradient descent", "steepest descent", "GD", "batch gradient descent"),
    ),
    "Momentum": EntryWording(
        "Long narrow valleys: steps along the floor add up, steps across it cancel. With a schedule it is the usual"
        " choice for convolutional networks.",
        "Near one, momentum makes the run swing round the minimum and take long to settle. A rate that was tuned"
        " without momentum is too large with it, for the step grows by up to one over one minus momentum.",
        title="SGD with momentum",
        sentence="Steps along a velocity, to which each gradient is added and of which a share is kept.",
        also=("heavy ball", "Polyak momentum", "classical momentum"),
    ),
    "Nesterov": EntryWording(
        "Valleys, as plain momentum, with less swinging: it corrects the velocity before it has gone too far.",
        "Its stability limit is lower than plain momentum's. With noisy gradients little is left of what it gains.",
        title="Nesterov momentum",
        sentence="SGD whose step looks ahead: the new velocity counts once more on top of the gradient.",
        also=("NAG", "Nesterov accelerated gradient", "accelerated gradient"),
    ),
    "Adam": EntryWording(
        "A first try on a new problem: coordinates of very different steepness each get a step of about the rate's"
        " length, so that one rate works over a wide range of scales.",
        "It does not get smaller by itself near the minimum: without a decaying rate it hovers there. A large gradient"
        " is soon forgotten where gradients are rare, and then it may even move away from the minimum. Weight decay"
        " through the gradient is scaled away with it: take AdamW for that.",
        also=("adaptive moment estimation",),
    ),
    "AMSGrad": EntryWording(
        "Problems with rare, large gradients, on which Adam can go the wrong way: the largest second moment is never"
        " forgotten.",
        "One outlier early in training makes the steps small for good. It keeps one more number for each parameter,"
        " and on ordinary training it is seldom better than Adam.",
        title="AMSGrad",
        sentence="Adam that divides by the largest second moment so far, in the place of the latest.",
        also=("amsgrad=True", "Adam with amsgrad", "AMS-Grad"),
    ),
    "AdamW": EntryWording(
        "Transformers and whatever else is trained with weight decay: all weights shrink at the same pace, however"
        " large their gradients are.",
        "The shrinking is the product of rate and weight decay, so a schedule changes it too, and whoever changes the"
        " rate changes the decay. Without decay towards the end it hovers as Adam does.",
        also=("decoupled weight decay", "Adam with weight decay"),
    ),
    "NAdam": EntryWording(
        "The same tasks as Adam where its momentum helps: the look-ahead turns it a little sooner.",
        "Momentum rises over the first steps by a schedule of its own, which comes on top of any warmup of yours. At"
        " high rates it overshoots as Adam does.",
    ),
    "RAdam": EntryWording(
        "Adam without a hand-made warmup: the first steps are plain momentum, until the second moment can be trusted.",
        "Those first steps are as long as the gradient, unscaled: a rate that suits Adam can then be too large on"
        " steep ground or do nothing on flat ground. A warmup in front of it does the same work twice.",
    ),
    "Adamax": EntryWording(
        "Gradients with rare, large values, as of embeddings: the divisor follows the largest recent one and lets go"
        " of it slowly.",
        "After one outlier the coordinate stands nearly still until the largest value has decayed.",
        also=("AdaMax",),
    ),
    "Adagrad": EntryWording(
        "Sparse features, such as words: rare coordinates keep a large step while frequent ones settle. Convex"
        " problems need no schedule with it.",
        "The sum of squares only grows, so the steps only shrink: on long runs, or when the minimum moves, it stops"
        " before it is there.",
        also=("adaptive gradient",),
    ),
    "Adadelta": EntryWording(
        "When no rate is known at all: it measures its step against its own earlier moves.",
        "It begins with tiny steps, for there have been no moves yet, and eps decides how tiny. Without a falling"
        " factor it does not settle under noise.",
        also=("AdaDelta",),
    ),
    "RMSprop": EntryWording(
        "Slopes that change while training goes on, as in recurrent networks and reinforcement learning: old gradients"
        " are forgotten, so the step recovers.",
        "There is no bias correction: the average starts at zero, and the first steps are much longer than the rate."
        " Near a minimum it jumps to and fro, a rate to each side.",
        also=("root mean square propagation", "RMSProp"),
    ),
    "Rprop": EntryWording(
        "Full-batch problems with kinks, plateaus and slopes of any size: only the sign of the gradient counts.",
        "With minibatches the sign turns by chance, and the step sizes shrink to nothing. It ignores the schedule"
        " after the first step.",
    ),
    "ASGD": EntryWording(
        "Noisy convex problems: the average of late iterates lies closer to the minimum than any one of them.",
        "The model keeps the last iterate; the average must be read from the optimizer's state. With torch's default"
        " it begins to average only after so many steps that short runs never get there.",
        also=("Polyak averaging", "Polyak–Ruppert averaging", "averaged stochastic gradient descent"),
    ),
    "Adafactor": EntryWording(
        "Models too large for Adam's moments: of a matrix it keeps only sums over rows and columns.",
        "Step and memory depend on the size and the shape of the parameter: a parameter at zero hardly moves at all,"
        " and a vector saves nothing.",
    ),
    "LBFGS": EntryWording(
        "Small smooth problems without noise, such as fitting a formula to data: it learns the curvature and needs few"
        " steps.",
        "Minibatch noise spoils the curvature that it has learnt. Without its line search a step may run far away, and"
        " it keeps many past gradients in memory.",
        also=("quasi-Newton", "limited-memory BFGS", "BFGS"),
    ),
    "Muon": EntryWording(
        "The hidden matrices of large networks: all directions of a matrix get a step of equal size.",
        "torch takes matrices only: embeddings, biases and heads need another optimizer beside it. The length of its"
        " step does not follow the gradient, so the rate must fall at the end.",
        also=("momentum orthogonalized by Newton–Schulz", "Newton–Schulz"),
    ),
    "SparseAdam": EntryWording(
        "Large embedding tables of which a batch touches a few rows: the others cost nothing and stand still.",
        "Moments of untouched rows do not decay, so a row that comes back steps along an old direction. It takes"
        " sparse gradients only, and has no weight decay.",
        also=("lazy Adam",),
    ),
    "Lion": EntryWording(
        "Large models with large batches: it remembers one average where Adam has two, and each coordinate steps"
        " exactly as far as the rate says.",
        "Each step is a whole rate long until the sign turns, so it cannot settle while the rate stays. It wants a"
        " smaller rate than Adam and more weight decay.",
        also=("evolved sign momentum", "sign momentum"),
    ),
    "AdaBelief": EntryWording(
        "Slopes that keep their direction: where the gradient agrees with its average, the step gets long.",
        "The result hangs on eps, which is added at every step: a value taken over from Adam makes another optimizer"
        " of it. Where gradients hardly change, the steps may get very long.",
    ),
    "Adan": EntryWording(
        "Valleys in which Adam swings: the differences of gradients tell it early that the slope turns.",
        "It keeps more for each parameter than Adam, and its betas are not Adam's: here a beta says what is kept, in"
        " the paper what is new. Noise enters twice, by the gradient and by its differences.",
        also=("adaptive Nesterov momentum",),
    ),
    "Yogi": EntryWording(
        "Gradients that are rare and large, on which Adam forgets too soon: the second moment changes by no more than"
        " the gradient's own square.",
        "After a stretch of large gradients the steps stay short for long. Its eps is large by default, which hides"
        " the scaling where gradients are small.",
    ),
    "ScheduleFreeSGD": EntryWording(
        "Runs whose length is not known: the average of the iterates does what a decaying rate would have done.",
        "Without `optimizer.train()` before training and `optimizer.eval()` before testing the model is read at the"
        " wrong point. A schedule on top of it averages what has been decayed already.",
        also=("schedulefree", "schedule free"),
    ),
    "ScheduleFreeAdamW": EntryWording(
        "Runs of unknown length that Adam suits: no decay has to be planned, and one may stop at any step.",
        "It needs `optimizer.train()` and `optimizer.eval()` at the right places, and a warmup of its own. Batch"
        " normalisation must see the averaged weights before testing.",
        also=("schedulefree", "schedule free Adam"),
    ),
}
"""The texts of optimizers and their variants, by the keys of the entries."""
