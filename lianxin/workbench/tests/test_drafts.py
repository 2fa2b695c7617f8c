"""写建议：起稿、边写边存、对照、请人附议、提出；谁写的都不丢。"""

from datetime import date, timedelta

import pytest

from lianxin.access.usecases import accounts, registers
from lianxin.access.viewers import viewer_for
from lianxin.casework.models import Case, Party
from lianxin.kernel.actors import SYSTEM
from lianxin.orgs.models import Mandate, Session
from lianxin.suggestions.models import Draft, Invitation, Suggestion
from lianxin.workbench.tests.conftest import Office
from tests.world import AT, PASSWORD, SINCE, TODAY, Persona

WRITTEN = {
    "title": "关于在老旧小区集中建设充电棚的建议",
    "grounds": "今年走访了六个小区、四百二十户，飞线充电普遍，三个月里发生两起冒烟，"
    "消防通道两次被堵，群众反映了十一次，社区没有地方、也没有经费来建。",
    "proposal": "请区住建局会同五里界街道，在今年十月底以前，在二十个老旧小区各建一处充电棚，"
    "明确由物业维护，建成的名单每季度公布一次，收费标准由区发改局核定。",
}


def another_deputy(desk: Office, name: str = "郑小满", number: str = "JX0002") -> Persona:
    """再登记一位代表。"""
    note = {"actor": SYSTEM, "at": AT}
    person = registers.register_person(name=name, **note)
    account = accounts.open_account(
        username=number.lower(), password=PASSWORD, person=person, **note
    )
    registers.seat_deputy(person=person, term=desk.term, number=number, starts_on=SINCE, **note)
    return Persona(viewer_for(account, today=TODAY), account, person)


def started(desk: Office, **given: str) -> str:
    """起一份稿，返回它的网址。"""
    form = {"congress": desk.congress.pk, **given}
    return desk.post(desk.deputy, "/desk/suggestions/new/", form).headers["Location"]


def filled(version: int = 1, **more: str) -> dict[str, object]:
    """写好的一张表。"""
    return {"version": version, "permission": "full", **WRITTEN, **more}


def test_a_draft_is_saved_and_taken_up_on_another_device(desk: Office) -> None:
    """写了一半存下来，换一台设备接着写；还没有提出，谁也没收到。"""
    url = started(desk)
    half = desk.post(desk.deputy, url, {**filled(), "proposal": ""})

    again = desk.get(desk.deputy, url).content.decode()

    assert half.status_code == 200
    assert WRITTEN["grounds"][:12] in again
    assert WRITTEN["title"] in desk.get(desk.deputy, "/desk/mine/?tab=drafts").content.decode()
    assert not Suggestion.objects.exists()


def test_a_template_gives_the_frame_and_unfilled_blanks_stop_it(desk: Office) -> None:
    """照样稿写，空没有填完的提不出去；填好就提得出去。"""
    url = started(desk, template="road")
    assert "〔哪一段路〕" in desk.get(desk.deputy, url).content.decode()
    row = Draft.objects.get()
    frame = {"title": row.title, "grounds": row.grounds, "proposal": row.proposal}
    both = {"exclusions_clear": "on", "do": "submit"}

    left = desk.post(desk.deputy, url, {**filled(**both), **frame})
    done = desk.post(desk.deputy, url, filled(Draft.objects.get().version, **both))

    assert left.status_code == 422
    assert "没有填" in left.content.decode()
    assert done.status_code == 302


@pytest.mark.row("S4-09")
def test_evidence_is_checked_before_submission(desk: Office) -> None:
    """提之前逐项对照：空话没有事实、没有写请谁做什么；写实了就都过。"""
    url = started(desk)
    thin = {"title": "关于充电的建议", "grounds": "群众有意见。", "proposal": "希望改进。"}

    before = desk.post(desk.deputy, url, {**filled(), **thin}).context["checks"]
    after = desk.post(desk.deputy, url, filled(2)).context["checks"]

    unmet = {one.key for one in before if not one.ok}
    assert unmet == {"facts", "who", "length"}
    assert all(one.ok for one in after)


