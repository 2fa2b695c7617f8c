"""承办单位分级负责、台账管理、一一回复：审签链、送审稿、承办台账。"""

from typing import Any

import pytest
from django.test import Client

from lianxin.access.models import Account
from lianxin.access.usecases.accounts import grant_post, open_account
from lianxin.access.usecases.registers import register_person
from lianxin.access.viewers import viewer_for
from lianxin.audit.models import Entry
from lianxin.casework.models import Case, Duty
from lianxin.files.usecases import store_document
from lianxin.kernel.actors import SYSTEM
from lianxin.suggestions.models import Suggestion
from lianxin.suggestions.usecases import SuggestionDraft, raise_suggestion
from lianxin.supervision.models import UnitDraft
from lianxin.workbench.tests.conftest import Office, picture
from tests.world import AT, PASSWORD, SINCE, TODAY, Persona

REPLY = "已经安排资金，十二盏路灯全部装好，由街道负责日常维护。"


def colleague(desk: Office, username: str, name: str, kind: str, title: str) -> Persona:
    """住建局的一位同事。"""
    note: dict[str, Any] = {"actor": SYSTEM, "at": AT}
    person = register_person(name=name, **note)
    open_account(username=username, password=PASSWORD, person=person, **note)
    grant_post(person=person, body=desk.unit_body, kind=kind, title=title, starts_on=SINCE, **note)
    account = Account.objects.select_related("person").get(person=person)
    return Persona(viewer_for(account, today=TODAY), account, person, desk.unit_body)


def suggested(desk: Office, title: str = "关于在村口至小学路段加装路灯的建议") -> Case:
    """交给住建局办的一件建议。"""
    made = raise_suggestion(
        draft=SuggestionDraft(
            jurisdiction_id=desk.congress.pk,
            lead_id=desk.deputy.person.pk,
            title=title,
            grounds="这条路一共缺十一盏灯，冬天放学天已黑，一年摔伤三起。",
            proposal="请区住建局今年内装齐十一盏路灯，并明确由谁维护。",
            permission="full",
        ),
        actor=desk.deputy.actor,
        at=AT,
    )
    case = Case.objects.get(pk=made.case_id)
    desk.step(case, desk.office, "dispatch", lead_unit=desk.unit_body.pk)
    return case


def reply(desk: Office, who: Persona, case: Case) -> Any:
    """在答复的表上交一份。"""
    given = {"reply": REPLY, "reply_letter": picture("答复函.png"), "signer": "局长 何为"}
    return desk.post(who, f"/desk/cases/{case.pk}/moves/reply_resolved/", given)


def two_levels(desk: Office) -> tuple[Persona, Persona]:
    """科长先看、局长签发的两级审签链。"""
    section = colleague(desk, "section", "郑科", "staff", "科长")
    head = colleague(desk, "head", "何为", "head", "局长")
    done = desk.post(
        head,
        "/desk/unit/chain/",
        {
            "title1": "科室负责人",
            "person1": section.person.pk,
            "title2": "局长",
            "person2": head.person.pk,
        },
    )
    assert done.status_code == 302
    return section, head


def test_the_contact_that_is_owed_is_not_folded_away(desk: Office) -> None:
    """还没有联系过代表，记联系的按钮摆在外面；联系过了，与别的小事一样不抢眼。"""
    case = suggested(desk)
    url, wanted = f"/desk/cases/{case.pk}/", "记一次联系（先联系代表）"

    def outside() -> list[str]:
        return [step["label"] for step in desk.get(desk.unit, url).context["steps"]]

    assert wanted in outside()
    folded = desk.get(desk.deputy, url).content.decode()
    assert "<summary>催办（" in folded
    duty = Duty.objects.open().get(case=case, owes="先联系代表")
    note = {"how": "visit", "note": "一起看了现场"}
    desk.post(desk.unit, f"{url}moves/log_contact/?duty={duty.pk}", note)
    assert wanted not in outside()


