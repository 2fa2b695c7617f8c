"""安排与问卷的接口：公开的人人可查，翻页不漏不重；交一份问卷，重发不重收，第二份不收。"""

import uuid
from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from lianxin.activities.models import Survey, SurveyQuestion, SurveyReply
from lianxin.activities.usecases.programmes import Node, create_node
from lianxin.activities.usecases.survey_building import (
    QuestionDraft,
    SurveyDraft,
    draft_survey,
    put_question,
)
from lianxin.activities.usecases.survey_running import close_survey, open_survey, publish_result
from lianxin.casework.policies import Doer
from lianxin.openapi.tests.hands import Hand, fresh_key
from tests.world import World

pytestmark = pytest.mark.django_db
PHONE = "a-phone-keeps-this-word"


def survey(town: World, **changes: Any) -> Survey:
    """街道发的一份正在收的：一道单选、一道多选、一段话。"""
    today, now = timezone.localdate(), timezone.now()
    doer = Doer(town.street.viewer)
    given = {
        "body_id": town.street_committee.pk,
        "title": "老旧小区改造先办哪一样",
        "opens_on": today,
        "closes_on": date(today.year + 1, 1, 1),
        "asks_street": False,
    }
    made = draft_survey(
        congress_id=town.congress.pk, draft=SurveyDraft(**{**given, **changes}), actor=doer, at=now
    )
    for question in (
        QuestionDraft("single", "先办哪一样", options=("电梯", "路灯")),
        QuestionDraft("text", "还想说什么", is_required=False),
    ):
        put_question(survey_id=made.pk, question=question, actor=doer, at=now)
    return open_survey(survey_id=made.pk, actor=doer, at=now)


def replied(hand: Hand, row: Survey, key: str = "", **changes: Any) -> Any:
    """交一份：选第二项。"""
    first = SurveyQuestion.objects.filter(survey=row).earliest("place")
    given = {"phone": PHONE, "answers": [{"question": first.pk, "choices": [2]}]}
    headers = {"Idempotency-Key": key} if key else fresh_key()
    return hand.post(f"surveys/{row.serial}/replies", {**given, **changes}, headers=headers)


def test_surveys_are_listed_page_by_page_and_read(town: World, anyone: Hand) -> None:
    """三份一页页取完，不漏不重；凭票号的不列、照序号取得到；题和选项都在，没出完的取不到。"""
    rows = [survey(town, title=f"第 {n} 份") for n in range(3)]
    with_slips = survey(town, title="凭票号的", slips=5)
    seen, cursor = [], ""
    while True:
        page = anyone.get("surveys", limit=2, cursor=cursor).json()
        seen += [one["title"] for one in page["items"]]
        cursor = page["next_cursor"] or ""
        if not cursor:
            break
    assert seen == ["第 2 份", "第 1 份", "第 0 份"]
    told = anyone.get(f"surveys/{rows[0].serial}").json()
    assert told["questions"][0]["options"] == ["电梯", "路灯"]
    assert (told["needs_slip"], told["result"]) == (False, None)
    assert anyone.get(f"surveys/{with_slips.serial}").json()["needs_slip"] is True
    Survey.objects.filter(pk=rows[0].pk).update(state="draft", opened_at=None)
    missing = anyone.get(f"surveys/{rows[0].serial}")
    assert (missing.status_code, missing.json()["type"]) == (404, "urn:lianxin:problem:not-found")
    assert anyone.get("surveys", cursor="abc").status_code == 422


def test_one_reply_per_phone_and_resending_is_the_same_reply(town: World, anyone: Hand) -> None:
    """收下一份回 201；同一把钥匙重发还是那一份；同一部手机换把钥匙再交回 409；漏必答回 422。"""
    row, key = survey(town), uuid.uuid4().hex
    assert replied(anyone, row, answers=[]).status_code == 422
    assert replied(anyone, row, phone="短").json()["errors"] == {
        "phone": "请带上这部手机的暗号，至少 16 个字。"
    }
    assert replied(anyone, row, key).status_code == 201
    again = replied(anyone, row, key)
    assert (again.status_code, again.headers["Idempotent-Replay"]) == (201, "true")
    assert SurveyReply.objects.count() == 1
    twice = replied(anyone, row)
    assert (twice.status_code, twice.headers["Content-Type"]) == (409, "application/problem+json")
    assert replied(anyone, row, phone="another-phone-keeps-this").status_code == 201
    assert PHONE.encode() not in bytes(SurveyReply.objects.earliest("id").device or b"")


def test_results_are_told_only_once_published(town: World, anyone: Hand) -> None:
    """结束了不收；公布以前没有结果，公布以后只有汇总的数。"""
    row, doer = survey(town), Doer(town.street.viewer)
    assert replied(anyone, row).status_code == 201
    close_survey(survey_id=row.pk, words="谢谢", actor=doer, at=timezone.now())
    assert replied(anyone, row, phone="another-phone-keeps-this").status_code == 422
    assert anyone.get(f"surveys/{row.serial}").json()["result"] is None
    publish_result(survey_id=row.pk, actor=doer, at=timezone.now())
    result = anyone.get(f"surveys/{row.serial}").json()["result"]
    assert result["total"] == 1
    assert result["questions"][0]["options"][1] == {"label": "路灯", "count": 1, "share": "100.0%"}


def test_public_programmes_are_listed_and_read(town: World, anyone: Hand) -> None:
    """公布了的一页页取完，名下的数和公开的下一级都在；没公布的回 404。"""
    office, today = Doer(town.office.viewer), timezone.localdate()
    note: dict[str, Any] = {"actor": office, "at": timezone.now()}
    made = [
        create_node(
            congress_id=town.congress.pk,
            node=Node(
                "campaign", f"行动 {n}", town.deputy_affairs.pk, today, today, is_draft=n == 2
            ),
            **note,
        )
        for n in range(3)
    ]
    page = anyone.get("programmes", limit=1).json()
    assert [one["name"] for one in page["items"]] == ["行动 1"]
    rest = anyone.get("programmes", limit=1, cursor=page["next_cursor"]).json()
    assert [one["name"] for one in rest["items"]] == ["行动 0"]
    assert rest["next_cursor"] is None
    told = anyone.get(f"programmes/{made[0].pk}").json()
    assert (told["tally"]["activities"], told["below"]) == (0, [])
    assert anyone.get(f"programmes/{made[2].pk}").status_code == 404
