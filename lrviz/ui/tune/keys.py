"""Whose searches a visitor sees: those under the key in their link.

Whoever sits at the machine itself sees the searches that have none, as scripts make them. So does everybody where
searches can only be looked at.
"""

import hashlib
from dataclasses import replace

from lrviz.search import Search
from lrviz.serving.settings import searches_are_read_only
from lrviz.ui.kit.keys import has_key, own_key
from lrviz.ui.tune.controls import PAGE


def owned(search: Search) -> Search:
    """The search under the name that the visitor's key gives it; the file does not tell the key."""
    key = "" if searches_are_read_only() and not has_key(PAGE) else own_key(PAGE)
    if not key:
        return search
    return replace(search, name=f"{search.study_name} · {hashlib.sha256(key.encode()).hexdigest()[:16]}")
