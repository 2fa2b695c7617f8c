"""活动的接口：公开的人人可查，翻页不漏不重，不公开的等于没有，没有任何人的名字。"""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from lianxin.activities.tests.conftest import BEGUN, DONE, bench, doer
from lianxin.activities.usecases import Head, Present, Record, record_activity
from tests.world import Persona, World

pytestmark = pytest.mark.django_db
URL = "/api/v1/activities"


def fetched(client: Client, url: str = URL, **given: Any) -> dict[str, Any]:
    """取一页。"""
    answer = client.get(url, given)
    assert answer.status_code == 200, answer.content.decode()
    found: dict[str, Any] = answer.json()
    return found


def test_public_activities_page_by_page(client: Client, world: World, street: Persona) -> None:
    """公开的一页页取完，不漏不重；按种类、日子筛；改过的记号不认。"""
    for place in range(5):
        begun = BEGUN - timedelta(days=place)
        record_activity(
            draft=bench(
                world, title=f"第 {place} 场", starts_at=begun, ends_at=begun, is_public=place != 3
            ),
            record=Record(heads=(Head("resident", 10),)),
            actor=doer(street),
            at=DONE,
        )
    seen, cursor = [], ""
    while True:
        found = fetched(client, limit=2, cursor=cursor)
        seen += [one["title"] for one in found["items"]]
        cursor = found["next_cursor"] or ""
        if not cursor:
            break
    assert seen == ["第 0 场", "第 1 场", "第 2 场", "第 4 场"]
    assert len(fetched(client, since=BEGUN.date().isoformat())["items"]) == 1
    assert fetched(client, kind="hotline")["items"] == []
    assert client.get(URL, {"cursor": "abc"}).status_code == 422


def test_one_activity_tells_results_and_names_nobody(
    client: Client, world: World, street: Persona
) -> None:
    """一场的结果都在，谁到了不在；不公开的 404。"""
    present = Record(attended=(Present(world.deputy.person.pk),), heads=(Head("resident", 10),))  # type: ignore[union-attr]
    shown = {}
    for is_public in (True, False):
        made = record_activity(
            draft=bench(world, is_public=is_public), record=present, actor=doer(street), at=DONE
        )
        shown[is_public] = client.get(f"{URL}/{made.pk}")
    told = shown[True].json()
    assert (told["visits"], told["kind_label"]) == (11, "板凳会")
    assert "周岭梅" not in shown[True].content.decode()
    assert shown[False].status_code == 404
