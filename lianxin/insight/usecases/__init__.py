"""数字的写：合计与核对；做办理情况报告。"""

from lianxin.insight.usecases.reports import (
    NoReport,
    ask_report,
    perform_report,
    scope_of,
    sweep_reports,
)
from lianxin.insight.usecases.tallies import fold, reconcile

__all__ = [
    "NoReport",
    "ask_report",
    "fold",
    "perform_report",
    "reconcile",
    "scope_of",
    "sweep_reports",
]
