"""规范对照与共评小组的写。"""

from lianxin.appraisal.usecases.norms import (
    VERDICTS,
    CheckRefused,
    add_evidence,
    check_station,
    withdraw_evidence,
)

__all__ = [
    "VERDICTS",
    "CheckRefused",
    "add_evidence",
    "check_station",
    "withdraw_evidence",
]