def test_personal_data_and_doubtful_words_warn_but_do_not_block(desk: Office) -> None:
    """写了电话、像招投标的字眼，当面提醒、说明改走哪里；代表仍可以自己定。"""
    url = started(desk)
    grounds = WRITTEN["grounds"] + "联系电话13907180000，中标单位一直没有进场。"
    page = desk.post(desk.deputy, url, {**filled(), "grounds": grounds})
    sent = desk.post(
        desk.deputy, url, {**filled(2, exclusions_clear="on", do="submit"), "grounds": grounds}
    )

    said = page.content.decode()
    assert "电话 1 处" in said
    assert "向招标投标监督部门提出异议" in said
    assert sent.status_code == 302


def test_the_exclusions_are_ticked_by_the_deputy(desk: Office) -> None:
    """没有勾“都不属于”，提不出去，写的都存着；勾了就行。"""
    url = started(desk)
    unticked = desk.post(desk.deputy, url, filled(do="submit"))
    ticked = desk.post(desk.deputy, url, filled(2, do="submit", exclusions_clear="on"))

    assert unticked.status_code == 422
    assert "勾上再提" in unticked.content.decode()
    assert ticked.status_code == 302


def test_two_people_on_one_draft_lose_nothing(desk: Office) -> None:
    """两处同时改：后存的看得到先存的全文，自己写的还在表上；看过再存，以后一次为准。"""
    url = started(desk)
    desk.post(desk.deputy, url, filled(1))
    mine = {**filled(1), "grounds": WRITTEN["grounds"] + "昨天又冒了一次烟。"}

    late = desk.post(desk.deputy, url, mine)
    seen = desk.post(desk.deputy, url, {**mine, "version": late.context["version"]})

    said = late.content.decode()
    assert late.status_code == 422
    assert "在别处保存过" in said
    assert "昨天又冒了一次烟" in said
    assert f'<p class="say">{WRITTEN["grounds"]}</p>' in said
    assert seen.status_code == 200
    assert "昨天又冒了一次烟" in Draft.objects.get().grounds


def test_autosave_in_conflict_waits_for_the_person(desk: Office) -> None:
    """停笔自动存时撞上了，不会自己盖过去；只给对照的一块，不给整页。"""
    url = started(desk)
    desk.post(desk.deputy, url, filled(1))
    mine = {**filled(1), "grounds": "另外写的一段。"}

    parts = [desk.post(desk.deputy, url, mine, **{"HX-Request": "true"}) for _ in range(2)]

    assert [part.status_code for part in parts] == [422, 422]
    assert "<html" not in parts[0].content.decode()
    assert Draft.objects.get().grounds == WRITTEN["grounds"]


def test_cosponsors_confirm_from_their_own_desk(desk: Office) -> None:
    """请两位附议：一位在自己桌面上确认，一位没有回话；提出去只算确认的那位。"""
    joiner, silent = another_deputy(desk), another_deputy(desk, "何远志", "JX0003")
    url = started(desk)
    desk.post(desk.deputy, url, filled())
    desk.post(desk.deputy, f"{url}invite/", {"people": "郑小满、JX0003"})
    assert "请您附议" in desk.get(joiner, "/desk/mine/?tab=drafts").content.decode()
    page = desk.get(joiner, url)
    desk.post(joiner, f"{url}answer/", {"joins": "yes", "digest": page.context["page"].digest})

    desk.post(desk.deputy, url, filled(2, exclusions_clear="on", do="submit"))

    case = Suggestion.objects.get().case
    joined = Party.objects.filter(case=case, kind="cosponsor").values_list("person_id", flat=True)
    assert list(joined) == [joiner.person.pk]
    assert Case.objects.visible_to(joiner.viewer).filter(pk=case.pk).exists()
    assert not Case.objects.visible_to(silent.viewer).filter(pk=case.pk).exists()


