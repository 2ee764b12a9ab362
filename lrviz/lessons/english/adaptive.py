"""Adaptive optimizers, in English."""

from lrviz.lessons.wording import Wording

WORDINGS: dict[str, Wording] = {
    "first-step": Wording(
        title="Adam's step is the rate",
        question="Along y the slope is {steeper} times as steep as along x. Adam's rate is {lr_1}. How far has it"
        " come along each after {after} steps?",
        choices=("{steeper} times as far along y", "Equally far along both", "About 30 times as far along y"),
        hints=(
            "That is what plain gradient descent does.",
            "",
            "Not the root of it either: the size cancels entirely.",
        ),
        answer="Equally far: every step is {first} long in each coordinate, whatever the slope.",
        rows={"x": "way along x after {after} steps", "y": "way along y after {after} steps"},
        why="Adam divides the average gradient by the root of the average squared gradient. On a constant slope that"
        " is the sign, plus or minus one. So the learning rate of Adam is a length, while that of plain gradient"
        " descent is a factor.",
        change="Set eps to {new_eps_1}",
        expect="Eps is added to the size that Adam divides by. Beside the slope of one it counts, and x gets steps of"
        " {slow}; y hardly notices, {still_fast}.",
    ),
    "scale": Wording(
        title="Adam does not see the scale",
        question="This is Rosenbrock's valley, multiplied by {times}. Both runs keep the rates they had in the valley"
        " itself. Which run keeps its path?",
        choices=("Adam, rate {lr_1}", "SGD, rate {lr_2}", "Both", "Neither"),
        hints=(
            "",
            "Its steps are now {times} times as long.",
            "One of them is lost at once.",
            "One divides the factor out.",
        ),
        answer="Adam: the two paths differ by {apart} at most. SGD diverges at step {lost}.",
        rows={"end": "Adam's last x (theory: without the factor)", "limit": "SGD's stability limit at the start"},
        why="Multiply the loss, and the gradient and its size grow alike: in Adam's quotient the factor cancels,"
        " except for the tiny eps. SGD's limit is two over the curvature, so it falls by that factor. Averaging a"
        " loss over a batch or summing it is such a factor.",
        change="Take the factor away",
        expect="Adam's path is the same, and SGD now crawls along the valley to x = {sgd_end}.",
    ),
    "rotation": Wording(
        title="Turn the valley",
        question="A valley {condition} times as steep across as along, turned by {angle} degrees. In the straight one"
        " the runs need {straight_1}, {straight_2}, {straight_3} and {straight_4} steps to {small} of the first loss."
        " Whose number stays as it is?",
        choices=("SGD's: {straight_1}", "Adagrad's: {straight_2}", "RMSprop's: {straight_3}", "Adam's: {straight_4}"),
        hints=(
            "",
            "It loses most.",
            "It scales x and y, which are no longer the valley's axes.",
            "It scales x and y, which are no longer the valley's axes.",
        ),
        answer="SGD's. The others need {turned_2}, {turned_3} and {turned_4} steps now.",
        rows={"sgd": "steps of SGD in the turned valley"},
        why="Adagrad, RMSprop and Adam scale each coordinate by itself. That straightens a valley along the axes, and"
        " is no help against one between them: there both coordinates see the same slopes. Plain gradient descent"
        " knows no axes.",
        change="Turn the valley straight, to {new_angle} degrees",
        expect="The adaptive runs are fast again, and SGD takes the mirror image of its path.",
    ),
    "weight-decay": Wording(
        title="AdamW is not Adam with a penalty",
        question="The minimum is at x = {minimum}. Both runs have a weight decay of {weight_decay_1}, which pulls"
        " towards zero: Adam as a penalty in its gradient, AdamW directly. Adam comes to rest at {penalty}. And"
        " AdamW?",
        choices=("At the minimum, {minimum}", "Also at {penalty_theory}", "At {decoupled_theory}"),
        hints=("Something still pulls it back.", "In Adam the pull is divided like the slope. In AdamW it is not.", ""),
        answer="At {decoupled}: one over the weight decay, however steep the function is.",
        rows={"penalty": "where Adam with the penalty rests", "decoupled": "where AdamW rests"},
        why="In Adam slope and penalty are divided by the same size, so they balance as without Adam. In AdamW the"
        " slope becomes a step of the rate, and the pull is rate times decay times x: they balance at one over the"
        " decay. AdamW keeps weights in a box of that size.",
        change="Make the function {steep} times as steep",
        expect="Adam now rests at {steep_penalty}: the penalty hardly counts any more. AdamW still rests at"
        " {steep_decoupled}.",
    ),
    "rmsprop-start": Wording(
        title="RMSprop's long first step",
        question="The slope is the same everywhere, and the rate is {lr_2}. Adam's first step is {first_1} long. How"
        " long is RMSprop's, with alpha {alpha_2}?",
        choices=("Also {first_1}", "A tenth: 0.001", "Ten times as long: {first_2}"),
        hints=("Adam corrects its averages at the start. RMSprop does not.", "The other way round.", ""),
        answer="{first_2}, ten times the rate. With alpha {alpha_3} it is {first_3}.",
        rows={"first_2": "first step with alpha {alpha_2}", "first_3": "first step with alpha {alpha_3}"},
        why="The average of squared gradients starts at zero and knows little after one step: it is too small, so the"
        " quotient is too large. The closer alpha is to one, the longer that lasts. Adam divides by what is missing;"
        " RMSprop needs a warmup instead.",
        change="Set alpha to {new_alpha_2} in the second run",
        expect="Its first step is {longer} long, more than thirty times the rate.",
    ),
    "centered": Wording(
        title="Centered, and out of control",
        question="RMSprop can subtract the average gradient before it squares, `centered=True`. On a slope that never"
        " changes: how long is its step {steps}, when the rate is {lr_2}?",
        choices=("Still about the rate", "Nothing: it stops", "About {times} times the rate"),
        hints=(
            "That is true of the first run, without centering.",
            "What it divides by goes to nothing, not the step.",
            "",
        ),
        answer="{last}, or {times} times the rate, and growing. Without centering it is {plain}.",
        rows={"early": "length of step {twenty}", "last": "length of step {steps}"},
        why="Squares minus the squared average is the variance. A gradient that does not change has none, so the run"
        " divides by almost nothing. Centering measures how much gradients *vary*, and a smooth slope looks perfectly"
        " safe.",
        change="Add a little noise, {new_noise}",
        expect="Now the gradients vary, and the last step is {shaken} long: the rate over the noise.",
    ),
    "sign": Wording(
        title="Only the sign",
        question="Lion steps by the sign of its momentum, {lr_1} in each coordinate. The valley is {condition} times"
        " as steep along y. The start is at x = {start_x}, y = {start_y}. Which coordinate is within {within} of the"
        " minimum first?",
        choices=("Both at the same step", "y, because it starts nearer", "y, because it is steeper"),
        hints=("Count the steps: each is equally long.", "", "The slope's size does not count, only its sign."),
        answer="The nearer one: y after {y} steps, x after {x}. Steepness plays no part.",
        rows={"x": "steps until x is there", "y": "steps until y is there"},
        why="Every step is exactly the rate, in each coordinate, so distance over rate tells when it arrives. For the"
        " same reason it cannot come closer than a step: at a constant rate it circles, {left} away. Only a falling"
        " rate brings it to rest.",
        change="Let the first run's rate fall to zero as well",
        expect="Both come to rest at {decayed}, to all digits that matter.",
    ),
    "rprop": Wording(
        title="Rprop does not listen",
        question="Two runs of Rprop: one keeps its rate, the other's schedule cuts it to a tenth at *every* step."
        " After {after} steps that rate is {rate}. What does the second run do?",
        choices=("It freezes after a few steps", "Exactly what the first one does", "It comes half as far"),
        hints=("SGD under the same schedule does, the third run.", "", "Look again at what it does with the rate."),
        answer="Exactly what the first one does, to the last bit.",
        rows={"apart": "largest difference between the two paths"},
        why="Rprop gives each coordinate its own step size. The learning rate is only the first of them; from then on"
        " the size grows while the gradient keeps its sign and is halved when it turns. No schedule reaches it any"
        " more.",
        change="Give the second run the rate {new_lr_2}",
        expect="Now the paths differ, because the first step does: the losses end at {usual} and {smaller}.",
    ),
    "epsilon": Wording(
        title="A large eps turns Adam into SGD",
        question="The first run is Adam with the enormous rate {lr_1}, no momentum, and the enormous eps {eps_1}."
        " What does it do?",
        choices=("It flies off: the rate is {lr_1}", "It moves like SGD with the rate {same}", "It stands still"),
        hints=("The step is divided by more than eps.", "", "Ten over a thousand is small, but not nothing."),
        answer="It moves like SGD with the rate {same}: the two paths are never more than {apart} apart.",
        rows={"x": "x after {hundred} steps (theory: SGD's)"},
        why="Eps is there so that nothing is divided by zero. If it is much larger than the gradients, it is all that"
        " they are divided by, and what is left is gradient descent with rate over eps. Between the two lies a"
        " mixture: eps is a setting, not a detail.",
        change="Set eps to {new_eps_1}",
        expect="Now the gradients count again, every step is about the rate long, and the run jumps as far as {wild}"
        " and more.",
    ),
    "adam-edge": Wording(
        title="Adam at its edge",
        question="In this bowl Adam has long arrived, and its gradients have become tiny. It divides by them, so its"
        " stability limit falls, from {begin} at the start. At step {met} it meets the rate, {lr_1}. And then?",
        choices=("The run diverges", "The limit stays at the rate", "The limit keeps falling, to zero"),
        hints=(
            "It begins to. Look at what that does to the limit.",
            "",
            "Below the rate the run is unstable, and moves.",
        ),
        answer="The limit stays at the rate: over the last {last} steps it is {share} times as large.",
        rows={"share": "limit over rate, in the middle of the last {last} steps"},
        why="Below the rate the run becomes unstable and jumps. Jumps have large gradients, these raise what Adam"
        " divides by, and the limit rises. So Adam hovers at its own edge, {factor} times the gradient's size over"
        " the curvature, and its loss shows small bursts for ever.",
        change="Set `beta1` to {new_beta1_1}",
        expect="Less momentum, less room: the factor is {factor_then} now. The limit comes to meet the rate all the"
        " same, at {less} times of it.",
    ),
}
