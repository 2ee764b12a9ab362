"""Tables show texts to the letter."""

from lrviz.ui.kit.tables import markup, number, table, text


def test_a_table_escapes_what_is_no_markup() -> None:
    rows = [[text("<b>", "diverged"), number("1"), markup("<i>2</i>")], [text("3")]]
    assert table(["", "a & b"], rows) == (
        '<table class="outcomes"><thead><tr><th></th><th>a &amp; b</th></tr></thead><tbody>'
        '<tr><td class="diverged">&lt;b&gt;</td><td class="number">1</td><td><i>2</i></td></tr><tr><td>3</td></tr>'
        "</tbody></table>"
    )
    assert table([], [], whole=True).startswith('<table class="outcomes whole">')