def test_a_changed_text_must_be_confirmed_again(desk: Office) -> None:
    """确认以后稿子又改了，这次确认不算，要看过新的再确认；看着旧稿确认不了。"""
    joiner = another_deputy(desk)
    url = started(desk)
    desk.post(desk.deputy, url, filled())
    desk.post(desk.deputy, f"{url}invite/", {"people": "郑小满"})
    old = desk.get(joiner, url).context["page"].digest
    desk.post(joiner, f"{url}answer/", {"joins": "yes", "digest": old})
    assert desk.get(desk.deputy, url).context["page"].counted == 1

    desk.post(desk.deputy, url, {**filled(2), "title": WRITTEN["title"].replace("充电棚", "车棚")})

    assert desk.get(desk.deputy, url).context["page"].counted == 0
    desk.post(joiner, f"{url}answer/", {"joins": "yes", "digest": old})
    assert desk.get(desk.deputy, url).context["page"].counted == 0
    fresh = desk.get(joiner, url).context["page"].digest
    desk.post(joiner, f"{url}answer/", {"joins": "yes", "digest": fresh})
    assert desk.get(desk.deputy, url).context["page"].counted == 1


def test_a_deputy_out_of_office_does_not_count(desk: Office) -> None:
    """确认附议以后代表资格终止了，提出去不算他；领衔的自己不在任，提不出去。"""
    joiner = another_deputy(desk)
    url = started(desk)
    desk.post(desk.deputy, url, filled())
    desk.post(desk.deputy, f"{url}invite/", {"people": "郑小满"})
    digest = desk.get(joiner, url).context["page"].digest
    desk.post(joiner, f"{url}answer/", {"joins": "yes", "digest": digest})
    mandate = joiner.person.pk
    registers_end(desk, mandate)

    done = desk.post(desk.deputy, url, filled(2, exclusions_clear="on", do="submit"))

    assert done.status_code == 302
    assert not Party.objects.filter(kind="cosponsor").exists()
    registers_end(desk, desk.deputy.person.pk)
    assert desk.get(desk.deputy, "/desk/suggestions/new/").status_code != 200


def registers_end(desk: Office, person_id: int) -> None:
    """这位代表昨天资格终止。"""
    Mandate.objects.filter(person=person_id).update(
        state="ended", ends_on=TODAY - timedelta(days=1), end_reason="辞去代表职务"
    )


@pytest.mark.parametrize(("names", "said"), [("查无此人", "不是本级在任代表"), ("周岭梅", "领衔")])
def test_only_other_sitting_deputies_are_invited(desk: Office, names: str, said: str) -> None:
    """只能请本级别的在任代表：认不出的、请自己的，说明怎么改；换成对的就行。"""
    another_deputy(desk)
    url = started(desk)

    refused = desk.post(desk.deputy, f"{url}invite/", {"people": names})
    done = desk.post(desk.deputy, f"{url}invite/", {"people": "郑小满"})

    assert refused.status_code == 422
    assert said in refused.content.decode()
    assert done.status_code == 302
    assert Invitation.objects.count() == 1


def test_an_uninvited_deputy_sees_nothing(desk: Office) -> None:
    """没有请他附议的代表、工作人员，看不到这份稿，也回不了话。"""
    other = another_deputy(desk)
    url = started(desk)

    for who in (other, desk.office):
        assert desk.get(who, url).status_code == 404
        assert desk.post(who, f"{url}answer/", {"joins": "yes"}).status_code == 404
    desk.post(desk.deputy, f"{url}invite/", {"people": "郑小满"})
    assert desk.get(other, url).status_code == 200


def test_confirmed_cosponsors_write_but_do_not_submit(desk: Office) -> None:
    """确认附议的能一起改稿，提出、请人、不要了归领衔代表。"""
    joiner = another_deputy(desk)
    url = started(desk)
    desk.post(desk.deputy, url, filled())
    desk.post(desk.deputy, f"{url}invite/", {"people": "郑小满"})
    early = desk.post(joiner, url, {**filled(2), "title": "关于另一件事情的建议"})
    digest = desk.get(joiner, url).context["page"].digest
    desk.post(joiner, f"{url}answer/", {"joins": "yes", "digest": digest})
    later = desk.post(joiner, url, {**filled(2), "title": "关于集中建设充电棚的建议"})
    pushed = desk.post(joiner, url, {**filled(3), "do": "submit"})

    assert early.status_code == 422
    assert later.status_code == 200
    assert "由领衔代表来办" in pushed.content.decode()
    assert desk.post(joiner, f"{url}discard/").status_code == 422
    assert not Suggestion.objects.exists()


