"""Noise, in English."""

from lrviz.lessons.wording import Wording

WORDINGS: dict[str, Wording] = {
    "momentum-and-noise": Wording(
        title="Momentum does not calm noise",
        question="Noise {noise} on every gradient. Three runs: rate {lr_1}; rate {lr_2} with momentum {momentum_2};"
        " rate {lr_3} with momentum {momentum_3}. Which comes to rest highest?",
        choices=("The first, without momentum", "The second", "The third", "All alike: momentum averages noise away"),
        hints=(
            "It has the same floor as one of the others.",
            "It has the same floor as one of the others.",
            "",
            "It averages the gradients, and then takes ten times the steps.",
        ),
        answer="The third, about {times} times as high. The first two have nearly the same floor.",
        rows={
            "floor_1": "average loss, first run (here: {seeds} seeds)",
            "floor_2": "average loss, second run",
            "floor_3": "average loss, third run",
        },
        why="What counts is the rate over one minus the momentum: how far a single gradient moves the run in the end."
        " Momentum {momentum_2} makes that ten times the rate. At equal reach momentum changes neither speed nor"
        " floor; it only smooths the path.",
        change="Set the second momentum to {new_momentum_2}",
        expect="Ten times the reach once more: its floor rises to {almost}, that of the third run.",
    ),
    "near-the-limit": Wording(
        title="Noise near the limit",
        question="The stability limit is {limit}. All three rates are below it: {lr_1}, {lr_2} and {lr_3}. How much"
        " higher does the last one come to rest than the first?",
        choices=("Not at all: all are stable", "Fifteen times: in proportion to the rate", "About {times} times"),
        hints=(
            "Stable means that noise does not grow for ever, not that it is small.",
            "Far below the limit that would be right.",
            "",
        ),
        answer="{times} times higher, although the rate is only fifteen times as large.",
        rows={
            "floor_1": "average loss at the rate {lr_1} (here: {seeds} seeds)",
            "floor_2": "average loss at the rate {lr_2}",
            "floor_3": "average loss at the rate {lr_3}",
        },
        why="A kick of noise dies out by the factor `1 − rate × curvature` a step. Near the limit that factor is"
        " close to minus one, so a kick jumps to and fro for long, and many of them add up. The floor goes to"
        " infinity at the limit.",
        change="Set the third rate to {new_lr_3}",
        expect="Still stable, and the floor is at {closer}.",
    ),
    "one-over-t": Wording(
        title="One over t",
        question="Three runs under noise: one at the constant rate {lr_1}, one with one over t, one with one over the"
        " root of t. Which is lowest after {steps} steps, on average?",
        choices=("The constant rate", "One over t", "One over the root of t"),
        hints=("It stays on its floor.", "", "It falls too slowly here: its rate is still high."),
        answer="One over t. It is exactly as good as averaging {steps} noisy guesses.",
        rows={
            "mean_1": "last loss, constant rate (here: {seeds} seeds)",
            "mean_2": "last loss, one over t",
            "mean_3": "last loss, one over the root of t",
        },
        why="In a bowl each noisy step is a guess of where the minimum is. With one over t the run is at the plain"
        " average of all guesses so far, and nothing can beat that by more than luck. But it must start at one over"
        " the curvature.",
        change="Start the second run at {new_lr_2}",
        expect="A quarter of that is far too little: its steps run out before it arrives, and it ends at {low} on"
        " average. One over t forgives no wrong start; that is why nobody trains networks with it.",
    ),
    "second-drop": Wording(
        title="The second drop looks useless",
        question="The rate drops to a tenth at step {first} and again at step {second}. After the first drop the"
        " average loss falls {fell} times. And after the second?",
        choices=("Ten times again", "Less than twice", "It rises"),
        hints=(
            "Its new floor is ten times lower, but it does not get there in time.",
            "",
            "A smaller rate never raises the floor.",
        ),
        answer="Only {fell_again} times, though its floor is ten times lower, at {floor}.",
        rows={
            "before": "loss at step {first} (here: {seeds} seeds)",
            "between": "loss at step {second}",
            "end": "loss at step {steps}",
        },
        why="The floor falls with the rate, and the speed of coming down to it as well: at the last rate that takes"
        " about {wait} steps, and only {step_size_1} are left. Whoever looks too early takes a good drop for a"
        " useless one.",
        change="Drop only once, at step {new_step_size_1}",
        expect="It ends at {once} on average. The second drop was worth its while after all.",
    ),
    "noise-frees": Wording(
        title="Noise frees",
        question="The start is exactly on the ridge of a saddle, from which nobody leaves without noise. With noise"
        " {noise} it takes {loud} steps on average until |y| is {left}. How many more with a tenth of that noise?",
        choices=("Ten times as many", "About {more_theory}", "It never leaves"),
        hints=("Noise only has to give the first push.", "", "The smallest noise is enough in the end."),
        answer="{more} more, {quiet} in all (average of {tries} seeds).",
        rows={"more": "more steps with a tenth of the noise"},
        why="Noise puts the run a little beside the ridge, and from there y grows by the same factor at every step. A"
        " tenth of the noise is a tenth of that start, so what is missing is the time to grow tenfold. Noise is a"
        " cheap way off a saddle.",
        change="Take a tenth of the noise, {new_noise}",
        expect="It waits a little longer on the ridge, then leaves just as fast.",
    ),
}
