"""照原来的时间把一件旧事重走一遍：登记、答复、期满办结，走的都是平时的用例。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils.timezone import get_default_timezone

from lianxin.casework.batches import Batch
from lianxin.casework.mechanisms import mechanism
from lianxin.casework.models import Case
from lianxin.casework.policies import SYSTEM_DOER, Doer
from lianxin.casework.usecases import move_case
from lianxin.opinions.usecases import Draft, register_opinion

ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class Story:
    """一条旧意见的经过：原话与提交时间；答复过的，还有答复与答复时间。"""

    draft: Draft
    submitted_at: datetime
    answer: str = ""
    answered_at: datetime | None = None


def retell(story: Story, *, doer: Doer, now: datetime, batch: Batch | None = None) -> None:
    """登记，答复过的照原来的时间答复；等评价的期限早已过了的，由系统照规矩办结。

    :param batch: 与别的行攒在一起写；不给就一步一步写
    :raises RuleViolation: 哪一步都可能不合规矩，调用的一方须整行撤回
    """
    done = register_opinion(
        draft=story.draft, actor=doer.actor(), at=story.submitted_at, batch=batch
    )
    if story.answered_at:
        finish(done.case_id, story, doer=doer, now=now, batch=batch)


def finish(
    case_id: int, story: Story, *, doer: Doer, now: datetime, batch: Batch | None = None
) -> None:
    """补上答复；等评价期满的，接着办结。"""
    facts = {"category": story.draft.category_id, "answer": story.answer}
    at = story.answered_at or now
    step = move_case(case_id=case_id, verb=ANSWER, actor=doer, at=at, facts=facts, batch=batch)
    _time_out(step.case, batch, now=now)


def _time_out(case: Case, batch: Batch | None, *, now: datetime) -> None:
    """到期日当天还能评价，次日零点由系统办结；还没到的，留给每日巡查。"""
    timeout = mechanism(case.mechanism_id).stage(case.stage).timeout
    if case.timeout_on is None or timeout is None:
        return
    over = datetime.combine(
        case.timeout_on + timedelta(days=1), time(), tzinfo=get_default_timezone()
    )
    if over <= now:
        move_case(case_id=case.pk, verb=timeout.move, actor=SYSTEM_DOER, at=over, batch=batch)