@pytest.mark.row("S2-23")
def test_a_reply_climbs_the_chain_inside_the_unit(desk: Office) -> None:
    """负责人派到人，承办人写，科长、局长先后点头才发得出去；链上每一步都留痕，外人看不见。"""
    section, head = two_levels(desk)
    case = suggested(desk)
    duty = desk.duty(case, desk.unit_body)
    base = f"/desk/cases/{case.pk}/moves"
    desk.post(head, f"{base}/assign_person/?duty={duty.pk}", {"person": desk.unit.person.pk})
    desk.post(head, f"{base}/sign/?duty={duty.pk}")
    desk.post(
        desk.unit, f"{base}/log_contact/?duty={duty.pk}", {"how": "visit", "note": "一起看了现场"}
    )

    reply(desk, desk.unit, case)
    draft = UnitDraft.objects.get()
    path = f"/desk/unit/drafts/{draft.pk}/"
    assert REPLY in desk.get(section, path).content.decode()
    assert desk.get(desk.office, path).status_code == 404
    assert Case.objects.get(pk=case.pk).stage == "handling"
    assert desk.post(head, f"{path}approve/").status_code == 422
    assert desk.post(section, f"{path}approve/").status_code == 302
    assert Case.objects.get(pk=case.pk).stage == "handling"
    assert desk.post(head, f"{path}approve/").status_code == 302

    assert Case.objects.get(pk=case.pk).stage == "rating"
    verbs = Entry.objects.filter(subject_kind="unit_draft", subject_id=draft.pk)
    assert list(verbs.exclude(verb__startswith="attachment").values_list("verb", flat=True)) == [
        "draft.submitted",
        "draft.approved",
        "draft.approved",
        "draft.sent",
    ]
    ledger = desk.get(desk.unit, "/desk/unit/?state=all").content.decode()
    assert "赵明" in ledger
    assert "3月2日答复" in ledger.replace(" ", "")


@pytest.mark.row("S2-23")
def test_each_suggestion_is_answered_by_itself(desk: Office) -> None:
    """一件一答：答了这一件，台账上那一件还是没有答复。"""
    first, second = suggested(desk), suggested(desk, "关于疏通老街下水道的建议")
    for case in (first, second):
        duty = desk.duty(case, desk.unit_body)
        desk.step(case, desk.unit, "log_contact", duty_id=duty.pk, how="visit", note="看了现场")

    assert reply(desk, desk.unit, first).status_code == 302

    rows = {row.case_id: row for row in _rows(desk, "?state=all")}
    assert rows[first.pk].replied_on == TODAY
    assert rows[second.pk].replied_on is None
    assert rows[first.pk].result == "已解决"


def _rows(desk: Office, query: str = "") -> list[Any]:
    return list(desk.get(desk.unit, f"/desk/unit/{query}").context["rows"])


def test_without_a_chain_the_reply_goes_straight_out(desk: Office) -> None:
    """没有设审签链的单位，承办人交上去就发出。"""
    case = suggested(desk)
    duty = desk.duty(case, desk.unit_body)
    desk.step(case, desk.unit, "log_contact", duty_id=duty.pk, how="visit", note="看了现场")

    reply(desk, desk.unit, case)

    assert Case.objects.get(pk=case.pk).stage == "rating"
    assert not UnitDraft.objects.exists()


def test_the_chain_cannot_be_walked_around(desk: Office, client: Client) -> None:
    """设了审签链，从接口直接办也办不成；撤了链，同一个动作就成。"""
    _, head = two_levels(desk)
    case = suggested(desk)
    duty = desk.duty(case, desk.unit_body)
    desk.step(case, desk.unit, "log_contact", duty_id=duty.pk, how="visit", note="看了现场")
    token = client.post(
        "/api/v1/tokens",
        {"username": "unit", "password": PASSWORD},
        content_type="application/json",
    ).json()["token"]

    letter = store_document(
        upload=picture(), original_name="答复函.png", audience="staff", actor=desk.unit.actor, at=AT
    )
    facts = {"reply": REPLY, "reply_letter": str(letter.pk), "signer": "局长 何为"}

    def send() -> Any:
        return client.post(
            f"/api/v1/cases/{case.pk}/moves/reply_reference",
            {"facts": facts},
            content_type="application/json",
            headers={"Authorization": f"Bearer {token}"},
        )

    refused = send()
    assert refused.status_code == 422
    assert "审签链" in refused.content.decode()
    assert Case.objects.get(pk=case.pk).stage == "handling"
    desk.post(head, "/desk/unit/chain/", {})
    assert send().status_code == 200
    assert Case.objects.get(pk=case.pk).stage == "rating"


