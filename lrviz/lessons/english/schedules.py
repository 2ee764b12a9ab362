"""Schedules, in English."""

from lrviz.lessons.wording import Wording

WORDINGS: dict[str, Wording] = {
    "order": Wording(
        title="The order of the same rates",
        question="The limit is {limit}. The second run takes {steps} rates from {least} to {most}: {above} of them"
        " lie above the limit, the largest {times} times. Both runs are plain gradient descent. Where does the second"
        " end?",
        choices=(
            "It diverges",
            "About where the best constant rate ends, {constant}",
            "At {chebyshev}, thousands of times nearer",
        ),
        hints=(
            "Single steps make it worse; all of them together do not.",
            "It would be a lot of trouble for nothing.",
            "",
        ),
        answer="At {chebyshev}. The best constant rate ends at {constant}. On its way the second run was {out} away.",
        rows={"constant": "x at the end, best constant rate", "chebyshev": "x at the end, the {steps} rates"},
        why="After all steps a direction is left with the product of its factors, and the rates are chosen so that"
        " this product is small for every curvature at once. The order does not matter on paper. In numbers it does:"
        " in rising order a noise of {whisper} grows to about {rising}.",
        change="Make the valley half a per cent steeper, {new_condition}",
        expect="The rates were chosen for {condition}, and just beyond it the product grows fast: it ends at"
        " {steeper}. Nobody trains networks like this, where the curvature is not known.",
    ),
    "guarantee": Wording(
        title="What theory guarantees",
        question="For every convex function there is a bound on the last loss. Each schedule has the rate at which"
        " its bound is lowest: {lr_1} constant, {lr_2} cosine, {lr_3} straight line to zero. Which bound is lowest?",
        choices=("Constant: {bound_1}", "Cosine", "The straight line"),
        hints=("A constant rate has to pay for its last steps.", "Close: {bound_2}.", ""),
        answer="The straight line: {bound_3}. The cosine has {bound_2}, the constant rate {bound_1}.",
        rows={
            "worst_1": "largest last loss from any start this near, constant (theory: bound)",
            "worst_2": "the same, cosine",
            "worst_3": "the same, straight line",
        },
        why="The bound weighs two things: early steps should be large, to cover the distance; late ones small,"
        " because nothing corrects them any more. A straight line to zero weighs them best. A bound is a promise for"
        " the worst function, so most functions do better, and not always in the same order.",
        change="Add noise, {new_noise}",
        expect="The bound for the line rises to {shaken_bound}. On average it ends at {shaken_line}, the constant"
        " rate at {shaken}: what counts is still to end small.",
    ),
    "river": Wording(
        title="A river in a valley",
        question="The floor of this valley falls gently to the right; its walls are steep, and there is noise. At"
        " step {so_far} the cosine is at {cosine_so_far} and the schedule that stays high is at {stable_so_far}. It"
        " comes down only in its last tenth. Who is lower at the end?",
        choices=("The cosine: it was ahead", "The one that stayed high", "Both alike"),
        hints=("The loss hides how far down the river they are.", "", "They are at very different places along x."),
        answer="The one that stayed high: {mean_3} on average, the cosine {mean_2}, a constant rate {mean_1}.",
        rows={
            "mean_1": "last loss, constant rate (here: {seeds} seeds)",
            "mean_2": "last loss, cosine",
            "mean_3": "last loss, high and then down",
        },
        why="A high rate bounces between the walls, which hides that it travels fast along the river. Once the rate"
        " falls, the bouncing stops, and what is left is how far it came. So a loss in the middle says little about"
        " the loss at the end.",
        change="Let the river bend, k = {new_k}",
        expect="The one that stayed high still wins, {bent_stable} against {bent_cosine}: the bends are gentle enough"
        " for its rate.",
    ),
    "fooled": Wording(
        title="ReduceLROnPlateau and noise",
        question="There is noise of size {noise}, and a patience of {patience_2}. The loss that the schedule watches"
        " goes up and down by luck. How often does it cut the rate in {steps} steps?",
        choices=("Never", "Once or twice", "{cuts} times, to nothing"),
        hints=(
            "On the floor the loss does not improve any more.",
            "After each cut luck must beat the best loss so far.",
            "",
        ),
        answer="{cuts} times, first at step {first_cut} and last at step {last_cut}, down to {rate}. There it is"
        " frozen, at the loss {loss}.",
        rows={"apart": "steps between two cuts"},
        why="Once it got lucky, no later loss is lower than the best one, and patience runs out again and again: one"
        " step more than the patience, every time. Give it a smoother metric, or a patience that outlasts the luck.",
        change="Set the patience to {new_patience_2}",
        expect="The first cut comes at step {patient_cut}, when there is nothing more to gain, and it ends at"
        " {patient_loss}.",
    ),
    "runs-out": Wording(
        title="A budget of distance",
        question="The slope is one, so a step is as long as the rate. The rate starts at {lr_1} and is multiplied by"
        " gamma at every step; as it stands the run comes no farther than {as_opened}. The minimum is {far} away. Set"
        " a gamma with which it arrives and comes to rest.",
        answer="Gamma must be above {need}: then the steps add up to more than {far}. But well below one, or the rate"
        " never gets small.",
        rows={"starved": "farthest way with gamma {gamma_starved}"},
        why="All steps together are the rate over one minus gamma, a finite sum. Beyond it the run cannot go, however"
        " long you wait: a rate that falls too fast spends its distance before it arrives.",
        change="Set gamma to {new_gamma_1}",
        expect="It arrives early, and then keeps jumping: after {steps} steps the rate is still {last_rate}.",
    ),
}
