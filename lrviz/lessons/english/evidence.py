"""The evidence on real networks in English: what each finding says, and how a comparison over seeds is told."""

from lrviz.lessons.wording import FindingWording

EVIDENCE: dict[str, str] = {
    "validation": "validation loss at the end",
    "training": "training loss over the last tenth",
    "score": "{score} at the end",
    "finite": "came to its end with finite losses",
    "clear": "**{winner}** is better with {times} of {seeds} seeds.",
    "luck": "Within the luck of the seed: {winner} is better with {times} of {seeds} seeds.",
    "no difference": "They are equal with all {seeds} seeds.",
    "equal": "With {equal} of them both are equal.",
    "chance": "Were the two alike, luck would put it ahead so often once in {tries} tries.",
    "no chance": "Were the two alike, luck would put it ahead so often in {percent} % of all tries.",
    "numbers": "The {measure}: median {a} (from {a_least} to {a_most}) against {b} (from {b_least} to {b_most}).",
    "between": "Seed by seed **{first}** gains {gain} in the median; over all seeds that there can be that"
    " lies between {low} and {high}, sure to {sure} %.",
    "shares": "To its end came **{first}** with {a} of {seeds} seeds, {second} with {b}.",
    "small": "It is a small difference: the seed alone makes one that is more than twice as large.",
    "as expected": "That is what was expected.",
    "not as expected": "That is not what was expected.",
    "expected first": "Expected: {first} is better.",
    "expected alike": "Expected: no difference beyond the luck of the seed.",
}
"""How experiments are told."""

