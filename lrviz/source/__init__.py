"""Python source that leaves with an export: what builds an object, and the functions that this needs."""

from lrviz.source.code import Code, call, merged, told
from lrviz.source.factors import factor_source
from lrviz.source.parsing import parsed, parsed_expression
from lrviz.source.reading import plain_source
from lrviz.source.specialising import Known, specialised, used_names

__all__ = [
    "Code",
    "Known",
    "call",
    "factor_source",
    "merged",
    "parsed",
    "parsed_expression",
    "plain_source",
    "specialised",
    "told",
    "used_names",
]
