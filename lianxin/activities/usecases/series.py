"""系列：为同一件事一次接一次地办，写明有哪几方、各自做什么；按次编号由活动现算。"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from lianxin.activities.kindwords import MODULES
from lianxin.activities.models import OpenedModule, Series
from lianxin.activities.policies import may_record
from lianxin.activities.refusals import ActivityRefused
from lianxin.activities.usecases.writing import is_system
from lianxin.audit.usecases import record
from lianxin.casework.policies import Doer
from lianxin.kernel.errors import Conflict, NotVisible
from lianxin.lexis.text import clean
from lianxin.orgs.models import Body
from lianxin.orgs.transactions import whole

MOST_PARTIES = 12


class SeriesTaken(ActivityRefused, Conflict):
    """这个名称的系列已经有了，或已经结束。"""


@whole
def open_series(
    *,
    congress_id: int,
    body_id: int,
    name: str,
    purpose: str,
    parties: Sequence[tuple[str, str]],
    actor: Doer,
    at: datetime,
) -> Series:
    """立一个系列；``parties`` 是（哪一方，做什么）。

    :raises ActivityRefused: 不能以这个机构的名义；没写名称；没写哪几方
    :raises SeriesTaken: 同名的已经有了
    """
    if not is_system(actor) and not may_record(actor.viewer, body_id):
        raise ActivityRefused("不能以这个机构的名义立系列，请换成您所在的机构、小组或站。")
    title = clean(name).replace("\n", " ")[:80]
    sides = [(clean(who)[:40], clean(duty)[:120]) for who, duty in parties if who.strip()]
    if len(title) < 2:
        raise ActivityRefused("请写系列的名称。", fields={"name": "请写名称"})
    if not 2 <= len(sides) <= MOST_PARTIES:
        raise ActivityRefused(f"请写明有哪几方、各自做什么，两方以上、{MOST_PARTIES} 方以内。")
    if Series.objects.filter(congress=congress_id, name=title).exists():
        raise SeriesTaken("这个名称的系列已经有了，请换个名称，或在那一个系列下接着办。")
    series = Series.objects.create(
        congress_id=congress_id,
        body_id=body_id,
        name=title,
        purpose=clean(purpose)[:300],
        parties=[{"who": who, "duty": duty} for who, duty in sides],
        made_at=at,
    )
    _log(series, "series.opened", actor, at=at)
    return series


@whole
def end_series(*, series_id: int, actor: Doer, at: datetime) -> Series:
    """一个系列办完了；已经办过的各次不变。

    :raises NotVisible: 没有这个系列
    :raises SeriesTaken: 已经结束
    """
    series = Series.objects.select_for_update(of=("self",)).filter(pk=series_id).first()
    if series is None or not (is_system(actor) or may_record(actor.viewer, series.body_id)):
        raise NotVisible("没有这个系列，或者您无权改。")
    if series.ended_at is not None:
        raise SeriesTaken("这个系列已经结束。")
    series.ended_at = at
    series.save(update_fields=["ended_at"])
    _log(series, "series.ended", actor, at=at)
    return series


@whole
def switch_module(*, congress_id: int, module: str, is_on: bool, actor: Doer, at: datetime) -> None:
    """选开或关上平时不开的一部分；关上不动已经记下的。

    :raises ActivityRefused: 不是本级代表工作机构的人；没有这一部分
    """
    posts = actor.viewer.posts_in(Body.Kind.DEPUTY_AFFAIRS)
    if not is_system(actor) and all(post.congress_id != congress_id for post in posts):
        raise ActivityRefused("开关由本级代表工作机构来定。")
    if module not in MODULES:
        raise ActivityRefused("没有这一部分，请重新选。")
    rows = OpenedModule.objects.filter(congress=congress_id, module=module)
    if rows.exists() == is_on:
        return
    if is_on:
        OpenedModule.objects.create(congress_id=congress_id, module=module, opened_at=at)
    else:
        rows.delete()
    record(
        actor=actor.actor(),
        at=at,
        verb="activity_module.switched",
        subject_kind="congress",
        subject_id=congress_id,
        jurisdiction_id=congress_id,
        facts={"module": MODULES[module], "how": "开" if is_on else "关"},
    )


def _log(series: Series, verb: str, actor: Doer, *, at: datetime) -> None:
    record(
        actor=actor.actor(),
        at=at,
        verb=verb,
        subject_kind="series",
        subject_id=series.pk,
        jurisdiction_id=series.congress_id,
        facts={"name": series.name},
    )
