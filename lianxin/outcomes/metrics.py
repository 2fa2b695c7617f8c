"""成果的量法：从 ``metrics.toml`` 读成封闭的一份；单位跟着量法走，谁也不能随手另写。"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

GROUPS: Mapping[str, str] = {
    "works": "工程",
    "funds": "资金",
    "service": "服务",
    "rule": "制度与合同",
    "benefit": "受益",
    "contribution": "共筹",
}
"""成果分几堆。"""
_KEYS = {"key", "group", "label", "unit", "decimals", "source", "help"}


class MetricFault(ValueError):
    """量法写得不对；消息指明是哪一条。"""


@dataclass(frozen=True, slots=True)
class Metric:
    """一种量法。``needs_source`` 为真的要写明钱从哪来；``decimals`` 是小数位数。"""

    key: str
    group: str
    label: str
    unit: str
    decimals: int = 0
    needs_source: bool = False
    help: str = ""

    @property
    def group_label(self) -> str:
        """归在哪一堆。"""
        return GROUPS[self.group]


def read_metrics(source: str) -> Mapping[str, Metric]:
    """读一份量法。

    :raises MetricFault: 堆不认得、键重复、缺名称或单位、小数位数不对、有不认得的键
    """
    found: dict[str, Metric] = {}
    for row in tomllib.loads(source).get("metric", ()):
        metric = _metric(row)
        if metric.key in found:
            raise MetricFault(f"量法 {metric.key} 写了两次。")
        found[metric.key] = metric
    return found


def _metric(row: Mapping[str, Any]) -> Metric:
    key = str(row.get("key", ""))
    if unknown := sorted(set(row) - _KEYS):
        raise MetricFault(f"量法 {key} 里有不认得的 {'、'.join(unknown)}。")
    missing = [name for name in ("key", "group", "label", "unit") if not row.get(name)]
    if missing:
        raise MetricFault(f"量法 {key} 缺 {'、'.join(missing)}。")
    if row["group"] not in GROUPS:
        raise MetricFault(f"量法 {key} 的 group 只能是 {'、'.join(GROUPS)}。")
    if row.get("decimals", 0) not in (0, 2):
        raise MetricFault(f"量法 {key} 的小数位数只能是 0 或 2。")
    return Metric(
        key=key,
        group=row["group"],
        label=row["label"],
        unit=row["unit"],
        decimals=row.get("decimals", 0),
        needs_source=bool(row.get("source", False)),
        help=row.get("help", ""),
    )


METRICS = read_metrics(Path(__file__).with_name("metrics.toml").read_text(encoding="utf-8"))
WITH_SOURCE = tuple(key for key, metric in METRICS.items() if metric.needs_source)


def metric_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """下拉里的各种量法，按堆分组，名称后面写明单位。"""
    return [
        (label, [(m.key, f"{m.label}（{m.unit}）") for m in _in(group)])
        for group, label in GROUPS.items()
    ]


def keys_in(group: str) -> list[str]:
    """一堆里有哪几种量法；不认得的堆是空的。"""
    return [metric.key for metric in _in(group)]


def _in(group: str) -> Iterable[Metric]:
    return (metric for metric in METRICS.values() if metric.group == group)
