"""Texts as HTML: what is marked, and that nothing breaks out."""

import pytest

from lrviz.figures.lesson.markup import as_html


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("plain, 3 < 4 & so", "plain, 3 &lt; 4 &amp; so"),
        ("the *root* of it", "the <em>root</em> of it"),
        ("set `T_max` and `<b>`", "set <code>T_max</code> and <code>&lt;b&gt;</code>"),
        ("2 * 3 * 4, T_max_2, a*b*c", "2 * 3 * 4, T_max_2, a*b*c"),
        ("`a*b*` *c*", "<code>a*b*</code> <em>c</em>"),
        ("<script>", "&lt;script&gt;"),
    ],
)
def test_marks_become_elements_and_all_else_is_shown_to_the_letter(text: str, marked: str) -> None:
    assert as_html(text) == marked
