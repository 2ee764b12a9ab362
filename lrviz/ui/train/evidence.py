"""Evidence on the page Train: for each rule an experiment that shows it and one where it fails, run here and now."""

import html
from dataclasses import dataclass, replace
from functools import partial
from typing import final

import streamlit as st

from lrviz.figures import STYLES
from lrviz.figures.reference.pictures import as_image
from lrviz.figures.train.pairs import pairs_picture
from lrviz.hyperparameters import Hyperparameter, Range, hyperparameters
from lrviz.lessons import ADVICE
from lrviz.lessons.evidence import FEWEST_SEEDS, FINDINGS, SEEDS, BySeed, Experiment, Finding
from lrviz.lessons.evidence.telling import expected, labels_of, measured_as, told
from lrviz.training import Record, Training
from lrviz.ui.components.learn import ADVICE as ADVICE_KEY
from lrviz.ui.components.learn import PAGE as LEARN
from lrviz.ui.kit.catalogues import title
from lrviz.ui.kit.headings import heading
from lrviz.ui.kit.link import ALWAYS, Link
from lrviz.ui.kit.numbers import number
from lrviz.ui.kit.reruns import open_page
from lrviz.ui.kit.share import say
from lrviz.ui.kit.swatches import swatch
from lrviz.ui.kit.texts import capital
from lrviz.ui.kit.widgets import menu
from lrviz.ui.train.base import Mode
from lrviz.ui.train.controls import MOST_SEEDS, PAGE, Setup
from lrviz.ui.train.handover import EVIDENCE, FINDING, open_training
from lrviz.ui.train.trained import SeededRun, TrainedRuns

_BY_KEY = {finding.key: finding for finding in FINDINGS}
_COUNT = Hyperparameter(
    "seeds",
    int,
    "With how many seeds each run is trained: the more, the surer.",
    SEEDS,
    Range(FEWEST_SEEDS, MOST_SEEDS),
)
_FIRST = next(parameter for parameter in hyperparameters(Training) if parameter.name == "seed")


@dataclass(frozen=True)
class Asked:
    """What the controls say.

    Attributes:
        finding: whose experiments are shown.
        seeds: with how many seeds.
        first: the first of them; the others follow it.
    """

    finding: Finding
    seeds: int
    first: int


@final
class Evidence(Mode):
    """A rule, an experiment that shows it, and one where it fails."""

    title = EVIDENCE
    caption = "Rules of the page Learn on real networks: where they hold, and where they fail."
    own = True

    @classmethod
    def controls(cls, link: Link, setup: Setup) -> Asked:
        names = {key: finding.wording().title for key, finding in _BY_KEY.items()}
        key = menu(link, FINDING, "Rule", list(names), FINDINGS[0].key, declared=ALWAYS, shown_as=names)
        seeds = number(link, f"{PAGE}.trials", _COUNT, SEEDS)
        first = number(link, f"{PAGE}.first", _FIRST, 0, "first seed")
        return Asked(_BY_KEY[key], seeds, first)

    @classmethod
    def show(cls, setup: Setup, asked: Asked) -> None:
        said = asked.finding.wording()
        heading(said.title)
        st.markdown(said.rule)
        shows, fails = st.columns(2, gap="large")
        with shows:
            _experiment("It holds", said.shows, asked.finding.shows, "shows", setup, asked)
        with fails:
            _experiment("It fails", said.fails, asked.finding.fails, "fails", setup, asked)
        _ways(asked.finding)


def _experiment(name: str, text: str, experiment: Experiment, place: str, setup: Setup, asked: Asked) -> None:
    """Draws one experiment, which follows its runs while they are trained."""
    training = replace(experiment.training, seed=asked.first)
    wanted = Setup(training, asked.seeds, slots=(1, 2), owner=setup.owner)
    runs = TrainedRuns.current(wanted, place)
    heading(name)
    st.markdown(text)
    first, second = labels_of(experiment)
    task = training.task
    st.caption(f"{title(type(task))}, {task.steps:,} steps: {first} beside {second}. {expected(experiment)}")
    with st.container(horizontal=True, vertical_alignment="center"):
        _buttons(runs, place)
        st.button("Open in Runs", key=f"~open {place}", on_click=open_training, args=(training, asked.seeds))
    runs.follow(partial(_draw, runs, experiment), first=0.0)


def _buttons(runs: TrainedRuns, place: str) -> None:
    if runs.underway:
        st.button("Stop", key=f"~stop {place}", on_click=runs.stop)
    elif runs.left:
        label = "Go on" if runs.done else "Run it"
        st.button(label, type="primary", key=f"~run {place}", on_click=runs.start_with_key)


def _draw(runs: TrainedRuns, experiment: Experiment) -> None:
    """Draws what is known so far."""
    first, second = (runs.by_slot[slot] for slot in (1, 2))
    pairs = [(a.record, b.record) for a, b in zip(first, second, strict=True) if a.record and b.record]
    if runs.underway or (pairs and runs.left):
        _progress(runs, first, len(pairs))
    if pairs:
        _verdict(experiment, pairs, whole=len(pairs) == len(first))
    for sentence in dict.fromkeys(filter(None, (one.problem for one in runs if not one.underway))):
        st.caption(capital(sentence))


def _progress(runs: TrainedRuns, seeds: tuple[SeededRun, ...], done: int) -> None:
    steps = [(one.picture.taken if one.picture else 0, one.training.task.steps) for one in runs]
    share = sum(taken for taken, _ in steps) / sum(total for _, total in steps)
    st.progress(min(1.0, share), f"{done} of {len(seeds)} seeds")


def _verdict(experiment: Experiment, pairs: list[tuple[Record, Record]], whole: bool) -> None:
    """Draws what both runs came to with each seed, and says what that is worth."""
    found = experiment.compared(list(zip(*pairs, strict=True)))
    st.html(_figure(experiment, found))
    words = told(experiment, found)
    st.markdown(words if whole else f"So far: {words}")
    if whole:
        say(words.replace("**", ""))


def _figure(experiment: Experiment, found: BySeed) -> str:
    picture = pairs_picture(found.first, found.second, not found.lower_is_better)
    told_as = html.escape(f"{capital(measured_as(experiment))}, a line for each seed:")
    image = f'<img src="{as_image(picture)}" alt="{told_as}">'
    pairs = zip(STYLES, labels_of(experiment), strict=False)
    named = "".join(f"<span>{swatch(style)}{html.escape(label)}</span>" for style, label in pairs)
    return f'<figure class="entry-picture">{image}<figcaption>{told_as}{named}</figcaption></figure>'


def _ways(finding: Finding) -> None:
    """Back to the advice that the finding is about."""
    for answers in ADVICE.all_answers():
        advised = ADVICE.recommend(answers)
        if {advised.rule.key, advised.shape.key} & set(finding.picks):
            given = ("learn", LEARN, {ADVICE_KEY: ADVICE.written(answers)})
            st.button("The advice in Learn", key="~advice", on_click=open_page, args=given)
            return
