"""并组：名册、编进的站、没办完的任务和责任、还没办的活动，一次转到接手的小组。"""

from __future__ import annotations

from datetime import date, datetime

from lianxin.access.usecases.regrouping import Merged, merge_rosters
from lianxin.activities.keepers import runs
from lianxin.activities.models import Activity, Organiser, ResearchAssignment, Series
from lianxin.activities.usecases.tasks import TaskRefused, pass_on
from lianxin.activities.usecases.writing import note
from lianxin.casework.models import Party
from lianxin.casework.policies import Doer
from lianxin.casework.usecases import succeed
from lianxin.orgs.models import Body
from lianxin.orgs.transactions import whole
from lianxin.stations.usecases.roster import succeed_group


@whole
def merge_groups(
    *, group_id: int, into_id: int, on: date, reason: str, actor: Doer, at: datetime
) -> Merged:
    """把一个小组并到另一个；办过的活动、以前的频次和认领过的主题还记在原来的组名下。

    :raises TaskRefused: 不是代表工作机构的人
    :raises GroupingRefused: 并到自己、并到撤并了的、人数超过章程、日子不对……
    """
    heir = Body.objects.filter(pk=into_id).first()
    if heir is None or not runs(actor.viewer, heir.jurisdiction_id):
        raise TaskRefused("并组由代表工作机构来办，您的岗位不能办这一步。")
    by = actor.actor()
    ids = {"group_id": group_id, "into_id": into_id}
    merged = merge_rosters(**ids, on=on, reason=reason, actor=by, at=at)
    group, heir = merged.group, merged.heir
    succeed_group(group=group, heir=heir, on=on, actor=by, at=at)
    pass_on(from_body_id=group.pk, to_body_id=heir.pk, reason=reason, actor=actor, at=at)
    _hand_cases(group, heir, reason, actor, at=at)
    _hand_activities(group, heir, actor, at=at)
    Series.objects.filter(body=group, ended_at=None).update(body=heir)
    _hand_research(group, heir)
    return merged


def _hand_cases(group: Body, heir: Body, reason: str, actor: Doer, *, at: datetime) -> None:
    """任务以外的办件：这个组担着身份、还没办结的。"""
    rows = Party.objects.filter(body=group, until=None, case__closed_at=None)
    for case_id in sorted(set(rows.values_list("case_id", flat=True))):
        succeed(
            case_id=case_id,
            body_id=group.pk,
            successor_id=heir.pk,
            reason=reason,
            actor=actor,
            at=at,
        )


def _hand_activities(group: Body, heir: Body, actor: Doer, *, at: datetime) -> None:
    """安排了、还没到时候的活动由接手的组来办；接手的组本来就有份的，两行并成一行。"""
    waiting = (Activity.State.PLANNED, Activity.State.ANNOUNCED)
    mine = Organiser.objects.filter(body=group).values("activity")
    rows = Activity.objects.select_for_update(of=("self",)).select_related("body")
    for activity in rows.filter(pk__in=mine, state__in=waiting, starts_at__gt=at).order_by("pk"):
        _hand_one(activity, group, heir)
        note(activity, "activity.passed", actor, at=at, before=group.name, body=heir.name)


def _hand_one(activity: Activity, group: Body, heir: Body) -> None:
    roles = dict(Organiser.objects.filter(activity=activity).values_list("body_id", "role"))
    main = Organiser.Role.MAIN in (roles[group.pk], roles.get(heir.pk))
    Organiser.objects.filter(activity=activity, body__in=(group, heir)).delete()
    role = Organiser.Role.MAIN if main else Organiser.Role.CO
    Organiser.objects.create(activity=activity, body=heir, role=role)
    if activity.body_id == group.pk:
        activity.body = heir
        activity.save(update_fields=["body"])


def _hand_research(group: Body, heir: Body) -> None:
    """没结束的调研任务归接手的组；它自己也领了同一项的，两份各走各的，由牵头的一家看着办。"""
    own = ResearchAssignment.objects.filter(body=heir).values("research")
    rows = ResearchAssignment.objects.filter(body=group, research__closed_at=None)
    rows.exclude(research__in=own).update(body=heir)
