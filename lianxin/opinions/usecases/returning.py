"""回到提交人手里：凭编号和查询码评价、要求再办、补充情况。"""

from __future__ import annotations

import hmac
from datetime import datetime
from uuid import UUID

from lianxin.audit.usecases import record
from lianxin.casework.policies import SUBMITTER_DOER
from lianxin.casework.usecases import move_case
from lianxin.casework.usecases.moving import Step
from lianxin.files.usecases import attach
from lianxin.kernel.actors import PUBLIC
from lianxin.kernel.errors import NotVisible, RuleViolation
from lianxin.lexis.text import clean
from lianxin.opinions.models import Opinion
from lianxin.opinions.receipts import digest
from lianxin.orgs.calendar import CALENDAR_VERSION
from lianxin.orgs.transactions import whole

WRONG = "编号或查询码不对。请照着回执再核对一遍，字母不分大小写。"


class NothingToAdd(RuleViolation):
    """补充里什么也没有写。"""


def opinion_of_receipt(*, receipt_no: str, receipt_key: str) -> Opinion:
    """凭编号和查询码取一条意见。编号不存在与查询码不对，答复完全一样。

    :raises NotVisible: 编号或查询码不对
    """
    opinion = (
        Opinion.objects.select_related("case", "category", "station", "merged_into__case")
        .annotate(calendar_now=CALENDAR_VERSION)
        .filter(receipt_no=receipt_no.strip().upper())
        .first()
    )
    check_key(receipt_key, opinion.key_digest if opinion else None)
    assert opinion is not None  # noqa: S101 （没有这条的，上一句已经拒绝）
    return opinion


def check_key(receipt_key: str, stored: bytes | memoryview | None) -> None:
    """核对查询码；没有这个编号（``stored`` 为空）与查询码不对，所用的时间和答复都一样。

    :raises NotVisible: 不对
    """
    same = hmac.compare_digest(digest(receipt_key), bytes(stored or bytes(32)))
    if not same or stored is None:
        raise NotVisible(WRONG)


@whole
def rate_opinion(
    *,
    receipt_no: str,
    receipt_key: str,
    attitude: str,
    result: str,
    comment: str = "",
    at: datetime,
) -> Step:
    """提交人评价：态度和结果分开打。

    :raises NotVisible: 编号或查询码不对
    :raises MoveRefused: 还没有答复，或已经评过
    """
    opinion = opinion_of_receipt(receipt_no=receipt_no, receipt_key=receipt_key)
    return move_case(
        case_id=_case_id(opinion),
        verb="rate",
        actor=SUBMITTER_DOER,
        at=at,
        facts={"attitude": attitude, "result": result, "comment": comment},
    )


@whole
def reopen_opinion(*, receipt_no: str, receipt_key: str, reason: str, at: datetime) -> Step:
    """提交人要求再办，须说明哪里没有解决。

    :raises NotVisible: 编号或查询码不对
    :raises MoveRefused: 现在还不能，或次数已满
    """
    opinion = opinion_of_receipt(receipt_no=receipt_no, receipt_key=receipt_key)
    return move_case(
        case_id=_case_id(opinion),
        verb="reopen",
        actor=SUBMITTER_DOER,
        at=at,
        facts={"reopen_reason": reason},
    )


def _case_id(opinion: Opinion) -> int:
    if opinion.case_id is None:
        raise NotVisible(WRONG)
    return opinion.case_id


@whole
def add_to_opinion(
    *, receipt_no: str, receipt_key: str, text: str, files: tuple[str, ...] = (), at: datetime
) -> int:
    """提交人补充情况或照片；记在同一条线索上，经办人看得到。返回留痕编号。

    :raises NothingToAdd: 没有写字也没有照片
    """
    opinion = opinion_of_receipt(receipt_no=receipt_no, receipt_key=receipt_key)
    words = clean(text)[:1000].strip()
    if not words and not files:
        raise NothingToAdd("请写一句补充的话，或者选一张照片。")
    if files:
        attach(
            attachment_ids=[UUID(each) for each in files],
            subject_kind="opinion",
            subject_id=opinion.pk,
            actor=PUBLIC,
            at=at,
        )
    target = opinion.merged_into
    if target is not None:
        # 并进来的也要让经办人看到；写给经办人，邻居的回执上没有。
        _note(target, words, files, public="", audience="staff", at=at)
    return _note(opinion, words, files, public="您补充了情况", audience="submitter", at=at)


def _note(
    opinion: Opinion,
    words: str,
    files: tuple[str, ...],
    *,
    public: str,
    audience: str,
    at: datetime,
) -> int:
    case = opinion.case
    return record(
        actor=PUBLIC,
        at=at,
        verb="opinion.supplemented",
        subject_kind="case",
        subject_id=_case_id(opinion),
        jurisdiction_id=opinion.jurisdiction_id,
        thread=case.thread if case else None,
        facts={
            "label": "提交人补充" if public else "一位跟进的人补充",
            "public": public,
            "shown": {"text": {"label": "补充", "text": words, "audience": audience}},
            "facts": {"photos": list(files)},
        },
    )
