"""The advice: questions, and at once what is recommended, why, where it fails, and what to be careful of."""

import streamlit as st

from lrviz.comparison import Entry, Plan
from lrviz.export import schedule_script, schedule_setup
from lrviz.lessons import ADVICE
from lrviz.lessons.advice import Recommendation
from lrviz.lessons.advice.pick import Evidence
from lrviz.lessons.evidence import findings_on
from lrviz.optimizers import TorchOptimizer
from lrviz.ui.kit.export import download
from lrviz.ui.kit.headings import heading
from lrviz.ui.kit.share import say
from lrviz.ui.kit.texts import capital
from lrviz.ui.learn.open_advice import answer
from lrviz.ui.learn.open_lesson import with_number
from lrviz.ui.learn.parts import show_lesson
from lrviz.ui.learn.progress import LearnView
from lrviz.ui.learn.showing import showing
from lrviz.ui.schedules.handover import open_entry
from lrviz.ui.train.handover import open_finding
from lrviz.ui.trajectories.handover import hand_over, open_scene

_SHOWN = "~evidence"
_WIDTHS = (1.2, 1.0, 1.2, 1.0)


def advice_page(answers: dict[str, str], kept: LearnView) -> None:
    """Draws it.

    Args:
        answers: by the keys of the questions.
        kept: what stays of the view from one scene to another.
    """
    advised = ADVICE.recommend(answers)
    with st.container(key="lesson-head", gap="small"):
        heading("Advice")
        st.caption(ADVICE.lead())
        _questions(answers)
    with st.container(key="advice-given", gap="small"):
        _recommended(advised)
    with st.container(key="advice-evidence", gap="small"):
        _evidence(advised, kept)
    with st.container(key="advice-cautions", gap="small"):
        _cautions(advised)
    say(f"{advised.title()}. {advised.why()}")


def _questions(answers: dict[str, str]) -> None:
    columns = st.columns(_WIDTHS, gap="medium")
    for column, question in zip(columns, ADVICE.questions, strict=True):
        key, said = f"~advice {question.key}", question.wording()
        st.session_state[key] = answers[question.key]
        column.radio(
            said.asked,
            question.choices,
            format_func=said.answers.__getitem__,
            key=key,
            on_change=answer,
            args=(answers, question.key, key),
        )


def _recommended(advised: Recommendation) -> None:
    """What to use and why, beside the code that builds it."""
    run = advised.run
    entry, plan = Entry(run.schedule, run.optimizer.lr), Plan()
    words, code = st.columns(2, gap="medium")
    with words:
        heading(capital(advised.title()))
        st.markdown(advised.why())
        seen = " ".join(filter(None, (advised.rule.said.nets, advised.shape.said.nets)))
        st.caption(f"Seen on small nets: {seen}")
        _on_nets(advised)
        with st.container(horizontal=True, gap="small"):
            given = ({1: entry}, run.optimizer, plan)
            st.button("Try it in Trajectories", key="~advised", on_click=hand_over, args=given)
            st.button("Look at it in Schedules", key="~curve", on_click=open_entry, args=(entry, run.optimizer))
    with code:
        st.code(schedule_setup(entry, run.optimizer), "python", wrap_lines=True)
        script = schedule_script(entry, plan, run.optimizer)
        download("Whole script", script, "lrviz_advice.py")


def _on_nets(advised: Recommendation) -> None:
    """The ways to the experiments on real networks."""
    with st.container(horizontal=True, gap="small"):
        for finding in findings_on(advised.rule.key, advised.shape.key):
            name, tip = f"Try it: {finding.wording().title}", "Opens the page Train, where real networks are trained."
            st.button(name, key=f"~finding {finding.key}", help=tip, on_click=open_finding, args=(finding,))


def _evidence(advised: Recommendation, kept: LearnView) -> None:
    """A scene that speaks for what is advised, or one where it fails."""
    shown = {
        f"{capital(pick.said.name)}: {word}": (f"{pick.key} {word}", evidence, text)
        for pick in (advised.rule, advised.shape)
        for word, evidence, text in (
            ("show it", pick.shows, pick.said.shows),
            ("where it fails", pick.fails, pick.said.fails),
        )
    }
    names = list(shown)
    if st.session_state.get(_SHOWN) not in names:
        st.session_state[_SHOWN] = next(name for name, (_, one, _) in shown.items() if not _slow(one))
    name = st.pills("Evidence", names, key=_SHOWN, required=True, label_visibility="collapsed")
    key, evidence, text = shown[name or names[0]]
    st.markdown(text)
    with st.container(key="lesson-stage"):
        showing(key, evidence.scene, evidence.look, kept)
    _ways(evidence)


def _slow(evidence: Evidence) -> bool:
    """Whether torch itself must run it, which takes its time the first time: it waits until it is asked for."""
    return any(isinstance(run.optimizer, TorchOptimizer) for run in evidence.scene.runs)


def _ways(evidence: Evidence) -> None:
    with st.container(horizontal=True, gap="small"):
        if evidence.lesson:
            st.button(with_number(evidence.lesson), key="~taught", on_click=show_lesson, args=(evidence.lesson,))
        st.button("Open in Trajectories", key="~open", on_click=open_scene, args=(evidence.scene,))


def _cautions(advised: Recommendation) -> None:
    heading("Be careful")
    for column, (title, text) in zip(st.columns(4, gap="medium"), advised.cautions(), strict=True):
        column.markdown(f"**{title}.** {text}")
