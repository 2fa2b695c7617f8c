"""引擎内置的责任动词：叫什么、要什么材料、谁能用。各机制共有，机制里只写期限与权限。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from lianxin.kernel.mechanism.model import Choice, Fact

_REASON = Fact("reason", "理由", "text", min=4, max=300)


@dataclass(frozen=True, slots=True)
class DutyVerb:
    """一个责任动词。``needs`` 必填，``may`` 可填；``public`` 是给群众看的话。"""

    verb: str
    label: str
    needs: tuple[Fact, ...] = ()
    may: tuple[Fact, ...] = ()
    public: str = ""


_CONTACT_WAYS = (
    Choice("phone", "电话"),
    Choice("visit", "上门"),
    Choice("meeting", "座谈"),
    Choice("online", "线上"),
    Choice("letter", "书面"),
)

#: 催办的轻重 → 分量加几倍；不选就是一般催办。
URGE_DEGREES: Mapping[str, int] = MappingProxyType({"ordinary": 1, "serious": 2, "special": 4})
ORDINARY = "ordinary"
_DEGREES = (
    Choice("ordinary", "一般催办"),
    Choice("serious", "重点催办"),
    Choice("special", "特别催办"),
)
_DEGREE = Fact(
    "degree",
    "催办的轻重",
    "choice",
    choices=_DEGREES,
    help="不选就是一般催办；重点催办按两倍、特别催办按四倍记分。",
)


def degree_words(degree: str) -> str:
    """重点催办、特别催办；一般的为空，说“催办”就够。"""
    return "" if degree == ORDINARY else _DEGREE.choice_label(degree)


DUTY_VERBS: Mapping[str, DutyVerb] = MappingProxyType(
    {
        each.verb: each
        for each in (
            DutyVerb("sign", "签收", public="承办单位已签收"),
            DutyVerb(
                "ask_return",
                "申请退回",
                needs=(_REASON,),
                may=(Fact("return_to", "建议改由谁办", "body"),),
            ),
            DutyVerb(
                "grant_return",
                "准予退回并改派",
                needs=(Fact("to_body", "改由谁办", "body"),),
                public="经核对，改由{to_body}办理",
            ),
            DutyVerb("deny_return", "不准退回", needs=(_REASON,)),
            DutyVerb(
                "ask_extension",
                "申请延期",
                needs=(Fact("to_date", "延到哪天", "date"), _REASON),
            ),
            DutyVerb("grant_extension", "准予延期", public="情况复杂，答复期限有延长"),
            DutyVerb("deny_extension", "不准延期", needs=(_REASON,)),
            DutyVerb("urge", "催办", may=(_DEGREE, Fact("note", "催办的话", "text", max=200))),
            DutyVerb("pause", "中止计时", needs=(_REASON,)),
            DutyVerb("resume", "恢复计时"),
            DutyVerb(
                "log_contact",
                "记一次联系",
                needs=(
                    Fact("how", "怎么联系的", "choice", choices=_CONTACT_WAYS),
                    Fact("note", "谈了什么", "text", min=2, max=500),
                ),
            ),
            DutyVerb(
                "add_progress",
                "记进展",
                needs=(Fact("note", "进展（提交人看得到）", "text", "submitter", min=4, max=300),),
                may=(Fact("photos", "照片或文件", "files", "submitter"),),
                public="{note}",
            ),
            DutyVerb("assign_person", "派到人", needs=(Fact("person", "由谁经办", "person"),)),
        )
    }
)
