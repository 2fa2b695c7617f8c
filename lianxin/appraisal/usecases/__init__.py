"""规范对照与共评小组的写。"""

from lianxin.appraisal.usecases.norms import VERDICTS, CheckRefused, check_station

__all__ = ["VERDICTS", "CheckRefused", "check_station"]
