"""What each function is good for, and what goes wrong on it, in English."""

from lrviz.lessons.wording import EntryWording

FUNCTIONS: dict[str, EntryWording] = {
    "Sphere": EntryWording(
        "Seeing the stability limit bare: below it every rate converges along a straight line.",
        "All directions are alike, so nothing that scales or remembers shows what it is worth here.",
        also=("sphere function", "De Jong"),
    ),
    "Quadratic": EntryWording(
        "Theory beside practice: condition number, best rate and best momentum have formulas here.",
        "Turned by an angle it defeats whatever scales coordinates; lying straight it flatters it.",
        also=("ill-conditioned quadratic", "elongated bowl", "valley"),
    ),
    "Rosenbrock": EntryWording(
        "Momentum and adaptive rates: the floor of the valley bends, so a velocity must turn with it.",
        "The walls allow only tiny steps to plain descent, which then creeps along the floor. Long steps leave the"
        " bend.",
        also=("Rosenbrock's valley", "banana function"),
    ),
    "Beale": EntryWording(
        "Comparing rates on flat ground between cliffs.",
        "At a rate that moves on the flat, plain descent is thrown out of the map by a wall.",
    ),
    "Himmelblau": EntryWording(
        "Seeing that the start, the rate and the momentum choose the minimum: Tune's picture of basins is at its best.",
        "Whoever compares losses alone sees nothing: all four minima are equally deep.",
    ),
    "Booth": EntryWording(
        "A valley across both axes: the scaling of Adam and RMSprop cannot straighten it.",
        "It is mild: most optimizers get there, and the difference lies in the number of steps.",
    ),
    "Matyas": EntryWording(
        "Patience: the last stretch along the diagonal is what momentum is for.",
        "The loss is small long before the run has arrived, so a limit on the loss stops it on the way.",
    ),
    "SumOfSquares": EntryWording(
        "A first look at two curvatures under one rate.",
        "The difference is too mild to tell optimizers apart.",
        also=("axis-parallel ellipsoid",),
    ),
    "Trid": EntryWording(
        "A minimum away from the centre: an average or a decay that pulls to the origin shows.",
        "Weight decay moves the place where a run comes to rest.",
    ),
    "Zakharov": EntryWording(
        "Clipping and warmup: the first gradients are huge, the later ones gentle.",
        "The rate that is safe on the wall crawls in the bowl.",
    ),
    "DixonPrice": EntryWording(
        "Watching a run choose between two arms of one valley.",
        "Near the parting the slope across is nearly nothing: a small change of start or rate changes the arm.",
        also=("Dixon Price",),
    ),
    "StyblinskiTang": EntryWording(
        "Local minima: small steps stay in the first well, bold ones pick a deeper one.",
        "A bold step may as well jump from the deepest well into a shallow one.",
        also=("Styblinski Tang",),
    ),
    "ThreeHumpCamel": EntryWording(
        "What momentum can do that a rate cannot: it crosses a hump.",
        "How much momentum is enough depends on how high the run starts.",
        also=("three hump camel",),
    ),
    "SixHumpCamel": EntryWording(
        "Basins of several wells on one small map.",
        "The flanks outside are far steeper than the wells, so a jump across the rim may not come back.",
        also=("six hump camel",),
    ),
    "Rastrigin": EntryWording(
        "Noise, restarts and large rates, which alone leave a dent.",
        "A small step without noise ends in the dent that it starts in: that tests the start, not the optimizer.",
    ),
    "Ackley": EntryWording(
        "Kinks at the goal: only a falling rate comes to rest in the cone.",
        "Far out the funnel is almost flat, and every ripple holds a small step. At the very bottom the gradient is no"
        " number.",
    ),
    "GoldsteinPrice": EntryWording(
        "Extreme scales: clipping and adaptive rates show what they are for.",
        "Plain descent needs a tiny rate to survive the walls, and then crawls on the floor.",
        also=("Goldstein Price",),
    ),
    "Levy13": EntryWording(
        "Sensitivity: two rates that hardly differ end in different waves.",
        "A comparison of single runs says little here; average over starts or seeds.",
        also=("Levy 13", "Levy N13", "Lévy function N. 13"),
    ),
    "McCormick": EntryWording(
        "A well beside a way out: whether a run stays depends on its first steps.",
        "A run that escapes goes down an endless slope, and its loss looks better than the minimum's.",
    ),
    "Easom": EntryWording(
        "Plateaus: optimizers that divide by the size of the gradient still walk in.",
        "Plain descent hardly moves on the plain, and a rate that would help there jumps over the well.",
    ),
    "Bohachevsky": EntryWording(
        "Ripples that matter only at the end: a rate that falls too early freezes in one.",
        "The two frequencies differ, so the traps along one axis are not those along the other.",
    ),
    "Branin": EntryWording(
        "Three equal goals on one curved floor: the way in decides.",
        "All three are equally deep, so the loss does not say which one was found.",
        also=("Branin–Hoo", "Branin Hoo"),
    ),
    "Griewank": EntryWording(
        "Averaging over waves: noise and large steps feel the bowl that small steps do not.",
        "Each wave is steeper than the bowl, so plain descent ends in the first one.",
    ),
    "DropWave": EntryWording(
        "Momentum against rings: it must cross trench after trench.",
        "Plain descent comes to rest in the first trench. At the very centre the gradient is no number.",
        also=("drop wave",),
    ),
    "Levy": EntryWording(
        "Broad waves that momentum or a large rate can carry a run across.",
        "With small rates most starts end in waves of their own.",
        also=("Levy function",),
    ),
    "Schwefel": EntryWording(
        "A warning against trusting the slope: the deepest well lies away from the others, in a corner.",
        "The map is wide: rates that suit other functions do nothing here. On the axes the gradient is no number.",
    ),
    "Eggholder": EntryWording(
        "Rough ground at a large scale, for sweeps over rates and starts.",
        "The usual lowest place lies on the edge of the map and is no minimum: the slope goes on beyond it.",
        also=("egg holder",),
    ),
    "Shubert": EntryWording(
        "Basins: a pattern of many pits, of which few are deepest.",
        "The walls of the pits are steep, so most rates jump from pit to pit.",
    ),
    "Michalewicz": EntryWording(
        "Vanishing gradients: between the ditches there is hardly any slope to follow.",
        "No schedule helps where the gradient is nothing; dividing by it only makes noise large.",
    ),
    "Schaffer2": EntryWording(
        "A rate that must fall on the way in, or rise on the way out.",
        "What is stable near the centre bounces wildly further out.",
        also=("Schaffer N2", "Schaffer function"),
    ),
    "Schaffer4": EntryWording(
        "Several equal goals around a hill, with trenches in between.",
        "Most starts end in a trench beside the goals, and their losses are nearly the same.",
        also=("Schaffer N4",),
    ),
    "HolderTable": EntryWording(
        "Goals in the corners: only bold runs get past the shallow wells.",
        "A bold run may leave the table altogether. At the origin the gradient is no number.",
        also=("Holder table", "Hoelder table"),
    ),
    "CrossInTray": EntryWording(
        "Sharp ridges: what averages the gradient glides along them, what does not bounces.",
        "On a ridge the gradient turns round within one step. At the origin it is no number.",
        also=("cross in tray",),
    ),
    "Bukin6": EntryWording(
        "The hardest kink: only a rate that falls all the way gets near the floor.",
        "The slope grows without end towards the floor, so any fixed rate is thrown back.",
        also=("Bukin N6", "Bukin function"),
    ),
    "Bird": EntryWording(
        "Deep wells in a gentle trough: a rate that suits one overshoots the other.",
        "A rate that is chosen in the trough jumps over the wells.",
        also=("Mishra's bird",),
    ),
    "Saddle": EntryWording(
        "How long a run waits on a ridge: the way down grows by a factor at each step.",
        "There is no minimum. Every run that leaves the ridge goes down for ever, and is not at fault.",
    ),
    "MonkeySaddle": EntryWording(
        "A saddle without curvature: what relies on the Hessian has nothing to go by.",
        "There is no minimum, and near the middle every slope is close to nothing.",
    ),
    "BoundedSaddle": EntryWording(
        "Comparing how soon optimizers leave a saddle, with a goal behind it.",
        "A start exactly on the ridge stays there for ever without noise.",
    ),
    "ScalarFactorization": EntryWording(
        "Flat and sharp minima on one curve: a larger rate ends at a flatter one.",
        "All points of the curve have the same loss, so the loss does not tell what the rate has chosen.",
        also=("scalar factorization", "two-layer linear network"),
    ),
    "EdgeOfStability": EntryWording(
        "Watching the sharpness rise to the limit and stay there, as in real networks.",
        "A rate a little larger throws the run out; a little smaller, and it never gets to the edge.",
        also=("progressive sharpening",),
    ),
    "AbsoluteValues": EntryWording(
        "Why a rate must fall: the slope never gets smaller, so neither does a step.",
        "With a fixed rate every run jumps to and fro across the kink.",
        also=("L1", "Manhattan norm"),
    ),
    "Plateau": EntryWording(
        "Optimizers that scale their steps, against plain descent which stands still far out.",
        "Noise hides the slope out there, and a run that scales its steps then follows the noise.",
        also=("Welsch", "vanishing gradient"),
    ),
    "Cliff": EntryWording(
        "Clipping: one gradient is far larger than all others.",
        "Without clipping the step at the cliff throws the run across the map; an average of squares remembers it"
        " long.",
        also=("exploding gradient",),
    ),
    "RiverValley": EntryWording(
        "Schedules that stay high and fall late: progress lies along the river, the loss is seen after the fall.",
        "The loss along the way tells the bounce between the banks, not the progress.",
        also=("river",),
    ),
    "SharpAndFlat": EntryWording(
        "What a rate prefers: one that is too large for the sharp minimum leaves it for the flat one.",
        "Small rates stay wherever they start, and both minima look the same by their loss.",
        also=("sharp and flat minima", "flat minimum"),
    ),
    "TiltedDoubleWell": EntryWording(
        "Escaping: noise, momentum or a bold rate must carry the run over the ridge.",
        "The deeper well is only a little deeper, so a run that gets out may come back.",
        also=("double well", "Duffing"),
    ),
    "DriftingMinimum": EntryWording(
        "Tracking: data that change while training goes on.",
        "A rate that falls loses the minimum; an average over the past runs behind it.",
        also=("moving minimum", "non-stationary"),
    ),
    "JumpingMinimum": EntryWording(
        "Sudden change: what forgets old gradients recovers, what sums them does not.",
        "A schedule that has fallen by the time of a jump does not follow it.",
        also=("concept shift", "non-stationary"),
    ),
    "PeriodicSlopes": EntryWording(
        "Seeing how Adam with a short memory goes the wrong way, and AMSGrad does not.",
        "It needs a box: without one there is no lowest place, and every run goes down for ever.",
        also=("Reddi's counterexample", "Adam non-convergence"),
    ),
    "Formula": EntryWording(
        "Your own question: write the function down and see what a rate does on it.",
        "At kinks and at the ends of roots and logarithms the gradient is what torch's autograd gives, be it zero or"
        " no number.",
        also=("custom function",),
    ),
}
"""The texts of functions, by the keys of the entries."""