FINDINGS: dict[str, FindingWording] = {
    "adam": FindingWording(
        "Adam at its default rate",
        rule="At the rate that is torch's default for Adam, Adam learns; SGD has hardly begun.",
        shows="Two moons, the same small rate for both. Adam divides each slope by its size, so that its steps are as"
        " long as the rate says; those of SGD are as short as the slopes.",
        fails="That does not mean that Adam takes any rate. The second run has a rate a hundred times as high: it jumps"
        " about to the end.",
    ),
    "sgd": FindingWording(
        "SGD for a linear model",
        rule="On a simple model SGD with momentum and a few cuts of the rate is hard to beat.",
        shows="Logistic regression on breast cancer data. Adam has a cosine, and the best of a few rates that were"
        " tried.",
        fails="Where most features are rare, one rate for all is the wrong idea: their weights are hardly ever moved.",
    ),
    "digits": FindingWording(
        "SGD with momentum on digits",
        rule="On handwritten digits SGD with momentum does as well as AdamW, both under a cosine.",
        shows="A small net of convolutions, each optimizer at a rate that suits it: the last images that they tell"
        " apart are a matter of luck.",
        fails="At Adam's default rate SGD with momentum has hardly begun when AdamW is done.",
    ),
    "adamw": FindingWording(
        "Weight decay of AdamW",
        rule="Strong weight decay holds the weights of AdamW in bounds, which helps where a net overfits.",
        shows="A net on breast cancer data. Without decay Adam grows surer and surer of what it has learnt by heart,"
        " and the validation loss rises; with strong decay it stays low.",
        fails="A curve with fast waves needs large weights. The same strong decay does not let them grow.",
    ),
    "adagrad": FindingWording(
        "Adagrad for rare features",
        rule="Where most features are rare, Adagrad gives each weight a rate of its own, and beats SGD.",
        shows="Logistic regression on few frequent and many rare features. SGD has momentum and the best of a few"
        " rates that were tried: a higher one blows up the weights of the frequent features.",
        fails="It is not Adagrad alone that can do it: Adam at a rate of its own ends as low.",
    ),
    "sparse-adam": FindingWording(
        "SparseAdam for rare features",
        rule="Where a step touches a few rows of a table, SparseAdam leaves the others alone, and that helps.",
        shows="Rare features. Adam moves weights by old momentum at steps that they have no part in; SparseAdam does"
        " not.",
        fails="With few features nearly every step touches each of them, and then SparseAdam is Adam.",
    ),
    "amsgrad": FindingWording(
        "AMSGrad in Adam's place",
        rule="AMSGrad helps where Adam forgets rare steep gradients too soon.",
        shows="Rare features, and a beta2 so low that Adam forgets a feature's slope within ten steps or so. AMSGrad"
        " remembers the largest one.",
        fails="With the usual memory on two moons there is nothing to be remembered: the two take nearly the same"
        " steps.",
    ),
    "nadam": FindingWording(
        "NAdam in Adam's place",
        rule="NAdam looks ahead by one step of its momentum; at a usual rate that changes next to nothing.",
        shows="Two moons at a usual rate. One is a little ahead with some seeds, the other one with others.",
        fails="Few steps at a high rate, on all data at once. Here looking ahead is a loss, and Adam ends lower.",
    ),
    "muon": FindingWording(
        "Muon for matrices",
        rule="On matrices Muon with a cosine comes closer than Adam.",
        shows="A matrix written as a product of two. Muon moves all directions of a matrix equally fast, the weak ones"
        " too; the cosine then brings it to rest.",
        fails="Without the cosine Muon does not come to rest: its steps never get shorter, and Adam ends lower.",
    ),
    "lbfgs": FindingWording(
        "L-BFGS and what a low loss is worth",
        rule="On all data at once L-BFGS brings the training loss lower than anything else.",
        shows="Logistic regression on all breast cancer cases at once. The classes can be told apart almost without"
        " error, and L-BFGS finds out how.",
        fails="The same two runs, judged by cases that they have not seen: where the training loss is lowest, the"
        " validation loss is far above that of SGD.",
    ),
    "step": FindingWording(
        "StepLR",
        rule="A few cuts of the rate take away the noise that a high rate leaves.",
        shows="Logistic regression on breast cancer data by SGD with momentum, with and without the cuts.",
        fails="A single pass over very many points: the net has not learnt enough yet when the first cut comes, and"
        " then it is slow.",
    ),
    "cosine": FindingWording(
        "Cosine annealing",
        rule="Where the last step is known, a cosine brings the rate to nothing there, and the loss lower.",
        shows="A net on breast cancer data that goes through them many times. At a constant rate it overfits more.",
        fails="A single pass over very many points: the net is still learning when the cosine takes the rate away.",
    ),
    "warmup-cosine": FindingWording(
        "Warmup",
        rule="A transformer bears a high rate if the rate rises over the first steps.",
        shows="A small model of characters at a high rate for Adam, with and without warmup.",
        fails="At a low rate there is nothing to be afraid of, and the steps of the warmup are lost.",
    ),
    "highest-rate": FindingWording(
        "Warmup at the edge",
        rule="With warmup a transformer survives a rate that it does not survive without.",
        shows="A small model of characters by SGD with momentum, at a rate that is too high for its first weights.",
        fails="At three times that rate warmup only puts off the end: no run survives, with it or without.",
    ),
    "stay-high": FindingWording(
        "A high rate, then a cooldown",
        rule="A rate that stays high and falls at the end learns more than one that falls all the time.",
        shows="A single pass over very many points, with a short cooldown at its end, beside a cosine.",
        fails="Stopped before its cooldown, the schedule has been a constant rate: on breast cancer data a cosine ends"
        " lower.",
    ),
    "plateau": FindingWording(
        "ReduceLROnPlateau",
        rule="Cuts of the rate where the validation loss has stopped falling bring it lower.",
        shows="A curve with waves, by Adam at a high rate, whose noise holds the loss up. The plateau"
        " has the patience to wait for a loss that only looks stuck.",
        fails="Without patience luck is taken for standstill: SGD with momentum is cut off long before it is done.",
    ),
    "none": FindingWording(
        "Adagrad without a schedule",
        rule="Adagrad's steps shrink by themselves, so that it needs no schedule to begin with.",
        shows="Two passes over rare features. A cosine takes away the steps that rare features have yet to come to.",
        fails="Many passes over breast cancer data: there the steps do not shrink enough, and a cosine ends lower.",
    ),
}
"""What is said of each finding, by its key."""
