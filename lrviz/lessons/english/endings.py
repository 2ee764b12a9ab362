"""The words in English that say how a run ended, with what each asks for."""

from lrviz.lessons.wording import TermWording

ENDINGS: dict[str, TermWording] = {
    "converged": TermWording(
        "Converged",
        "The run came to rest at a minimum while its rate would still have let it move.",
        "Here run {run} does.",
        "Through the end it stays within {close} of the diagonal of a minimum: one that is known, or the bottom of the"
        " parabola that touches the function at its last point, or a curve of minima on which at most {on_the_floor} of"
        " the first excess is left. Its distance from there does not grow by more than the factor {away} in the end,"
        " or stays below {closest} of the diagonal. The rate had not run out before.",
    ),
    "settled": TermWording(
        "Settled",
        "The run came to rest because its schedule took the rate away, as a schedule is meant to.",
        "Here run {run} does.",
        "From some step on the rate is at most {gone} of its highest value. The run then reached a minimum as one"
        " that converges does, or its excess is at most {nowhere} of what it was at the start and it is not frozen"
        " early.",
    ),
    "frozen": TermWording(
        "Frozen early",
        "The schedule took the rate away long before the work was done.",
        "Here run {run} is.",
        "Within the first {early} of the steps the rate fell to {gone} of its highest value or less for good; from then"
        " on the excess changed by at most {still} of itself, and more than {done} of the first excess is left.",
    ),
    "balanced": TermWording(
        "At rest",
        "The run stands on a slope, because weight decay pulls it back as strongly as the slope pulls it on.",
        "Here run {run} does.",
        "Through the end it stays within {close} of the diagonal of its last point. Where decay joins the gradient, the"
        " two leave at most {balance} of the pull of decay; where decay shrinks the parameter, the steps of the end are"
        " together at most {balance} of what decay alone would have made of them. The rate had not run out before.",
    ),
    "stalled": TermWording(
        "Stalled",
        "The run hardly moves though it is at no minimum: on a plateau, at a saddle, or with a rate that is too small.",
        "Here run {run} does.",
        "Its rate is zero all the time; or through the end it stays within {close} of the diagonal of its last point,"
        " and that is a saddle or a maximum, or the slope there is exactly zero, or the excess changed by at most"
        " {slow} of itself in the end.",
    ),
    "descending": TermWording(
        "On its way",
        "The run is still getting lower, or is still moving.",
        "Here run {run} is.",
        "No other criterion fits. Where its loss also rises or there is noise, its mean excess over the last third of"
        " the steps is below {lower} of that over the third before; at {progress} or less this is asked before cycling"
        " and chaotic.",
    ),
    "rising": TermWording(
        "Getting worse",
        "The loss has been growing, though not for ever and not above the stability limit all the time.",
        "Run {run} swings past the minimum with much momentum, and is on its way up as its steps are over.",
        "No other criterion fits, and the loss rises at every step of the end.",
    ),
    "restless": TermWording(
        "Restless",
        "The loss goes up and down and gets no lower, or the run was at a minimum and has moved away again.",
        "Here run {run} is.",
        "Its loss also rises, and its mean excess over the last third of the steps is {lower} or more of that over the"
        " third before; or it stays within {close} of the diagonal of a minimum, and has come {again} times as far from"
        " it as it was.",
    ),
    "cycling": TermWording(
        "Cycling",
        "The run goes round and round, or to and fro, without noise and without getting lower.",
        "Here run {run} does.",
        "Its last points repeat themselves, to {close} of their size, after two steps or more. Or each step turns back"
        " on the one before, all through the last two thirds, and none gets smaller. Or the mean excess of the last"
        " third differs from that of the third before by at most {same}, and the way from end to end is at most"
        " {straight} of the way gone.",
    ),
    "bouncing": TermWording(
        "Bouncing",
        "The run jumps across a kink, where the slope does not fade on the way to the minimum, so that the rate sets"
        " how far it jumps.",
        "Run {run} has the rate {lr_1}, and jumps to and fro as far as that.",
        "Without noise: the middle of its end lies within {kink} of the diagonal of a minimum at which the slope stays"
        " steep; in the last half it does not come farther away than in the end; and its loss also rises.",
    ),
    "drifting": TermWording(
        "Drifting",
        "The noise moves the run, and the slope is too weak to bring it anywhere.",
        "The noise is {noise}, run {run} has hardly any slope to follow.",
        "Its mean loss stays as on the noise floor, but the slopes do not pull it back, and their root mean square is"
        " below {weak} of the noise.",
    ),
    "chaotic": TermWording(
        "Chaotic",
        "Rounding errors decide where the run goes: what is drawn is one of many paths, and another computer may get"
        " another one.",
        "Run {run} has a rate above its limit, and never comes to rest.",
        "Without noise and without progress; the same run, started one rounding error away, comes to differ by more"
        " than {sensitive} of the path's size.",
    ),
    "diverging": TermWording(
        "Diverging",
        "The rate is above the stability limit and the loss grows, but the run is still on the map.",
        "The curvature across the valley is {condition}. Run {run} has a rate just above two over that, so it grows"
        " slowly.",
        "At every step of the last half the rate is above the stability limit, and of {blocks} stretches of that half"
        " each has a higher peak of the loss than the one before.",
    ),
    "diverged": TermWording(
        "Diverged",
        "The run has left the map for good, or its numbers have become infinite. Most often the rate was above the"
        " stability limit.",
        "Here run {run} does.",
        "It ends more than {far} diagonals from the middle of the map and {farther} times as far as it began, and"
        " either was nearer at the beginning of the end, or has more than {grown} times the first excess; or its"
        " numbers are no longer finite.",
    ),
    "unbounded": TermWording(
        "Left the map",
        "The function falls for ever the way that the run goes. That is no fault of the rate.",
        "Run {run} leaves a saddle along the way that falls.",
        "It left as a run does that has diverged, but its loss was never lower than at its end, and two, four and eight"
        " times as far out the function is lower each time.",
    ),
    "undefined": TermWording(
        "Stopped",
        "The run stepped to where the function, or its slope, has no value.",
        "Run {run} steps past the end of the square root.",
        "It ends within {far} diagonals of the middle of the map, at a point where the function has no value, or where"
        " its gradient is not finite.",
    ),
}
"""The texts by the kinds of outcomes; the noise floor is among the words."""
