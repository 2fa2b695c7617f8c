"""几个故事共同的开头：群众扫码说一件事，代表提成建议，代工委交办；都从各人自己的桌面点。"""

from __future__ import annotations

from collections.abc import Mapping

from playwright.sync_api import Page

from tests.journeys.by_hand import ByHand, Value, paper

UNIT = "区住房和城乡建设局"
OTHER_UNIT = "区城市管理执法局"
LIGHTS = "关于在村口至小学路段加装路灯的建议"
REPLY = "您提出的关于加装路灯的建议收悉，经现场查看，逐条答复如下。"
ANSWERED = "答复：已解决或基本解决（A）"
SATISFIED = {"办理态度": "满意", "办理结果": "满意"}


def proposed(people: ByHand, title: str = LIGHTS, said: str = "村口到小学这段路没有路灯") -> str:
    """群众说一件，代表提成这个标题的建议；返回建议的标题。"""
    people.say(f"{said}，冬天孩子放学天就黑了。")
    written = {
        "建议标题": title,
        "案据：情况和原因": "这条路一共缺十一盏灯，冬天放学天已黑，一年摔伤三起。",
        "方案：建议怎么办": "请区住建局今年内装齐十一盏路灯，并明确由谁维护。",
    }
    people.work("deputy", said, "提成代表建议", written, via=("我的履职", "找过我的"))
    return title


def dispatched(people: ByHand, title: str, unit: str = UNIT) -> str:
    """代工委交给一家单位办。"""
    people.work("office", title, "交办（主办、协办）", {"主办单位": unit})
    return title


def contacted(people: ByHand, who: str, title: str) -> None:
    """承办单位记一次和代表的联系。"""
    told: dict[str, Value] = {"怎么联系的": "上门", "谈了什么": "和代表一起看了现场"}
    people.work(who, title, "记一次联系（先联系代表）", told)


def answered(people: ByHand, who: str, title: str, label: str = ANSWERED, **more: Value) -> None:
    """承办单位联系过代表，答复。"""
    contacted(people, who, title)
    given: dict[str, Value] = {"答复内容": REPLY, "答复函": paper(), "签发人": "局长 何为"}
    people.work(who, title, label, {**given, **more})


def rated(people: ByHand, title: str) -> None:
    """代表评满意。"""
    people.work("deputy", title, "满意或基本满意", SATISFIED)


def beside(people: ByHand, who: str, title: str, name: str) -> Page:
    """从代表建议里点开这一件，再点开旁边在办的那一件。"""
    page = people.find(who, title, "代表建议")
    people.press(page, name)
    return page


def work_beside(
    people: ByHand,
    who: str,
    title: str,
    name: str,
    label: str,
    fields: Mapping[str, Value],
) -> None:
    """自己桌面上不欠着的人，从主办件走到旁办件，办这一步。"""
    page = beside(people, who, title, name)
    people.press(page, label)
    people.fill(page, fields)
    people.send(page)