def test_a_draft_from_an_opinion_carries_it_along(desk: Office) -> None:
    """从群众意见写起：原话进案据、个人信息已遮；提出去，意见和建议在一条线索上。"""
    case = desk.say(text="我叫王小明，电话13907180000，村口到小学没有路灯，晚上看不见。")
    start = f"/desk/suggestions/new/?opinion={case.subject_id}"
    url = desk.post(desk.deputy, start, {"congress": desk.congress.pk}).headers["Location"]
    grounds = Draft.objects.get().grounds
    desk.post(desk.deputy, url, filled(1, exclusions_clear="on", do="submit"))

    made = Suggestion.objects.get()
    case.refresh_from_db()
    assert "13907180000" not in grounds
    assert "没有路灯" in grounds
    assert made.opinion_id == case.subject_id
    assert made.case.thread == case.thread
    assert case.stage == "in_handling"
    assert Draft.objects.get().suggestion == made


def test_similar_suggestions_of_earlier_years_are_shown(desk: Office) -> None:
    """以前提过相近的，写的时候就看得到；代表说了不公开的，旁人看不到。"""
    other = another_deputy(desk)
    desk.write(other, **WRITTEN)
    desk.write(other, **{**WRITTEN, "permission": "none"})
    url = started(desk)

    found = desk.post(desk.deputy, url, filled()).context["similar"]

    assert [one.lead for one in found] == ["郑小满"]
    assert found[0].case_id is None


def test_query_count_of_the_draft_page(desk: Office, django_assert_max_num_queries) -> None:
    """附议的多、相近的多，查库的次数都一样。"""
    for number in range(8):
        another_deputy(desk, f"代表{'甲乙丙丁戊己庚辛'[number]}", f"JX1{number}")
        desk.write(**{**WRITTEN, "title": f"关于第{number}处建设充电棚的建议"})
    url = started(desk)
    desk.post(desk.deputy, url, filled())
    people = "、".join(f"JX1{number}" for number in range(8))
    desk.post(desk.deputy, f"{url}invite/", {"people": people})

    with django_assert_max_num_queries(14):
        page = desk.client.get(url)

    assert len(page.context["page"].invitations) == 8
    assert len(page.context["similar"]) == 5


def test_numbers_run_per_session_and_recess(desk: Office) -> None:
    """会中按次会议编号，过了大会截止时间按闭会期间编号；各自连续。"""
    session = Session.objects.create(
        term=desk.term, ordinal=6, starts_on=date(2026, 3, 1), ends_on=date(2026, 3, 5)
    )
    closes = {"session": session.pk, "closes_at": "2026-03-03T12:00"}
    assert desk.post(desk.office, "/desk/suggestions/window/", closes).status_code == 302
    assert desk.post(desk.street, "/desk/suggestions/window/", closes).status_code == 404
    desk.write(**WRITTEN)
    desk.write(**WRITTEN)
    desk.wait(days=2)
    desk.write(**WRITTEN)

    numbers = list(Suggestion.objects.order_by("id").values_list("number", "raised_in"))
    assert numbers == [
        ("JX-7届6次-001", "session"),
        ("JX-7届6次-002", "session"),
        ("JX-2026闭-001", "recess"),
    ]


def test_a_voice_leads_to_a_draft(desk: Office) -> None:
    """“找过我的”每张卡片上，都能从这条写起一份稿。"""
    case = desk.say()
    page = desk.get(desk.deputy, "/desk/mine/?tab=voices").content.decode()
    link = f"/desk/suggestions/new/?opinion={case.subject_id}"

    assert link in page
    assert "从这条群众意见写起" in desk.get(desk.deputy, link).content.decode()
