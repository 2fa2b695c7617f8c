"""小世界里的共评小组、征求意见、报道：权限表逐页打开的都是真有的东西。"""

from datetime import date
from typing import Any

from lianxin.access.usecases.charters import seat_council
from lianxin.access.usecases.registers import register_body
from lianxin.appraisal.usecases.panels import (
    PanelDraft,
    TrackDraft,
    close_round,
    form_panel,
    open_round,
)
from lianxin.casework.policies import Doer
from lianxin.kernel.actors import SYSTEM
from lianxin.legislation.usecases import (
    ConsultationDraft,
    OfficerDraft,
    appoint_officer,
    send_consultation,
)
from lianxin.publicity.usecases.coverage import CoverageDraft, record_coverage
from tests.world import AT, SINCE, TODAY, World

NOTE: dict[str, Any] = {"actor": SYSTEM, "at": AT}


def panel(world: World) -> dict[str, Any]:
    """一个抽签的小组，收过一轮，没有人交票。"""
    council = register_body(
        kind="council",
        name="童周岭村监事会",
        slug="jx-watchers",
        region=world.village,
        congress=world.congress,
        starts_on=SINCE,
        **NOTE,
    )
    for number in range(1, 6):
        seat_council(
            council=council, number=number, name=f"村民{number}", role="成员", on=SINCE, **NOTE
        )
    street: dict[str, Any] = {"actor": Doer(world.street.viewer), "at": AT}
    draft = PanelDraft(
        body_id=world.street_committee.pk,
        name="村里的共评小组",
        purpose="评微改造",
        tracks=(TrackDraft("supervisory", council.pk, 3),),
        seed="3 6 9",
        seed_source="开奖号",
    )
    made = form_panel(congress_id=world.congress.pk, draft=draft, **street)
    opened = open_round(
        panel_id=made.pk,
        subjects=[("project", "口袋公园")],
        opens_on=TODAY,
        closes_on=TODAY,
        **street,
    )
    close_round(round_id=opened.pk, words="", **street)
    return {"panels/": made.pk, "<int:rated>": opened.subjects.get().pk}


def consultation(world: World) -> dict[str, Any]:
    """委员会向代表征求意见，还在收。"""
    committee: dict[str, Any] = {"actor": Doer(world.committee.viewer), "at": AT}
    assert world.deputy.person
    officer = appoint_officer(
        congress_id=world.congress.pk,
        draft=OfficerDraft(
            "legislation", world.deputy.person.pk, "童周岭村", TODAY, date(2028, 3, 1)
        ),
        **committee,
    )
    row = send_consultation(
        congress_id=world.congress.pk,
        draft=ConsultationDraft(
            body_id=world.special_committee.pk,
            function="legislation",
            title="物业管理办法（草案）",
            text="收费一节怎样写看得懂？",
            due_on=date(2026, 3, 20),
            officer_ids=(officer.pk,),
        ),
        **committee,
    )
    return {"officers/": officer.pk, "consultations/": row.pk, "<int:ask>": row.asks.get().pk}


def coverage(world: World) -> int:
    """街道记的一篇，还没有批准。"""
    assert world.deputy.person
    return record_coverage(
        jurisdiction_id=world.congress.pk,
        draft=CoverageDraft(
            kind="report",
            title="一盏灯",
            summary="路灯亮了。",
            outlet="区融媒体中心",
            medium="wechat",
            on=TODAY,
            about=(("deputy", world.deputy.person.pk),),
        ),
        actor=Doer(world.street.viewer),
        at=AT,
    ).pk
