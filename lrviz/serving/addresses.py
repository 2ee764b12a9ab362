"""Addresses that change with what lies there, so that a browser may keep it for a year."""

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path

_LETTERS = 16

_WORD = rf"[0-9a-f]{{{_LETTERS}}}"
LASTING = re.compile(rf"/(?:static/.|_stcore/bidi-components/lrviz-{_WORD}\.|class/assets/{_WORD}/).*")
"""Paths below the app whose content never changes: Streamlit's own hashed files, and what components and the class's
projector are made of."""


def fingerprint(places: Iterable[Path]) -> str:
    """A word that changes with any name or content of some files, and of the files in some folders."""
    digest = hashlib.blake2b(digest_size=_LETTERS // 2)
    for place in places:
        for file in sorted(path for path in (place, *place.rglob("*")) if path.is_file()):
            content = hashlib.blake2b(file.read_bytes()).digest()
            digest.update(file.relative_to(place.parent).as_posix().encode() + b"\0" + content)
    return digest.hexdigest()
