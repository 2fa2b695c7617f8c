"""从一句话到一件实事：群众一句话成了建议、有人办、办成了，公开的那一页从头到尾看得见，谁说的看不见。"""

import json

import pytest
from django.test import Client

from lianxin.casework.models import Case
from lianxin.files.models import Attachment
from lianxin.files.usecases import quarantine
from lianxin.kernel.actors import SYSTEM
from lianxin.opinions.usecases import Contact
from lianxin.outcomes.models import Outcome
from lianxin.publicity.models import PublicMatter
from lianxin.publicity.usecases import withdraw
from lianxin.workbench.tests.conftest import Office, picture
from tests.world import AT

NAME, PHONE = "欧阳芷兰", "13907160718"
TEXT = f"我叫{NAME}，电话{PHONE}。村里自来水管老化，三天两头停水，做饭都没水。"


def spoken(desk: Office) -> Case:
    """群众说了一句话，同意公开；代表提成建议，代工委交给住建局和城管局。"""
    voice = desk.say(
        text=TEXT,
        contact=Contact(name=NAME, phone=PHONE, consents=("contact", "name", "phone")),
        consents=("publish",),
    )
    desk.post(
        desk.deputy,
        f"/desk/cases/{voice.pk}/moves/adopt/",
        {
            "suggestion_title": "关于改造童周岭村老旧自来水管的建议",
            "grounds": "全村水管用了三十年，漏损严重。",
            "proposal": "请住建部门列入管网改造计划。",
        },
    )
    task = desk.child(voice)
    desk.post(
        desk.office,
        f"/desk/cases/{task.pk}/moves/dispatch/",
        {"lead_unit": desk.unit_body.pk, "assist_units": [desk.other_unit_body.pk]},
    )
    return task


def prove(desk: Office, task: Case, what: str = "改造老旧自来水管", **changes: object) -> None:
    """承办单位记一项成果，附一张照片；代工委核实。"""
    given = {
        "metric": "works_length",
        "value": "10400",
        "precision": "exact",
        "what": what,
        "happened_on": "2026-03-02",
        "evidence": [picture("换好的水管.png")],
    }
    desk.post(desk.unit, f"/desk/cases/{task.pk}/outcomes/", {**given, **changes})
    desk.post(desk.office, f"/desk/outcomes/{Outcome.objects.latest('id').pk}/", {"act": "verify"})


def published(desk: Office, task: Case) -> PublicMatter:
    """街道公示。"""
    desk.post(desk.street, f"/desk/cases/{task.thread}/moves/post/")
    return PublicMatter.objects.get(thread=task.thread)


def show(desk: Office, matter: PublicMatter, **changes: object) -> int:
    """挑最近的一张照片公开，返回答复的状态。"""
    proof = Outcome.objects.filter(thread=matter.thread).latest("id")
    photo = Attachment.objects.get(subject_kind="outcome", subject_id=proof.pk)
    given = {"photo": str(photo.pk), "phase": "after", "alt": "换好的新水管", **changes}
    return desk.post(desk.office, f"/desk/posting/{matter.pk}/photos/", given).status_code


def photo_of_another(desk: Office) -> str:
    """另一件事上的一张照片。"""
    other = desk.say(text="另一件事：公交站没有雨棚，下雨没处躲。")
    url = f"/desk/cases/{other.pk}/outcomes/"
    given = {"metric": "works_sites", "value": "1", "precision": "exact", "what": "雨棚"}
    more = {"happened_on": "2026-03-02", "evidence": [picture("雨棚.png")]}
    assert desk.post(desk.street, url, {**given, **more}).status_code == 302
    known = Outcome.objects.latest("id").pk
    photo = Attachment.objects.get(subject_kind="outcome", subject_id=known)
    return str(photo.pk)


def public(matter: PublicMatter, tail: str = "") -> str:
    """没有登录的人打开公开页。"""
    return Client().get(f"/matters/{matter.number}/{tail}").content.decode()


