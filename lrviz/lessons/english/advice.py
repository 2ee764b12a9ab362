"""The advice in English: its questions, what is advised and why, and what to be careful of."""

from lrviz.lessons.wording import PickWording, QuestionWording

LEAD = (
    "Advice, not law: it names a good place to begin, the scene that speaks for it, and one where it is wrong. What"
    " decides in the end is your own validation loss."
)
"""What the advice is."""

QUESTIONS: dict[str, QuestionWording] = {
    "model": QuestionWording(
        "What do you train?",
        {
            "linear": "A linear or logistic model",
            "binary": "A small net that says yes or no",
            "net": "A deeper net",
            "large": "A large one, say a transformer",
        },
    ),
    "data": QuestionWording(
        "How much data is there?",
        {"little": "Little: many epochs", "much": "Very much: few epochs"},
    ),
    "gradients": QuestionWording(
        "What are the gradients like?",
        {
            "even": "Steady, with little noise",
            "noisy": "Noisy: small batches",
            "sparse": "Sparse: rare words or features",
            "unsettled": "Adam does not settle on them",
        },
    ),
    "budget": QuestionWording(
        "Is the number of steps fixed?",
        {"known": "Yes", "open": "No, until it is good enough"},
    ),
}
"""The questions, by their keys."""

PICKS: dict[str, PickWording] = {
    "sgd": PickWording(
        "SGD with momentum",
        why="For a simple model, or with very much data, SGD with momentum is hard to beat once its schedule is right:"
        " it remembers little, and it does not care how the valley lies.",
        shows="This valley lies between the axes. To {small} of its first loss SGD needs {turned_1} steps, as in a"
        " straight one. Adam needs {turned_4} in place of {straight_4}, because it scales x and y apart.",
        fails="On this plateau the slope is {slope}. SGD moves by {moved} in {steps} steps. Adam, which divides by the"
        " slope's size, is within {near} of the minimum at step {adam}.",
        nets="On handwritten digits SGD with momentum did as well as AdamW, both under a cosine. At the rate that is"
        " torch's default for Adam it had hardly begun to learn.",
        kept="one number",
    ),
    "adam": PickWording(
        "Adam",
        why="A net is not convex and its layers have slopes of very different size: Adam divides by that size, so that"
        " one rate fits all of them.",
        shows="This is Rosenbrock's valley, multiplied by {times}. Adam takes the path that it takes without the"
        " factor, at the same rate; SGD diverges at step {lost}.",
        fails="This valley lies between the axes, and dividing x and y apart is no help: to {small} of the first loss"
        " Adam needs {turned_4} steps, SGD {turned_1}.",
        nets="At its default rate Adam learnt to part two moons; SGD at the same rate had hardly begun. Its good"
        " range was wider by no more than luck can do.",
        kept="two numbers",
    ),
    "adamw": PickWording(
        "AdamW",
        why="AdamW is Adam with weight decay that does what it says: it pulls weights back by the same share whatever"
        " the slopes, which keeps a long or unsteady training in bounds.",
        shows="Adam takes decay as a penalty and rests at {penalty}; with a function {steep} times as steep it would"
        " rest at {steep_penalty}. AdamW rests at {decoupled} in both.",
        fails="The minimum is at x = {minimum}. With the weight decay {weight_decay_2} AdamW cannot get beyond {box},"
        " one over the decay: it rests at {held}. Adam without decay arrives at {arrived}.",
        nets="On handwritten digits AdamW and SGD with momentum were alike under a cosine. Strong decay kept a net on"
        " breast cancer data from overfitting, and one for a curve with fast waves from learning it.",
        kept="two numbers",
    ),
    "adagrad": PickWording(
        "Adagrad",
        why="Where most gradients are zero, Adagrad gives each weight a rate of its own: a rare feature still takes"
        " large steps when it comes.",
        shows="x has a slope at every step, y at one in {period}. The steep x keeps SGD's rate below {limit}, and y"
        " ends {sgd} away from its minimum. Adagrad has a rate for each: {adagrad} away.",
        fails="Here the slope is there at every step, and Adagrad's rate only falls: after {steps} steps it has come"
        " {adagrad} far, Adam {adam}.",
        nets="On rare features Adagrad beat SGD clearly. Adam at a rate of its own was as good, and on a bag of words"
        " SGD at its best rate too.",
        kept="one number",
    ),
    "sparse-adam": PickWording(
        "SparseAdam",
        why="For large tables of which a step touches a few rows, such as `nn.Embedding(sparse=True)`, SparseAdam is"
        " Adam that leaves the other rows alone.",
        shows="After step {last} y has no slope any more. Adam's momentum carries it {adam} farther; SparseAdam leaves"
        " it where it is, and moves it by {sparse}.",
        fails="y has a slope at one step in {period}. SparseAdam brings along the momentum of the last time, shoots"
        " past the minimum at y = {goal}, and ends at {sparse}. Adam's momentum has faded meanwhile: {adam}.",
        nets="On rare features SparseAdam ended a little lower than Adam; with few features it is Adam.",
        kept="two numbers",
    ),
    "amsgrad": PickWording(
        "AMSGrad",
        why="If Adam does not settle, rare steep gradients may be what it forgets too soon: AMSGrad divides by the"
        " largest size so far, so that its rate never rises again.",
        shows="One steep slope, then two gentle ones the other way; their mean is {mean}, so the best place in the box"
        " is on the left. With beta2 = {beta2_1} Adam forgets the steep one and ends at x = {adam}, AMSGrad at"
        " {amsgrad}.",
        fails="It never forgets. This valley begins steep: after {steps} steps AMSGrad is at the loss {amsgrad}, Adam"
        " at {adam}.",
        nets="On two moons it could not be told from Adam. On rare features it ended lower where Adam forgot fast.",
        kept="three numbers",
    ),
    "nadam": PickWording(
        "NAdam",
        why="If Adam swings and does not settle, NAdam is the smallest change: it looks ahead by one step of its"
        " momentum, which damps the swings.",
        shows="Adam shoots past the minimum and swings. Within {near} of it Adam is at step {adam}, NAdam at step"
        " {nadam}.",
        fails="Swings are not always the reason. One steep slope, then two gentle ones the other way, with the mean"
        " {mean}: the best place is on the left. NAdam ends at x = {nadam} on the right, exactly like Adam, {adam}.",
        nets="On two moons it could not be told from Adam at a usual rate; at a high one, in few steps, it lost.",
        kept="two numbers",
    ),
    "step": PickWording(
        "StepLR",
        why="StepLR keeps the rate high while there is far to go and cuts it a few times; it is easy to read, and the"
        " cuts show at once whether noise was what held the loss up.",
        shows="Under noise the loss at a constant rate is {theory_1} on average; StepLR cuts it every {step_size_2}"
        " steps and ends at {theory_2}.",
        fails="The later cuts look useless. The first one, at step {first}, divides the loss by {fell} in the end; the"
        " second by {fell_again}, because the rate is then so small that going down takes {wait} steps.",
        nets="On breast cancer data a logistic regression with SGD and StepLR did as well as a net with Adam and a"
        " cosine. In a single pass over very many points Adam at a constant rate was better.",
    ),
    "cosine": PickWording(
        "cosine annealing",
        why="Since you know the last step, a cosine brings the rate to nothing just there, and the noise that a high"
        " rate leaves goes away.",
        shows="At a constant rate Adam keeps jumping across the kink and ends at {loss_1}. With a cosine it comes to"
        " rest: {loss_2}.",
        fails="Train longer than it was laid out for, and it rises again: with T_max {T_max_1} in {steps} steps the"
        " loss is {theory_1}, with T_max {T_max_2} it is {theory_2}.",
        nets="On breast cancer data a cosine halved the loss of the constant rate. In a single pass over very many"
        " points the constant rate was better.",
    ),
    "warmup-cosine": PickWording(
        "warmup, then a cosine",
        why="A large model begins at a sharp place, so the rate rises over the first steps; since you know the last"
        " step, a cosine then brings it to nothing just there.",
        shows="The rate is {times} times the limit at the start. Without warmup the run diverges at step {died_1};"
        " after {steps_3} steps of warmup it has jumped to a flatter place, and survives.",
        fails="A quadratic is equally sharp everywhere, and no warmup changes that. Above the limit {limit} the cold"
        " run diverges at step {cold}, the other one at step {warm}.",
        nets="A small model of characters bore a higher rate with warmup, and ended lower. A deeper one, begun as torch"
        " begins it, gained nothing.",
    ),
    "stay-high": PickWording(
        "a high rate, then a cooldown",
        why="Since you do not know the last step, keep the rate high after a short warmup, and let it fall when you"
        " have decided to stop; the lengths here are an example.",
        shows="In this noisy valley the schedule that stays high and then falls ends at {mean_3} on average, a cosine"
        " at {mean_2}, a constant rate at {mean_1}.",
        fails="Stop before the cooldown, and what you have is the noise. After {steps} steps the cosine is at {cosine}"
        " on average over {seeds} seeds, and this schedule at {stable}.",
        nets="In a single pass over very many points it ended far below a cosine.",
    ),
    "plateau": PickWording(
        "ReduceLROnPlateau",
        why="Since you do not know the last step, let the validation loss decide: ReduceLROnPlateau cuts the rate once"
        " that has stopped falling.",
        shows="The rate is at the stability limit, and the loss never falls. The first cut, at step {cut}, brings it to"
        " {rate_3}, and the run to {end_3} from the minimum.",
        fails="Under noise a loss looks stuck by luck. Here it cuts {cuts} times between step {first_cut} and step"
        " {last_cut}, down to {rate}, and the run is frozen at the loss {loss}.",
        nets="On a regression with Adam it beat the constant rate for every seed. With SGD and little patience it cut"
        " far too early, and lost.",
    ),
    "none": PickWording(
        "no schedule",
        why="It needs no schedule to begin with, because its steps shrink by themselves.",
        shows="Under noise SGD at a constant rate ends at {sgd} on average, over {seeds} seeds. Adagrad at a constant"
        " rate ends at {adagrad}: the more slopes it has seen, the shorter its steps.",
        fails="They shrink slowly. With a cosine, the third run, Adagrad ends at {cosine} on average, over {seeds}"
        " seeds, in place of {constant}.",
        nets="In two passes over rare features Adagrad ended lower without a cosine; in many over breast cancer data"
        " the cosine was better.",
    ),
}
"""What is advised, by its key."""

CAUTIONS: dict[str, tuple[str, str]] = {
    "rate": (
        "The first rate matters most",
        "In a noisy valley, at a constant rate for {steps} steps, {measured} comes within twice its lowest loss with"
        " rates from {low} to {high}, {width} decades, by the medians of {seeds} seeds. The rate in the code is a place"
        " to begin: try a third of it and three times as much, and sweep it on the page Tune.",
    ),
    "trials": (
        "Settings need trials",
        "What is best for one net is not for the next. Change one thing at a time, and give every candidate the same"
        " number of trials and several seeds: a difference that seeds make is none.",
    ),
    "memory": (
        "Memory",
        "Beside each weight {rule} keeps {kept}. A small net does not notice; a large model may not fit because of it.",
    ),
    "validation": (
        "Watch the validation metric",
        "A lower training loss is not the goal. Stop, and choose between runs, by data that were not trained on.",
    ),
}
"""What to be careful of: a title and a text, by key."""

MEASURED_AS: dict[str, str] = {"sparse-adam": "Adam, which SparseAdam is where no gradient is zero,"}
"""How the text about the first rate calls an optimizer whose range is measured by another one, by key."""
