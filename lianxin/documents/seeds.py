"""演示：几类规章制度，现行的、草稿、被代替的、废止的都有；都是编的。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from lianxin.documents.models import RuleCategory
from lianxin.documents.usecases import (
    RuleText,
    arrange_categories,
    cite_rule,
    draft_rule,
    enact_rule,
    repeal_rule,
)
from lianxin.kernel.actors import SYSTEM
from lianxin.kernel.seeding import Garden

CATEGORIES = (
    *("综合议事", "监督工作", "代表工作", "选举任免"),
    *("基层人大", "机关管理", "机关党建"),
)


@dataclass(frozen=True, slots=True)
class _Sown:
    """一项演示规章：几天前施行，说了什么，对着机制依据里的哪一条。"""

    category: str
    title: str
    days_ago: int
    text: str
    is_public: bool = True
    basis: str = ""
    replaces: str = ""


_RULES = (
    _Sown(
        *("基层人大", "群众意见建议督办处理办法（试行）", 900),
        "街道能办的街道办，街道办不了的报区里统筹。\n\n办理结果由代表回访。",
    ),
    _Sown(
        *("基层人大", "群众意见建议督办处理办法", 320),
        "一张清单收件，两级分办，三方回访。\n\n街道五日内分办；需要区里统筹的，报代表工作机构交办。",
        basis="S0-17",
        replaces="群众意见建议督办处理办法（试行）",
    ),
    _Sown(
        *("代表工作", "代表建议办理工作规定", 500),
        "代表建议自交办之日起三个月内答复，情况复杂的可以延长。\n\n代表对答复不满意的，退回再办。",
    ),
    _Sown(
        *("代表工作", "代表家、站、室管理办法", 420),
        "每月至少开放一次，公示值班代表和接待日期。\n\n代表码贴在进门看得见的地方。",
        basis="S1-21",
    ),
    _Sown(*("监督工作", "专题询问工作办法", 610), "询问之前两个月调研，列出问题清单，逐条销号。"),
    _Sown(*("综合议事", "常委会会议议事规则", 800), "会议由主任召集，过半数组成人员出席始得举行。"),
    _Sown(
        *("机关管理", "机关公文处理办法", 700),
        "公文登记、拟办、批办、承办、归档，各有人签字。",
        is_public=False,
    ),
)


def plant(garden: Garden) -> None:
    """种几类规章制度：一项代替了另一项，一项废止了，一项还是草稿。"""
    congress = garden.get("jx")
    note = {"jurisdiction_id": congress.pk, "actor": SYSTEM, "at": garden.at}
    arrange_categories(names={}, added="\n".join(CATEGORIES), **note)
    rows = RuleCategory.objects.filter(jurisdiction=congress)
    homes = dict(rows.values_list("name", "pk"))
    made: dict[str, int] = {}
    for place, sown in enumerate(_RULES, 1):
        since = garden.today - timedelta(days=sown.days_ago)
        text = RuleText(
            category_id=homes[sown.category],
            title=sown.title,
            number=f"演示〔{since.year}〕{place}号",
            issuing_body=f"{congress.short_name}常委会",
            adopted_on=since - timedelta(days=20),
            effective_on=since,
            text=sown.text,
            is_public=sown.is_public,
            supersedes_id=made.get(sown.replaces),
        )
        made[sown.title] = draft_rule(rule=text, **note).pk
        enact_rule(rule_id=made[sown.title], **note)
        if sown.basis:
            cite_rule(rule_id=made[sown.title], basis=sown.basis, **note)
    repeal_rule(
        rule_id=made["专题询问工作办法"],
        repealed_on=garden.today - timedelta(days=30),
        reason="并入新的监督工作规程，另行印发",
        **note,
    )
    draft_rule(
        rule=RuleText(homes["监督工作"], "监督工作规程（征求意见稿）", text="先调研，再审议。"),
        **note,
    )