def test_sent_back_is_rewritten_and_sent_again(desk: Office) -> None:
    """退回要写明哪里改；承办人改了再送，旧稿留着。"""
    section, _ = two_levels(desk)
    case = suggested(desk)
    duty = desk.duty(case, desk.unit_body)
    desk.step(case, desk.unit, "log_contact", duty_id=duty.pk, how="visit", note="看了现场")
    reply(desk, desk.unit, case)
    path = f"/desk/unit/drafts/{UnitDraft.objects.get().pk}/"

    assert desk.post(section, f"{path}return/", {"reason": ""}).status_code == 422
    desk.post(section, f"{path}return/", {"reason": "资金来源没有写清楚"})
    assert "资金来源没有写清楚" in desk.get(desk.unit, path).content.decode()
    reply(desk, desk.unit, case)

    assert list(UnitDraft.objects.order_by("id").values_list("state", flat=True)) == [
        "returned",
        "pending",
    ]


def test_one_draft_at_a_time_and_only_the_drafter_takes_it_back(desk: Office) -> None:
    """一件事同时只有一稿在审；撤回由写的人撤，别人撤不了。"""
    section, _ = two_levels(desk)
    case = suggested(desk)
    reply(desk, desk.unit, case)
    path = f"/desk/unit/drafts/{UnitDraft.objects.get().pk}/"

    assert reply(desk, desk.unit, case).status_code == 422
    assert desk.post(section, f"{path}withdraw/").status_code == 422
    assert desk.post(desk.unit, f"{path}withdraw/").status_code == 302
    assert UnitDraft.objects.get().state == "withdrawn"


def test_only_managers_set_the_chain(desk: Office) -> None:
    """审签链由负责人定：承办人自己定不了，别的单位看不见。"""
    head = colleague(desk, "head", "何为", "head", "局长")
    given = {"title1": "局长", "person1": head.person.pk}

    page = desk.post(desk.unit, "/desk/unit/chain/", given)
    assert "由单位负责人或联络员来定" in page.content.decode()
    assert "没有设审签链" in page.content.decode()
    assert desk.post(head, "/desk/unit/chain/", given).status_code == 302
    assert "局长" in desk.get(desk.unit, "/desk/unit/chain/").content.decode()
    url = f"/desk/unit/chain/?unit={desk.unit_body.pk}"
    assert desk.get(desk.other_unit, url).status_code == 404


def test_the_ledger_filters_and_exports(desk: Office) -> None:
    """台账按红黄绿、身份、年份筛；导出与页面同一份；办事处以外的人没有这一页。"""
    case = desk.dispatched()
    suggestion = suggested(desk)
    assert Suggestion.objects.count() == 1
    desk.wait(days=40)

    late = _rows(desk, "?light=overdue")
    assert {row.case_id for row in late} == {case.pk, suggestion.pk}
    assert late[0].clock.light == "bad"
    assert {row.case_id for row in _rows(desk, "?role=lead")} == {case.pk, suggestion.pk}
    assert not _rows(desk, "?role=assist")
    assert not _rows(desk, "?year=2025")
    sheet = b"".join(desk.get(desk.unit, "/desk/unit/export.csv").streaming_content).decode()
    assert case.number in sheet
    assert "逾期" in sheet
    assert desk.get(desk.office, "/desk/unit/").status_code == 404


def test_the_ledger_asks_no_more_with_more_rows(
    desk: Office, django_assert_num_queries: Any
) -> None:
    """三件与二十件，查库的次数一样多。"""
    counts = []
    for size in (3, 17):
        for number in range(size):
            desk.dispatched(text=f"第{size}-{number}处井盖松动，晚上骑车容易摔倒。")
        desk.get(desk.unit, "/desk/unit/")
        with django_assert_num_queries(11) as counted:
            page = desk.client.get("/desk/unit/")
        counts.append((len(counted), len(page.context["rows"])))

    assert counts[0][0] == counts[1][0]
    assert [rows for _, rows in counts] == [3, 20]
