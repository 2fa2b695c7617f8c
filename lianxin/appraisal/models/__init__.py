"""规范对照与共评小组的表。"""

from lianxin.appraisal.models.norms import NormCheck, NormEvidence
from lianxin.appraisal.models.panels import (
    Panel,
    PanelAction,
    PanelMember,
    PanelRound,
    PanelSubject,
    PanelTrack,
)

__all__ = [
    "NormCheck",
    "NormEvidence",
    "Panel",
    "PanelAction",
    "PanelMember",
    "PanelRound",
    "PanelSubject",
    "PanelTrack",
]
