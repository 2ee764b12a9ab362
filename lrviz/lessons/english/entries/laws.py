"""What each law of the loss is good for, and what goes wrong with it, in English."""

from lrviz.lessons.wording import EntryWording

LAWS: dict[str, EntryWording] = {
    "MultiPower": EntryWording(
        "Choosing a schedule from the log of a single run with a decay: it gives the whole loss curve under another"
        " schedule of the same peak, with a band that says what cannot be told.",
        "It knows one peak, one batch and one optimizer, data seen once, and nothing of divergence or overfitting. Of"
        " small networks it is off by more than its band. A rate that rises again is not what it was found on.",
        also=("forecast", "forecast of the loss", "loss curve law", "scaling law"),
    ),
    "Memory": EntryWording(
        "Comparing: of what the multi-power law fits it holds most fixed, so that it shows what the rest is worth.",
        "Its memory counts steps and not rates, so that it is further off for runs of another length. Never choose a"
        " schedule by it: the best one under this law rests at a rate of zero for the last part of the run.",
        also=("Tissue", "annealing law"),
    ),
    "PowerOfSteps": EntryWording(
        "A baseline: whatever a law that knows the rate is worth, it is worth beside this one.",
        "Every schedule of one length has the same loss under it. Fitted before a decay it misses what the decay takes"
        " off; fitted through one it takes the decay for progress.",
        also=("power law extrapolation", "extrapolation"),
    ),
}
