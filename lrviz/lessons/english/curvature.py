"""Curvature and momentum, in English."""

from lrviz.lessons.wording import Wording

WORDINGS: dict[str, Wording] = {
    "one-step": Wording(
        title="Solved in one step",
        question="Across this valley the curvature is {condition}. Set the rate so that a single step solves that"
        " direction: y is to be nothing after step one.",
        answer="{right}, one over the curvature.",
        rows={"after": "y after one step", "factor": "what each step leaves of x"},
        why="The step is rate times slope, and the slope of a bowl is curvature times distance. With one over the"
        " curvature the step is exactly the distance. No single rate does this for two curvatures at once: x still"
        " has its whole way to go.",
        change="Set twice that rate, {new_lr_1}",
        expect="Twice the distance: it lands as far on the other side, for ever. That is the stability limit.",
    ),
    "sharp-or-flat": Wording(
        title="The rate picks the minimum",
        question="Two minima, equally deep. The run starts in the sharp one, on the left, and comes to rest there."
        " Set a rate with which it leaves, and comes to rest in the flat one on the right.",
        answer="Any rate above {leaves_theory} leaves the sharp minimum, and any below about {flat_limit} can rest in"
        " the flat one.",
        rows={"leaves": "smallest rate that leaves"},
        why="The curvature is {curvature_1} in the sharp minimum and {curvature_2} in the flat one, and two over it"
        " is the limit. Above the limit of the sharp one every step leads farther from it, although it is a minimum."
        " Large rates can only rest where it is flat.",
        change="Set the rate to {new_lr_1}, one per cent below the limit",
        expect="It stays in the sharp minimum, at x = {stays}.",
    ),
    "edge": Wording(
        title="The edge of stability",
        question="The minima form a curve, flattest at its bend. The run starts where the sharpness is {begin}, with"
        " the rate {lr_1}, which is stable only up to {bound}. Where does it come to rest?",
        choices=(
            "Nowhere: it diverges",
            "Where the sharpness is just below {bound}",
            "At the flattest minimum",
            "Where it started",
        ),
        hints=(
            "The valley bends: what grows across moves it along.",
            "",
            "Nothing drives it on once it is stable.",
            "There every step leads farther away.",
        ),
        answer="Where the sharpness is {end}, just below two over the rate. The loss rises and falls on the way there.",
        rows={"end": "sharpness at the end (theory: at most two over the rate)"},
        why="Too sharp a minimum repels: the run swings across the valley. Swinging pushes it along the valley to"
        " flatter places, until the swings shrink. There it stops, at the edge of what its rate can bear. Neural"
        " networks do the same.",
        change="Lower the rate to {new_lr_1}",
        expect="Now {slower_bound} is the bound, and it comes to rest at {slower}.",
    ),
    "catapult": Wording(
        title="The catapult",
        question="The stability limit at the start is {limit}. One rate lies below it, three lie above: {lr_2},"
        " {lr_3} and {lr_4}. Which runs diverge?",
        choices=("All three above the limit", "Only {lr_4}", "None"),
        hints=("The limit holds where the run is, and it moves.", "", "There is a second limit, twice the first."),
        answer="Only {lr_4}. The other two see their loss rise, {high_2} and {high_3} times, and then land.",
        rows={"last": "largest rate that survives"},
        why="Above the limit the run swings out, and each swing lowers the sharpness x² + y². It starts at {square}"
        " and ends at {square_1}, {square_2} and {square_3}: the larger the rate, the flatter the place it lands."
        " Above twice the limit a swing raises the sharpness instead, and nothing stops it.",
        change="Lower the fourth rate to {new_lr_4}",
        expect="A little below twice the limit, and it lands. It is flung across to the other arm of the valley.",
    ),
    "steep-walls": Wording(
        title="Walls that get steeper",
        question="Along x the function is a fourth power, so it curves more the farther out you are. With the rate"
        " {lr_1}: drag the start as far to the right as it still converges, beyond x = {beyond}.",
        answer="Up to x = {farthest_theory}. One step farther and it is lost.",
        rows={"farthest": "farthest start that converges"},
        why="The slope is x cubed, so a step multiplies x by one minus rate times x squared. That factor must stay"
        " above minus one. A stable rate is therefore never just a number: it belongs to a place. The same rate that"
        " is fine near the minimum is deadly far out.",
        change="Start at x = {new_start_x}",
        expect="Each step is longer than the last: it diverges at step {lost}.",
    ),
    "clipping": Wording(
        title="Clipping the gradient",
        question="At the start the slope is {slope} and the stability limit {limit}; the rate is {lr_1}. But the"
        " gradient is clipped to the length {clip}. How many steps until |x| is below one?",
        choices=("None: it diverges", "About {walk_theory}", "About 900"),
        hints=("No step can be longer than rate times clip.", "", "Each step covers a tenth, not a hundredth."),
        answer="{walk} steps, each {longest} long, straight down the wall.",
        rows={"walk": "steps until |x| is below one"},
        why="A clipped step is at most rate times clip long, however steep the wall. Far out the run walks at that"
        " constant pace, and near the minimum the gradient is short and nothing is clipped. So clipping lets one rate"
        " serve both places.",
        change="Switch clipping off",
        expect="The first step leads far over to the other side, where it is steeper still: diverged at step {lost}.",
    ),
    "damping": Wording(
        title="As much momentum as does not swing",
        question="The rate is {lr_1}, the curvature one. Set the momentum so that x comes to {near} as fast as it can"
        " without ever passing the minimum.",
        answer="{critical}: one minus the root of rate times curvature, squared. It arrives after {arrives} steps.",
        rows={"critical": "largest momentum that does not pass the minimum"},
        why="Momentum makes the run a ball in a bowl. With little of it the ball rolls as through honey; with too"
        " much it swings to and fro. Between them lies one value that brings it down fastest without a swing, as in"
        " the damper of a door.",
        change="Set the momentum to {new_momentum_1}",
        expect="It passes the minimum by {beyond}, and swings: after {steps} steps it is still {left} away.",
    ),
    "ringing": Wording(
        title="When it rings, the rate no longer matters",
        question="Momentum {momentum_1} for all three, but the rates {lr_1}, {lr_2} and {lr_3}. All of them swing."
        " Whose swings fade fastest?",
        choices=("Rate {lr_1}", "Rate {lr_2}", "Rate {lr_3}", "All alike"),
        hints=(
            "It swings more slowly, not less.",
            "Count how the peaks shrink, not how often they come.",
            "It swings faster, not less.",
        ),
        answer="All alike: each step shrinks the swings by {envelope}, the root of the momentum.",
        rows={
            "factor_1": "factor a step, rate {lr_1}",
            "factor_2": "factor a step, rate {lr_2}",
            "factor_3": "factor a step, rate {lr_3}",
        },
        why="Once there is too much momentum, the rate only says how fast the ball swings. How soon it rests is"
        " decided by the friction, and that is one minus the momentum. A hundred times the rate does not help.",
        change="Give the third run the momentum {new_momentum_3}",
        expect="Its swings shrink by {less} a step, again the root of the momentum. Now the rate {lr_3} is fastest.",
    ),
    "nesterov": Wording(
        title="Nesterov's narrow road",
        question="Curvature one, the rate {lr_1} for all: plain gradient descent, momentum {momentum_2}, and the same"
        " with Nesterov's look ahead. Which diverges?",
        choices=("Plain gradient descent", "Momentum {momentum_2}", "Nesterov", "None"),
        hints=(
            "Its limit is {plain_theory}.",
            "Momentum widens the range, to {heavy_theory}.",
            "",
            "One of them has a limit below {lr_1}.",
        ),
        answer="Nesterov: its limit is only {nesterov_theory}, while momentum may go up to {heavy_theory}.",
        rows={
            "plain": "largest stable rate, plain",
            "heavy": "largest stable rate, momentum",
            "nesterov": "largest stable rate, Nesterov",
        },
        why="Plain momentum lets a step to the other side be undone by the next one, so it bears larger rates."
        " Nesterov takes the gradient where momentum is about to go, one more step ahead. That calms small rates, but"
        " at a large one it looks too far.",
        change="Give Nesterov the momentum {new_momentum_3}",
        expect="The limit moves up to {mild}, and it converges. With no momentum at all it would be {plain_theory}.",
    ),
    "adds-up": Wording(
        title="Momentum is a larger rate in disguise",
        question="The slope is the same everywhere; the rate is {lr_1} for all. How fast does the run with momentum"
        " {momentum_3} go in the end, beside the one without?",
        choices=("Twice as fast", "{pace_3} times as fast", "{final} times as fast"),
        hints=("That is momentum {momentum_2}.", "", "That is momentum {momentum_4}, once it is up to speed."),
        answer="{pace_3} times as fast: one over one minus the momentum.",
        rows={
            "pace_2": "pace with momentum {momentum_2}, after {steps} steps",
            "pace_3": "pace with momentum {momentum_3}",
            "pace_4": "pace with momentum {momentum_4}",
        },
        why="The velocity sums all past gradients, each weighted less. On a constant slope the sum is one over one"
        " minus the momentum. Whoever adds momentum and keeps the rate has raised the rate; with {momentum_4} it"
        " takes hundreds of steps to see how much.",
        change="Give the third run a dampening of {new_dampening_3}",
        expect="Its pace is {dampened} again, that of plain gradient descent. Torch leaves the first step undampened,"
        " which makes no difference here: it is {first} long.",
    ),
    "not-everywhere": Wording(
        title="Best on a bowl, lost on a bend",
        question="The rate and momentum of the first run are the best there are for curvatures from {flattest} to"
        " {steepest}. This function's curvature lies between them everywhere, but it changes along x. What does the"
        " first run do?",
        choices=("It converges fastest", "It circles for ever", "It diverges"),
        hints=(
            "That holds only where the curvature stays the same.",
            "",
            "It stays near, but it does not come to rest.",
        ),
        answer="It circles for ever, through {period} places. The two others converge.",
        rows={"out": "rightmost place of the cycle", "back": "leftmost place of the cycle"},
        why="What is best for bowls uses their shape to the full. Here the curvature changes just as the run passes,"
        " and momentum keeps pushing at the wrong time. Plain gradient descent and Nesterov come with a guarantee for"
        " every convex function; this momentum does not.",
        change="Give the first run the smaller rate {new_lr_1}",
        expect="With one over the largest curvature it converges. It was the combination that failed.",
    ),
}
