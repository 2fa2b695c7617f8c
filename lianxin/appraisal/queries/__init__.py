"""规范对照与共评小组的读。"""

from lianxin.appraisal.queries.norms import (
    DEFINITION,
    PROOF,
    Norm,
    evidence_of,
    evidence_station,
    get_norm,
    norm_board,
    overall,
    station_checks,
)

__all__ = [
    "DEFINITION",
    "PROOF",
    "Norm",
    "evidence_of",
    "evidence_station",
    "get_norm",
    "norm_board",
    "overall",
    "station_checks",
]
