"""演示的规章制度：一项施行并公开，一项还在起草；条文是编的。"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from lianxin.documents.models import RuleCategory
from lianxin.documents.usecases import RuleText, arrange_categories, draft_rule, enact_rule
from lianxin.kernel.actors import SYSTEM
from lianxin.kernel.seeding import Garden

_ISSUER = "江夏区人大常委会"
_TEXT = (
    "第一条　代表联络站收到的群众意见，当天登记、编号，三个工作日内有人看。\n\n"
    "第二条　能当场答复的当场答复；要转办的，写明谁办、哪天以前办完。\n\n"
    "第三条　办理情况在站里和网上公示，公示前隐去个人信息。\n\n"
    "第四条　提意见的群众对办理不满意的，可以要求再办一次。"
)


def plant(garden: Garden) -> None:
    """种在江夏区。"""
    congress = garden.get("jx").pk
    note: dict[str, Any] = {"actor": SYSTEM, "at": garden.at}
    arrange_categories(
        jurisdiction_id=congress, names={}, added="联系群众\n代表建议办理\n代表履职", **note
    )
    first, second, _ = RuleCategory.objects.filter(jurisdiction=congress).order_by("position")
    adopted = garden.today - timedelta(days=300)
    standing = RuleText(
        category_id=first.pk,
        title="代表联络站办理群众意见办法（演示）",
        number=f"江夏人常发〔{adopted.year}〕6号",
        issuing_body=_ISSUER,
        adopted_on=adopted,
        effective_on=adopted + timedelta(days=20),
        text=_TEXT,
        is_public=True,
    )
    row = draft_rule(jurisdiction_id=congress, rule=standing, **note)
    enact_rule(jurisdiction_id=congress, rule_id=row.pk, **note)
    drafted = RuleText(second.pk, "代表建议办理工作规程（演示，征求意见）", issuing_body=_ISSUER)
    draft_rule(jurisdiction_id=congress, rule=drafted, **note)