@pytest.mark.row("S0-07")
def test_one_sentence_becomes_works_that_all_can_see(desk: Office) -> None:
    """一句话→建议→承办→成果，一页看到头：谁提的建议、谁办、多少米、前后照片；提意见的人始终不露。"""
    task = spoken(desk)
    matter = published(desk, task)
    prove(desk, task)
    assert show(desk, matter, alt=f"换好的新水管，问{PHONE}") == 302

    page = public(matter)

    for words in (
        "从一句话到一件实事",
        "说给周岭梅代表",
        "周岭梅代表提出",
        "关于改造童周岭村老旧自来水管的建议",
        "区住房和城乡建设局",
        "区城市管理执法局协办",
        "10400米",
        "办好后",
        'loading="lazy"',
    ):
        assert words in page
    story = public(matter, "story.json")
    facts = json.loads(story)
    assert [link["kind"] for link in facts["chain"]][:3] == ["voice", "suggestion", "handling"]
    assert facts["outcomes"][0]["words"] == "10400米"
    assert Client().get(facts["photos"][0]["url"]).status_code == 200
    for secret in (NAME, PHONE):
        assert secret not in page
        assert secret not in story


def test_figures_follow_what_is_verified(desk: Office) -> None:
    """没核实的不公开；核实了当场公开；作废了当场撤下；说明里混进的名字遮去。"""
    task = spoken(desk)
    matter = published(desk, task)
    prove(desk, task, what=f"{NAME}家门口改造水管")
    page = public(matter)
    assert "10400米" in page
    assert NAME not in page

    row = Outcome.objects.latest("id")
    desk.post(desk.office, f"/desk/outcomes/{row.pk}/", {"act": "void", "v-reason": "没有验收"})
    assert "10400米" not in public(matter)


def test_photos_show_only_after_someone_picks_them(desk: Office) -> None:
    """没挑的照片外人打不开；挑了的打得开；撤下、隔离、整件撤下，都立刻打不开。"""
    task = spoken(desk)
    matter = published(desk, task)
    prove(desk, task)
    photo = Attachment.objects.get(subject_kind="outcome")
    url = f"/matters/{matter.number}/photos/{photo.pk}/"

    def opens() -> bool:
        answers = {Client().get(url + tail).status_code for tail in ("", "small/")}
        assert len(answers) == 1
        return answers == {200}

    assert not opens()
    show(desk, matter)
    assert opens()
    gone = {"act": "withdraw", "photo": str(photo.pk)}
    desk.post(desk.office, f"/desk/posting/{matter.pk}/photos/", gone)
    assert not opens()
    show(desk, matter)
    withdraw(thread=matter.thread, reason="提交人撤回同意", actor=SYSTEM, at=AT)
    assert not opens()


def test_a_quarantined_photo_is_gone(desk: Office) -> None:
    """隔离了的照片，公开过也打不开。"""
    task = spoken(desk)
    matter = published(desk, task)
    prove(desk, task)
    show(desk, matter)
    photo = Attachment.objects.get(subject_kind="outcome")
    url = f"/matters/{matter.number}/photos/{photo.pk}/"
    assert Client().get(url).status_code == 200

    quarantine(attachment_id=photo.pk, reason="拍到了人脸", actor=SYSTEM, at=AT)

    assert Client().get(url).status_code == 404


def test_a_photo_needs_words_and_must_belong(desk: Office) -> None:
    """没写照片上是什么不行；别的事的照片不行；承办单位没有这一页；写明了就行。"""
    task = spoken(desk)
    matter = published(desk, task)
    prove(desk, task)
    assert show(desk, matter, alt="灯") == 422
    assert show(desk, matter, phase="someday") == 422
    assert show(desk, matter, photo=photo_of_another(desk)) == 422
    url = f"/desk/posting/{matter.pk}/photos/"
    assert desk.get(desk.unit, url).status_code == 404
    assert show(desk, matter) == 302
    assert "公开着，办好后" in desk.get(desk.office, url).content.decode()


def test_matters_with_results_can_be_found(desk: Office) -> None:
    """公开事项里“见成果”只列有核实成果的。"""
    task = spoken(desk)
    matter = published(desk, task)
    assert matter.number not in Client().get("/matters/?state=proved").content.decode()
    prove(desk, task)
    assert matter.number in Client().get("/matters/?state=proved").content.decode()
