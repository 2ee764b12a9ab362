"""Table cells that a spreadsheet shows as text instead of running them as formulas."""


def plain_cell(text: str) -> str:
    """A text that no spreadsheet takes for a formula: where it would, a quote stands in front."""
    return "'" + text if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
