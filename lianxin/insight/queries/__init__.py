"""读：指标的值、走势、分开看、背后的记录，以及数字页要显示的。"""

from lianxin.insight.cells import Period, Span, following, recent, span
from lianxin.insight.definitions import Definition, definition, definitions
from lianxin.insight.queries.activity_showing import activity_board, activity_section
from lianxin.insight.queries.figures import (
    SLICED,
    Board,
    NotSliced,
    Part,
    Value,
    board,
    breakdown,
    indicator,
    is_monthly,
    records_behind,
    slice_words,
    suggestion_board,
    trend,
)
from lianxin.insight.queries.periods import BadPeriod, choices, named, period_of, words
from lianxin.insight.queries.showing import numbers_page, sheet_headers, sheet_rows
from lianxin.insight.queries.suggestion_showing import suggestion_section
from lianxin.insight.records import Record, RecordPage

__all__ = [
    "SLICED",
    "BadPeriod",
    "Board",
    "Definition",
    "NotSliced",
    "Part",
    "Period",
    "Record",
    "RecordPage",
    "Span",
    "Value",
    "activity_board",
    "activity_section",
    "board",
    "breakdown",
    "choices",
    "definition",
    "definitions",
    "following",
    "indicator",
    "is_monthly",
    "named",
    "numbers_page",
    "period_of",
    "recent",
    "records_behind",
    "sheet_headers",
    "sheet_rows",
    "slice_words",
    "span",
    "suggestion_board",
    "suggestion_section",
    "trend",
    "words",
]
