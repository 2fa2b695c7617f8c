"""接待的预告够不够提前照种类文件；改期、取消写明缘由，数得出来。"""

from datetime import datetime
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse

from lianxin.activities.kindfiles import SHIPPED, reload_kinds
from lianxin.insight.queries import Period, indicator
from lianxin.stations.models import Reception
from lianxin.workbench.tests.conftest import Office
from lianxin.workbench.tests.registers.hands import plain
from tests.world import TODAY, Persona


def act(desk: Office, who: Persona, **data: Any) -> HttpResponse:
    """站点页上的一步。"""
    return desk.post(who, f"/desk/stations/{desk.station.pk}/", data)


def plan(desk: Office, day: int) -> HttpResponse:
    """街道安排三月某日上午的接待；今天是三月二日。"""
    given = {
        "reception-starts_at": f"2026-03-{day:02}T09:00",
        "reception-ends_at": f"2026-03-{day:02}T11:00",
        "reception-deputies": [desk.deputy.person.pk],
        "reception-theme": "物业管理",
    }
    return act(desk, desk.street, act="reception", **given)


def counted(desk: Office, key: str) -> Any:
    """这一年的数。"""
    period = Period(TODAY.replace(month=1, day=1), TODAY.replace(year=2027, month=1, day=1))
    asked: dict[str, Any] = {"jurisdiction_id": desk.congress.pk, "period": period}
    return indicator(key, today=TODAY.replace(month=12), **asked).number


def test_late_notice_is_shown_and_counted(desk: Office) -> None:
    """提前一天的照样接待，写明晚了；提前三天的不算晚；两样都数得出来。"""
    assert plan(desk, 3).status_code == 302
    assert plan(desk, 5).status_code == 302

    page = plain(desk.get(desk.street, "/desk/receptions/").content.decode())
    assert "预告至少提前2天贴出" in page
    assert "预告不够提前1次" in page
    assert "提前1天预告" in page
    assert (counted(desk, "reception.count"), counted(desk, "reception.late.count")) == (2, 1)


def test_a_kind_file_may_insist(desk: Office, tmp_path: Any, monkeypatch: Any) -> None:
    """种类文件写明要拦的，晚了安排不了；提前够的照样安排。"""
    source = (SHIPPED / "reception.toml").read_text(encoding="utf-8")
    strict = source.replace("notice_days = 2\n", "notice_days = 5\nnotice_must = true\n")
    (tmp_path / "reception.toml").write_text(strict, encoding="utf-8")
    monkeypatch.setattr("lianxin.activities.kindfiles.SHIPPED", tmp_path)
    monkeypatch.setattr(settings, "ACTIVITY_KINDS", str(tmp_path / "none"))
    reload_kinds()
    try:
        refused, allowed = plan(desk, 6), plan(desk, 9)
    finally:
        reload_kinds()

    assert refused.status_code == 422
    assert "至少提前 5 天贴出，请改到更晚的日子" in refused.content.decode()
    assert allowed.status_code == 302
    assert Reception.objects.get().notice_days == 5


def test_moving_and_cancelling_tell_why(desk: Office) -> None:
    """改期留着原定的时间，取消留着缘由；公开的站点页只列照常的，别人改不了，开始了改不了。"""
    plan(desk, 9)
    row = Reception.objects.get()
    to = {"starts_at": "2026-03-10T14:00", "ends_at": "2026-03-10T16:00"}
    given = {"act": "move", "reception": row.pk, **to, "reason": "代表出差"}
    assert act(desk, desk.committee, **given).status_code == 404
    act(desk, desk.street, **{**given, "reason": ""})
    row.refresh_from_db()
    assert row.moved_from is None
    act(desk, desk.street, **given)

    board = plain(desk.get(desk.office, "/desk/receptions/").content.decode())
    assert "由3月9日（周一）9:00改来：代表出差" in board
    desk.client.logout()
    public = plain(desk.client.get(f"/stations/{desk.station.pk}/").content.decode())
    assert "14:00—16:00" in public
    assert counted(desk, "reception.count") == 1

    act(desk, desk.street, act="cancel", reception=row.pk, reason="站里停电")
    desk.client.logout()
    assert "14:00—16:00" not in desk.client.get(f"/stations/{desk.station.pk}/").content.decode()
    assert counted(desk, "reception.count") == 0
    again = desk.client
    desk.street.sign_in(again)
    twice = again.post(
        f"/desk/stations/{desk.station.pk}/",
        {"act": "cancel", "reception": row.pk, "reason": "又取消"},
        follow=True,
    )
    assert "已经取消：站里停电" in twice.content.decode()


@pytest.mark.parametrize(("day", "kept"), [(2, False), (4, True)])
def test_a_cancelled_slot_can_be_planned_again(desk: Office, day: int, kept: bool) -> None:
    """取消了的时间可以再安排；已经开始的取消不了。"""
    plan(desk, day)
    row = Reception.objects.get()
    assert row.starts_at == datetime.fromisoformat(f"2026-03-{day:02}T09:00+08:00")
    act(desk, desk.street, act="cancel", reception=row.pk, reason="改日再来")
    row.refresh_from_db()

    assert (row.cancelled_at is not None) is kept
    assert plan(desk, day).status_code == (302 if kept else 422)
