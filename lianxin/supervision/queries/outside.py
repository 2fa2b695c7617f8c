"""请外单位说明的读：一件事上问过谁；凭链接看问的话。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lianxin.access.viewers import Viewer
from lianxin.casework.models import Duty
from lianxin.casework.policies import Doer
from lianxin.kernel.errors import NotVisible
from lianxin.supervision import tokens
from lianxin.supervision.models import OutsideAsk
from lianxin.supervision.policies import may_ask


@dataclass(frozen=True, slots=True)
class AskCard:
    """一条链接：问了谁、问什么、答了没有。"""

    id: int
    case_id: int
    case_title: str
    organisation: str
    question: str
    asked_by: str
    asked_at: datetime
    expires_at: datetime
    state: str
    state_words: str
    answer: str
    answered_by: str
    token: str

    @property
    def is_open(self) -> bool:
        """还等着答。"""
        return self.state == "open"


@dataclass(frozen=True, slots=True)
class OpenAsk:
    """外单位打开链接看到的：只有这些，没有提交人，没有原话。"""

    congress: str
    organisation: str
    asker: str
    title: str
    question: str
    expires_at: datetime
    gone: str
    is_answered: bool


_WORDS = {"open": "等着答", "answered": "已经答了", "revoked": "已收回", "expired": "过期了"}


def asks_of(*, viewer: Viewer, case_id: int, at: datetime) -> list[AskCard]:
    """一件事上问过的外单位，新的在前。一条查询。"""
    rows = OutsideAsk.objects.visible_to(viewer).filter(case=case_id).select_related("case")
    return [_card(row, at) for row in rows.order_by("-id")]


def ask_card(*, viewer: Viewer, pk: int, at: datetime) -> AskCard:
    """取一条。

    :raises NotVisible: 看不见
    """
    row = OutsideAsk.objects.visible_to(viewer).select_related("case").filter(pk=pk).first()
    if row is None:
        raise NotVisible("没有这条链接，或者您无权查看。")
    return _card(row, at)


def askable_duty(*, doer: Doer, case_id: int) -> int | None:
    """这个人可以就哪份责任请外单位说明；不能就为空。一条查询。"""
    rows = Duty.objects.open().filter(case=case_id).select_related("case").order_by("id")
    found = [row for row in rows if may_ask(doer, row)]
    return next((row.pk for row in [*filter(doer.holds, found), *found]), None)


def open_ask(*, token: str, at: datetime) -> OpenAsk:
    """凭链接看问的话；不能用了的 ``gone`` 写明为什么。一条查询。

    :raises NotVisible: 链接是编的
    """
    serial = tokens.read(token)
    rows = OutsideAsk.objects.select_related("case__jurisdiction", "body")
    row = rows.filter(serial=serial).first() if serial else None
    if row is None:
        raise NotVisible("没有这条链接，请核对是不是抄漏了。")
    state = "closed" if row.case.closed_at and _state(row, at) == "open" else _state(row, at)
    return OpenAsk(
        congress=row.case.jurisdiction.name,
        organisation=row.organisation,
        asker=row.body.short_name,
        title=row.title if state == "open" else "",
        question=row.question if state == "open" else "",
        expires_at=row.expires_at,
        gone=_GONE.get(state, ""),
        is_answered=state == "answered",
    )


_GONE = {
    "answered": "这份说明已经交过了，收到了，不用再交。要补充，请联系问您的单位。",
    "revoked": "这条链接已经收回，不用再答。",
    "expired": "这条链接过期了。还想说明的，请联系问您的单位重新发一条。",
    "closed": "这件事已经办完，不用再答了，谢谢。",
}


def _state(row: OutsideAsk, at: datetime) -> str:
    if row.answered_at:
        return "answered"
    if row.revoked_at:
        return "revoked"
    return "expired" if at >= row.expires_at else "open"


def _card(row: OutsideAsk, at: datetime) -> AskCard:
    state = _state(row, at)
    return AskCard(
        id=row.pk,
        case_id=row.case_id,
        case_title=row.case.title,
        organisation=row.organisation,
        question=row.question,
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        expires_at=row.expires_at,
        state=state,
        state_words=_WORDS[state],
        answer=row.answer,
        answered_by=row.answered_by,
        token=tokens.sign(row.serial),
    )
