"""One look into Streamlit's session costs one look.

For each widget Streamlit makes a dictionary of its whole session, to look up the widget's own key in it; with many
widgets that is much of what a change costs. In its place stands a view, which makes it for whoever goes through all.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from streamlit.runtime.state import SafeSessionState


class SessionView(Mapping[str, Any]):
    """What stands in a session, by keys, without what Streamlit keeps there for itself."""

    def __init__(self, state: Any) -> None:
        self._lock, self._state = state._lock, state._state

    def __getitem__(self, key: str) -> Any:
        with self._lock:
            return self._state[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._whole())

    def __len__(self) -> int:
        return len(self._whole())

    def _whole(self) -> dict[str, Any]:
        with self._lock:
            whole: dict[str, Any] = self._state.filtered_state
            return whole


def look_up_by_key() -> None:
    """Has widgets look their own keys up, once for a process."""
    state: Any = SafeSessionState
    state.filtered_state = property(SessionView)
