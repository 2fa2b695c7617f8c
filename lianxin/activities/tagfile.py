"""标签的数据文件：启动时读入，一次报全部毛病；标签写成 ``族.键``。"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

PATH = Path(__file__).with_name("tags.toml")
MOST_IN_FAMILY = 30


class BadTags(ValueError):
    """标签文件写得不对；消息逐条说明。"""


@dataclass(frozen=True, slots=True)
class Family:
    """一族标签：叫什么、出自哪一行、有哪几个。"""

    key: str
    label: str
    basis: str
    tags: tuple[tuple[str, str], ...]


def load(text: str, name: str = "tags.toml") -> tuple[Family, ...]:
    """读一份标签文件。

    :raises BadTags: 毛病一次说全
    """
    found = tomllib.loads(text)
    wrong = [f"{name} [{key}]：{why}" for key, one in found.items() for why in _faults(one)]
    labels = [str(one.get("label")) for one in found.values() if isinstance(one, dict)]
    wrong += [f"{name}：“{x}”用了两次" for x in sorted({x for x in labels if labels.count(x) > 1})]
    if wrong:
        raise BadTags("；".join(wrong))
    return tuple(_family(key, one) for key, one in found.items())


def _faults(one: Any) -> list[str]:
    if not isinstance(one, dict):
        return ["要写成一节"]
    wrong = [f"缺 {key}" for key in ("label", "basis", "tags") if not one.get(key)]
    tags = one.get("tags")
    if not isinstance(tags, dict) or len(tags) > MOST_IN_FAMILY:
        wrong.append(f"tags 要写成“键 = 名称”，至多 {MOST_IN_FAMILY} 个")
    elif len(set(tags.values())) != len(tags):
        wrong.append("同一族里有两个同名的标签")
    return wrong


def _family(key: str, one: dict[str, Any]) -> Family:
    tags = tuple((f"{key}.{tag}", label) for tag, label in one["tags"].items())
    return Family(key, one["label"], one["basis"], tags)


FAMILIES = load(PATH.read_text(encoding="utf-8"))
LABELS = MappingProxyType({tag: label for one in FAMILIES for tag, label in one.tags})
