"""Finds the terms of the glossary in labels, so that each has its tip wherever it stands."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from lrviz.lessons.glossary import TERMS
from lrviz.lessons.term import Term
from lrviz.lessons.wording import Language


@lru_cache(maxsize=1)
def _forms(language: Language) -> tuple[re.Pattern[str], dict[str, Term]]:
    """A pattern of everything that a term may be called, the longest first, and the terms by that."""
    terms = {
        form.lower(): term
        for term in TERMS.values()
        for form in (term.wording(language).name, *term.wording(language).also)
    }
    longest = sorted(terms, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)", re.IGNORECASE), terms


@lru_cache(maxsize=1024)
def terms_in(label: str, language: Language = "en") -> tuple[Term, ...]:
    """The terms that a label uses, in its order; of two names in the same place the longer one counts.

    Args:
        label: what stands on the page; `warmup_steps` is read as "warmup steps".
        language: of the page.
    """
    pattern, terms = _forms(language)
    found = (terms[hit.group().lower()] for hit in pattern.finditer(label.replace("_", " ")))
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=1024)
def tip_in(label: str, language: Language = "en") -> str:
    """What the glossary says of the terms that a label uses; of each its name too, unless it is the whole label."""
    found = terms_in(label, language)
    if len(found) == 1 and found[0].wording(language).name.lower() == label.lower():
        return found[0].tip
    return "\n\n".join(f"{term.wording(language).name}. {term.tip}" for term in found)


def tips_of(labels: Iterable[str], language: Language = "en") -> dict[str, str]:
    """For a browser that writes labels: what may stand in them of the glossary, in small letters, and its tip.

    Args:
        labels: everything that it may write, or the parts of it that are of the glossary.
        language: of the page.
    """
    return dict(_tips_of(tuple(labels), language))


@lru_cache(maxsize=256)
def _tips_of(labels: tuple[str, ...], language: Language) -> Mapping[str, str]:
    pattern, terms = _forms(language)
    found = (hit.group().lower() for label in labels for hit in pattern.finditer(label.replace("_", " ")))
    return {form: f"{terms[form].wording(language).name}. {terms[form].tip}" for form in found}
