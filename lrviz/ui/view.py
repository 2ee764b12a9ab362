"""What the stage shows of a scene: one declaration for the link, the widgets and the check of what a browser sends."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any, final

import streamlit as st

from lrviz.hyperparameters import Choice, Declared, HyperparameterError, Length, Range, hyperparameters
from lrviz.ui import widgets
from lrviz.ui.link import Link, postpone, postponed

_SCALES = Choice(("automatic", "logarithmic", "linear"))


@final
@dataclass(frozen=True)
class View(Declared):
    """How the stage shows a scene; none of it changes what is computed."""

    loss: Annotated[
        str, "What the upper curves show.", Choice(("loss", "above the minimum", "distance to a minimum"))
    ] = "loss"
    loss_scale: Annotated[str, "Scale of the upper curves.", _SCALES] = "automatic"
    rate_scale: Annotated[str, "Scale of the learning rate.", _SCALES] = "automatic"
    step_scale: Annotated[str, "Scale of the steps.", Choice(("linear", "logarithmic"))] = "linear"
    picture: Annotated[str, "The function as a map or as a surface.", Choice(("map", "3-D"))] = "map"
    field: Annotated[bool, "Arrows over the whole map that point downhill."] = False
    gradient_arrow: Annotated[bool, "An arrow against the gradient at the chosen run's point."] = False
    momentum_arrow: Annotated[bool, "An arrow along which the chosen run's momentum pushes."] = False
    step_arrow: Annotated[bool, "The step that the chosen run takes next, to scale."] = False
    chosen: Annotated[int, "The run that has the arrows.", Range(1, 8)] = 1
    hidden: Annotated[tuple[int, ...], "Runs that are computed and not drawn.", Range(1, 8), Length(0, 8)] = ()
    large: Annotated[bool, "Large type and thick lines, for a projector."] = False
    speed: Annotated[float, "How fast it plays: at 1 a whole run takes ten seconds.", Range(0.25, 8.0, log=True)] = 1.0
    loop: Annotated[bool, "Start again at the end."] = False
    step: Annotated[int | None, "Where the clock stands when the page opens; None is the end.", Range(0, 100_000)] = (
        None
    )


_FIELDS = {parameter.name: parameter for parameter in hyperparameters(View)}


def view_controls(link: Link, page: str) -> View:
    """The widgets of a view, folded away."""
    with widgets.folding(link, f"{page}.~view", ("view",)):
        values = {name: widgets.field(link, _key(page, name), parameter, View()) for name, parameter in _FIELDS.items()}
    try:
        return View(**values)
    except HyperparameterError as error:
        st.error(str(error))
        return View()


def changed(view: View, sent: Any) -> View:
    """The view after what a browser sent; what is not a view leaves it as it is."""
    if not isinstance(sent, Mapping):
        return view
    try:
        return replace(view, **{name: sent[name] for name in _FIELDS if name in sent})
    except HyperparameterError:
        return view


def remember(page: str, view: View) -> None:
    """Has a view written into its widgets at the next run of the whole page; the link follows."""
    written, default = _written(view), _written(View())
    postpone({_key(page, name): value for name, value in written.items() if _stands(page, name, default) != value})


def _stands(page: str, name: str, default: Mapping[str, Any]) -> Any:
    key = _key(page, name)
    return postponed().get(key, st.session_state.get(key, default[name]))


def _written(view: View) -> dict[str, Any]:
    """The values as their widgets hold them."""
    values = view.arguments()
    return values | {"hidden": ", ".join(map(str, view.hidden))}


def _key(page: str, name: str) -> str:
    return f"{page}.view.{name}"
