"""请一家机构看着这件事：不办、不批，只看得见；谁请的、为什么，留痕。"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from lianxin.audit.usecases import record
from lianxin.casework.models import Case, Party
from lianxin.casework.state import lock_case
from lianxin.kernel.actors import Actor
from lianxin.notify.usecases import post_notices
from lianxin.orgs.models import Body
from lianxin.orgs.transactions import whole

#: 看着的身份；带加号，不会与机制里的称呼重名，所以不带来任何一步。
WATCHING: Final = "+watch"
KIND: Final = "watch"


@whole
def let_watch(*, case_id: int, body_id: int, why: str, actor: Actor, at: datetime) -> bool:
    """请一家机构看着这件事；已经在看的没有变化。返回变了没有。

    :param why: 给这家机构的一句话，如“请配合领衔督办”
    :raises NotVisible: 没有这件
    """
    case = lock_case(case_id).case
    if Party.objects.filter(case=case, role=WATCHING, body=body_id, until__isnull=True).exists():
        return False
    Party.objects.create(case=case, role=WATCHING, kind=KIND, body_id=body_id, since=at)
    _note(case, "party.watching", body_id, why, actor, at)
    post_notices(
        readers=[(body_id, None)],
        jurisdiction_id=case.jurisdiction_id,
        case_id=case.pk,
        text=f"{why}（{case.number}）：{case.title}",
        actor=actor,
        at=at,
    )
    return True


@whole
def stop_watching(*, case_id: int, body_id: int, why: str, actor: Actor, at: datetime) -> bool:
    """不再请它看着；看过的这一件，像办过的单位一样仍查得到。返回变了没有。

    :raises NotVisible: 没有这件
    """
    case = lock_case(case_id).case
    rows = Party.objects.filter(case=case, role=WATCHING, body=body_id, until__isnull=True)
    if not rows.update(until=at):
        return False
    _note(case, "party.unwatched", body_id, why, actor, at)
    return True


def _note(case: Case, verb: str, body_id: int, why: str, actor: Actor, at: datetime) -> None:
    name = Body.objects.values_list("short_name", flat=True).get(pk=body_id)
    given: dict[str, Any] = {"body": name, "why": why}
    record(
        actor=actor,
        at=at,
        verb=verb,
        subject_kind="case",
        subject_id=case.pk,
        jurisdiction_id=case.jurisdiction_id,
        thread=case.thread,
        facts=given,
    )
