"""The essentials in English."""

from lrviz.lessons.wording import Wording

WORDINGS: dict[str, Wording] = {
    "blows-up": Wording(
        title="One per cent too much",
        question="Three runs of plain gradient descent. Their rates are one per cent apart: {lr_1}, {lr_2} and"
        " {lr_3}. Across the valley the curvature is {curvature}. Which of them blow up?",
        choices=("None", "Only {lr_3}", "{lr_2} and {lr_3}", "All three"),
        hints=(
            "One of them gets farther away with each step.",
            "",
            "The middle one jumps to and fro for ever. It does not grow.",
            "The smallest one still shrinks, by two per cent a step.",
        ),
        answer="Only {lr_3}. The limit is {limit}: exactly there the run jumps to and fro for ever, one per cent"
        " below it converges, one per cent above it diverges.",
        rows={"low": "|y| after {steps} steps, rate {lr_1}", "high": "|y| after {steps} steps, rate {lr_3}"},
        why="A step multiplies y by `1 − rate × curvature`: here by {factor_1}, {factor_2} or {factor_3}. What"
        " shrinks or grows by the same factor at every step ends at nothing or at infinity. So the limit is two over"
        " the curvature, and it is sharp.",
        change="Set the third rate to {new_lr_3}",
        expect="That is one over the curvature: a single step takes y to {solved}. Only the slow way along the valley"
        " is left.",
    ),
    "too-small": Wording(
        title="Too small is a fault too",
        question="The best constant rate, {lr_4}, comes within {near} of the minimum in {steps_4} steps. How many"
        " does the rate {lr_1} need?",
        choices=("About 350", "About 1,400", "About {about}"),
        hints=("The rate is many times smaller, not twice.", "That is what the rate {lr_2} needs."),
        answer="{steps_1} steps. The rate {lr_2} needs {steps_2}, {lr_3} needs {steps_3}.",
        rows={
            "steps": "steps with the rate {lr_1}",
            "factor": "factor by which the best rate shrinks the distance at each step",
        },
        why="Far below the limit, ten times less rate means ten times more steps. The steep direction sets the limit,"
        " so the flat one, {condition} times flatter, has to crawl. The best rate, {best_rate}, is two over the sum"
        " of both curvatures.",
        change="Set the fourth rate to {new_lr_4}",
        expect="Four per cent more than the best, and it never arrives: it jumps between y = {never} and y ="
        " −{never}. The best rate is close to the cliff.",
    ),
    "momentum": Wording(
        title="What momentum does",
        question="Plain gradient descent at its best rate needs {steps_1} steps to come within {near}. How many does"
        " it need with the best momentum, {momentum_2}?",
        choices=("About 130", "About {steps_2}", "About 5"),
        hints=("The gain is larger than that.", "", "Momentum cannot do that: a valley is still a valley."),
        answer="{steps_2} steps. But more is not better: with momentum {momentum_3} the run swings, and needs"
        " {steps_3}.",
        rows={
            "factor": "factor a step with the best momentum",
            "limit": "largest stable rate with momentum {momentum_3}",
        },
        why="Along the valley the steps point the same way and add up; across it they alternate and cancel. So the"
        " *root* of the condition number counts, not the number itself. Momentum also moves the limit, from"
        " {plain_limit} to {limit}.",
        change="Set the third momentum to {new_momentum_3}",
        expect="At the rate {lr_3} this is the most momentum that does not swing: {damped} steps instead of {steps_3}.",
    ),
    "saddle": Wording(
        title="A saddle: who waits",
        question="The start lies {start_y} beside the ridge of a saddle, where the slope is almost nothing. Which run"
        " leaves the ridge first?",
        choices=("SGD", "SGD with momentum {momentum_2}", "Adam", "All at about the same step"),
        hints=(
            "It waits longest.",
            "Momentum helps, but something helps more.",
            "",
            "They differ by more than ten times.",
        ),
        answer="Adam, at step {steps_3}. Momentum needs {steps_2} steps, plain SGD {steps_1} (until |y| is {left}).",
        rows={
            "growth": "factor by which SGD's y grows at each step",
            "extra": "more steps for SGD from {nearer_start} beside the ridge",
        },
        why="Near the ridge SGD multiplies y by the same factor at every step, so a start that is ten thousand times"
        " nearer costs as many steps more as that factor takes to grow ten thousand times. From there SGD needs"
        " {nearer_1} steps, momentum {nearer_2}, and Adam {nearer_3}: it divides the gradient by its own size, and"
        " hardly sees how small it is.",
        change="Put the start exactly on the ridge, at y = {new_start_y}",
        expect="Nobody ever leaves: the slope across is exactly {never}, and nothing times anything is nothing. Noise"
        " would be enough to free them.",
    ),
    "plateau": Wording(
        title="A plateau: divide by the gradient",
        question="Out here the slope is only {slope}. All four runs have the rate {lr_1}. Which comes within {near}"
        " of the minimum first?",
        choices=("SGD", "Adam", "RMSprop", "Adagrad"),
        hints=("It hardly moves at all.", "Close. One is faster still.", "", "It arrives, but its steps get shorter."),
        answer="RMSprop, at step {rmsprop}. Adam needs {adam} steps, Adagrad {adagrad}. In {steps} steps SGD moves by"
        " {moved}.",
        rows={"moved": "how far SGD moves in {steps} steps", "step": "RMSprop's first step along x"},
        why="SGD's step is proportional to the slope, and there is none. The others divide the gradient by its own"
        " size, so a tiny slope gives a step of about the rate. RMSprop starts its average of squares at zero and"
        " does not correct it: its first step is almost ten times the rate.",
        change="Give SGD a hundred times the rate, {new_lr_1}",
        expect="It moves a hundred times as far, {bold}: still nowhere. No fixed rate suits a function that is flat"
        " here and steep there.",
    ),
    "adagrad": Wording(
        title="Adagrad's rate only falls",
        question="The slope is the same everywhere. In {steps} steps of the rate {lr_1} SGD moves by {sgd}. How far"
        " does Adagrad come?",
        choices=("As far", "About half as far", "About {about}"),
        hints=("That is true of Adam, which forgets old gradients.", "Its steps shrink more than that."),
        answer="Adagrad moves by {adagrad}. Adam comes as far as SGD, {adam}; RMSprop a little farther, {rmsprop}.",
        rows={"adagrad": "how far Adagrad moves", "adam": "how far Adam moves"},
        why="Adagrad divides by the root of *all* squared gradients so far. That sum only grows, so the step at time"
        " t is the rate over the root of t: the last one is {last_step}. RMSprop and Adam forget old gradients, and"
        " keep their pace.",
        change="Give Adagrad ten times the rate, {new_lr_2}",
        expect="It moves by {tenfold}, ten times as far, along the same bent curve. Adagrad wants larger rates than"
        " the others.",
    ),
    "comes-to-rest": Wording(
        title="Adam comes to rest only if its rate does",
        question="The function is |x| + |y|: the slope never fades, not even beside the minimum. Does Adam with the"
        " constant rate {lr_1} come to rest there?",
        choices=("Yes, Adam adapts its steps", "No, it keeps jumping"),
        hints=("It divides by the size of the gradient, and that stays the same.",),
        answer="No: in its last {last} steps it still jumps as far as {jump}. Under a cosine the last loss is {lower}"
        " times lower.",
        rows={"jump": "largest |x| or |y| in the last {last} steps (theory: at most the rate)"},
        why="Where the slope keeps its size, Adam's step keeps the size of the rate. Only a falling rate makes the"
        " jumps fade: the last losses are {loss_1} at a constant rate, {loss_2} with a cosine, {loss_3} with a"
        " straight line to zero.",
        change="Lower the constant rate to {new_lr_1}",
        expect="The jumps get five times smaller, to {finer}, and it takes five times as long to get there. A"
        " schedule has both: large steps first, small ones last.",
    ),
    "noise-floor": Wording(
        title="The noise floor",
        question="Every gradient has noise of size {noise} on it. The second run has a tenth of the first one's rate."
        " How much lower does its loss come to rest?",
        choices=("Twice", "About ten times", "About a hundred times"),
        hints=("The floor is nearly proportional to the rate.", "", "That would be so if it were the rate squared."),
        answer="{ratio} times lower. It costs time: the smaller rate needs ten times as many steps to get there.",
        rows={
            "floor_1": "average loss at the rate {lr_1} (here: {seeds} seeds)",
            "floor_2": "average loss at the rate {lr_2} (here: {seeds} seeds)",
        },
        why="Each step adds a kick of rate times noise and shrinks what is there by one minus the rate. Kicks and"
        " shrinking balance at a loss that grows with the rate. The run you saw is one seed: the second half of it"
        " averages {seed_1} and {seed_2}, which is luck.",
        change="Make the noise twice as large, {new_noise}",
        expect="The floor rises four times, to {louder} for the first run: it grows with the noise squared.",
    ),
    "decay": Wording(
        title="Decay: high first, low last",
        question="All three runs start with the rate {lr_1}. One keeps it, one drops it to a tenth every"
        " {step_size_2} steps, one follows a cosine. How much lower do the last two end, on average?",
        choices=("Hardly: the peak is what counts", "{least} to {most} times", "More than a hundred times"),
        hints=(
            "The floor belongs to the rate *now*, not to the peak.",
            "",
            "The last rates have no time to pay off fully.",
        ),
        answer="{least} times lower with the cosine, {most} times with the steps.",
        rows={
            "mean_1": "last loss, constant rate (here: {seeds} seeds)",
            "mean_2": "last loss, dropped every {step_size_2} steps",
            "mean_3": "last loss, cosine",
        },
        why="A high rate covers the distance, a low one comes down to a low floor. Decay does one after the other."
        " This picture is one seed, and ends at {seed_1}, {seed_2} and {seed_3}: three numbers of luck. Theory gives"
        " the average over all seeds exactly.",
        change="Drop the rate every {new_step_size_2} steps instead",
        expect="Too early: after three drops nothing moves any more, and it ends at {early} on average, three times"
        " higher than before.",
    ),
    "budget": Wording(
        title="The cosine must fit the budget",
        question="Three cosines, of {T_max_1}, {T_max_2} and {T_max_3} steps, and you stop at step {steps}. Which"
        " ends lowest, on average?",
        choices=("{T_max_1}", "{T_max_2}", "{T_max_3}", "They end alike"),
        hints=(
            "After step {T_max_1} its rate climbs again.",
            "",
            "It is stopped while its rate is still high.",
            "The last rates differ: zero, half, and all of the peak.",
        ),
        answer="{T_max_2}, the one that ends when you do.",
        rows={
            "mean_1": "last loss with T_max {T_max_1} (here: {seeds} seeds)",
            "mean_2": "last loss with T_max {T_max_2}",
            "mean_3": "last loss with T_max {T_max_3}",
        },
        why="A cosine is at zero after T_max steps, and then rises again: the shortest one ends at the rate"
        " {last_rate}, no lower than without any schedule. The longest one is stopped half-way down, with half the"
        " rate still on.",
        change="Let the third cosine be {new_T_max_3} steps long",
        expect="A quarter too long, and it ends at {more} on average: almost twice as high as the one that fits.",
    ),
    "warmup": Wording(
        title="What warmup is for",
        question="The rate {lr_1} is {times} times the stability limit at the start, {limit}. Can a warmup save it, a"
        " slow rise from zero?",
        choices=(
            "No: above the limit every run is lost",
            "Yes, {steps_2} steps of it",
            "Yes, but only the long one of {steps_3} steps",
        ),
        hints=("The limit is not the same everywhere.", "That only puts off the end, to step {died_2}."),
        answer="{steps_3} steps of warmup save it; without any it diverges at step {died_1}, with {steps_2} at step"
        " {died_2}. With {ten} seeds {survive_1}, {survive_2} and {survive_3} survive.",
        rows={"limit": "stability limit at the start"},
        why="The rate passes the limit slowly. At step {jump} the path swings out, the loss jumps to {high}, and the"
        " path lands where the valley is wide: the curvature falls from {sharp} to {flat}. There the limit is"
        " {limit_then}, above the rate. Rising fast, it swings too hard to land.",
        change="Make the short warmup {new_steps_2} steps long",
        expect="It survives, and so do {survive_half} of {ten} seeds.",
    ),
    "on-plateau": Wording(
        title="ReduceLROnPlateau",
        question="The rate {lr_1} is exactly the limit, so the loss soon stops falling. At step {cut} both schedules"
        " cut the rate for the first time: one to a tenth, one to a half. Which ends nearer?",
        choices=("The tenth: smaller is safer", "The half", "Both alike"),
        hints=(
            "Safe, but slow: the flat direction still has a long way to go.",
            "",
            "They go on at rates five times apart.",
        ),
        answer="The half: it ends {end_3} away, the tenth {end_2}.",
        rows={"end_2": "distance left with the factor {factor_2}", "end_3": "distance left with the factor {factor_3}"},
        why="Only the steep direction was at its limit; any cut calms it. The flat one still needs large steps, and"
        " {rate_3} takes them five times as fast as {rate_2}. The schedule sees the loss, not the reason.",
        change="Cut to a quarter in the second run",
        expect="At the rate {new_rate} it ends {new_end} away: between the two. The gentlest cut that calms the steep"
        " direction is best.",
    ),
}
