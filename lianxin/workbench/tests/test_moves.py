"""办一步：表由机制生成，错在哪格标在哪格，没有脚本一样办。"""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lianxin.access.usecases.registers import register_category
from lianxin.casework.models import Case, Commitment, Duty
from lianxin.files.models import Attachment
from lianxin.files.tests.samples import pdf
from lianxin.kernel.actors import SYSTEM
from lianxin.workbench.tests.conftest import Office, group_of, picture
from tests.world import AT

HX = {"HX-Request": "true"}
RESULT = "已经到现场看过，装了十二盏路灯，月底前全部亮。"


def fresh(case: Case) -> Case:
    """重新取一遍。"""
    return Case.objects.get(pk=case.pk)


def test_works_without_scripts(desk: Office) -> None:
    """没有脚本：打开表、填表、交表，办成转回详情页，说一声办成了。"""
    case = desk.say()
    url = f"/desk/cases/{case.pk}/moves/handle/"

    sheet = desk.get(desk.street, url).content.decode()
    done = desk.client.post(url, {"category": "property", "screen_note": "先报区里"}, follow=True)

    assert f'action="{url}"' in sheet
    assert 'method="post"' in sheet
    assert fresh(case).stage == "in_handling"
    assert "已办：转去办理。" in done.content.decode()


def test_with_scripts_only_the_pane_changes(desk: Office) -> None:
    """有脚本：表只换右边一栏；办成后整页回到清单。"""
    case = desk.say()
    url = f"/desk/cases/{case.pk}/moves/handle/?next=/desk/%3Ftab%3Dnew"

    sheet = desk.get(desk.street, url, **HX)
    done = desk.post(desk.street, url, {"category": "property"}, **HX)

    assert "<html" not in sheet.content.decode()
    assert done.headers["HX-Redirect"] == "/desk/?tab=new"
    assert fresh(case).stage == "in_handling"


@pytest.mark.parametrize("headers", [{}, HX])
def test_mistakes_are_marked_where_they_are(desk: Office, headers: dict[str, str]) -> None:
    """缺的、短的一次说全，各标在各的格上；写好的还在；什么也没有办。"""
    case = desk.say()
    url = f"/desk/cases/{case.pk}/moves/answer/"

    answer = desk.post(desk.street, url, {"category": "", "answer": "好"}, **headers)
    page = answer.content.decode()

    assert answer.status_code == 422
    assert 'id="id_category_error"' in page
    assert 'id="id_answer_error"' in page
    assert "请至少写 2 个字" in page
    assert "好</textarea>" in page
    assert fresh(case).stage == "received"


def test_no_button_no_door(desk: Office) -> None:
    """页面上没有这个按钮的人，知道网址也办不了；有按钮的人照样的内容就办成。"""
    case = desk.say()
    url = f"/desk/cases/{case.pk}/moves/handle/"
    facts = {"category": "property"}

    assert desk.post(desk.deputy, url, facts).status_code == 422
    assert desk.post(desk.unit, url, facts).status_code == 404
    assert fresh(case).stage == "received"
    assert desk.post(desk.street, url, facts).status_code == 302
    assert fresh(case).stage == "in_handling"


def test_second_click_is_told_it_is_done(desk: Office) -> None:
    """别人刚办过的，再交一次说明已经不是那个环节，不会办两遍。"""
    case = desk.say()
    url = f"/desk/cases/{case.pk}/moves/handle/"
    desk.post(desk.street, url, {"category": "property"})

    again = desk.post(desk.street, url, {"category": "property"})

    assert again.status_code == 422
    assert "可能刚有人办过" in again.content.decode()
    assert Case.objects.filter(thread=case.thread).count() == 2


def test_unknown_verb_is_missing(desk: Office) -> None:
    """机制里从来没有的一步，就是没有这一页。"""
    case = desk.say()

    assert desk.get(desk.street, f"/desk/cases/{case.pk}/moves/demolish/").status_code == 404


def test_units_are_grouped_with_the_fitting_first(desk: Office) -> None:
    """选承办单位：管这一块的列在“建议的单位”里，其余按种类；不该选的不出现。"""
    case = desk.say()
    desk.step(case, desk.street, "handle", category="property")
    handling = desk.child(case)
    desk.step(handling, desk.street, "raise", level="district", analysis="需要区里统筹来办")

    page = desk.get(desk.office, f"/desk/cases/{handling.pk}/moves/dispatch/").content.decode()

    first_group = page.index('label="建议的单位"')
    assert first_group < page.index("区住房和城乡建设局") < page.index('label="政府部门"')
    assert page.index('label="政府部门"') < page.index("区城市管理执法局")
    assert "主任会议</option>" not in page


def test_category_is_suggested_but_never_forced(desk: Office) -> None:
    """类别按原话先选好，人可以改。"""
    top = register_category(key="construction", label="城乡建设", actor=SYSTEM, at=AT)
    register_category(
        key="construction.works", label="市政设施", parent=top, domain="住建", actor=SYSTEM, at=AT
    )
    case = desk.say(text="村口路灯坏了三个月，路面积水，井盖也松了。")
    url = f"/desk/cases/{case.pk}/moves/handle/"

    page = desk.get(desk.street, url).content.decode()
    desk.post(desk.street, url, {"category": "waste"})

    assert '<option value="construction.works" selected>' in page
    assert "城乡建设（整类）" in page
    assert fresh(case).category_id == "waste"


def test_the_unit_signs_contacts_works_and_reports(desk: Office) -> None:
    """承办单位一路办下来：签收、派到人、记进展、报结果；都从页面上办。"""
    handling = desk.dispatched()
    base = f"/desk/cases/{handling.pk}/moves"
    duty = desk.duty(handling, desk.unit_body)

    assert desk.post(desk.unit, f"{base}/sign/?duty={duty.pk}").status_code == 302
    desk.post(desk.unit, f"{base}/assign_person/?duty={duty.pk}", {"person": desk.unit.person.pk})
    desk.post(
        desk.unit, f"{base}/add_progress/?duty={duty.pk}", {"note": "已到现场测量，正在采购灯杆"}
    )
    done = desk.post(
        desk.unit, f"{base}/finish/", {"handling_result": RESULT, "proof": [picture()]}
    )

    duty.refresh_from_db()
    assert done.status_code == 302
    assert duty.signed_at is not None
    assert duty.holder_person_id == desk.unit.person.pk
    assert fresh(handling).stage == "to_deputy"
    page = desk.get(desk.street, f"/desk/cases/{handling.pk}/").content.decode()
    assert "正在采购灯杆" in page


def test_files_stay_with_the_case(desk: Office) -> None:
    """这一步的照片附在这件事上，办这件事的人打得开，别的单位打不开。"""
    handling = desk.dispatched()
    desk.post(
        desk.unit,
        f"/desk/cases/{handling.pk}/moves/finish/",
        {"handling_result": RESULT, "proof": [picture()]},
    )

    stored = Attachment.objects.get(subject_kind="case", subject_id=handling.pk)
    url = f"/desk/files/{stored.pk}/"

    assert fresh(handling).facts["proof"] == [str(stored.pk)]
    assert desk.get(desk.street, url).status_code == 200
    assert desk.get(desk.street, f"{url}small/").headers["Content-Type"] == "image/jpeg"
    assert desk.get(desk.other_unit, url).status_code == 404


def test_proof_is_seen_in_the_story(desk: Office) -> None:
    """办理结果带的照片，在经过里直接看到小图、点开是大图；文件写明名字和大小。"""
    handling = desk.dispatched()
    paper = SimpleUploadedFile("验收单.pdf", pdf(), "application/pdf")
    desk.post(
        desk.unit,
        f"/desk/cases/{handling.pk}/moves/finish/",
        {"handling_result": RESULT, "proof": [picture(), paper]},
    )
    photo = Attachment.objects.get(kind="image")

    page = desk.get(desk.street, f"/desk/cases/{handling.pk}/").content.decode()

    story = page[page.index('<ol class="track">') :]
    assert f'<a href="/desk/files/{photo.pk}/"><img src="/desk/files/{photo.pk}/small/"' in story
    assert "验收单.pdf（" in story
    assert "字节）" in story
    assert "个附件" not in page
    assert page.count(f"/desk/files/{photo.pk}/small/") == 1


def test_uploaded_files_survive_a_refusal(desk: Office) -> None:
    """表退回重填时，传好的照片还在，再交不用重传。"""
    handling = desk.dispatched()
    url = f"/desk/cases/{handling.pk}/moves/finish/"

    refused = desk.post(desk.unit, url, {"handling_result": "好", "proof": [picture()]})
    kept = Attachment.objects.get(subject_id__isnull=True)
    desk.post(desk.unit, url, {"handling_result": RESULT, "proof_kept": [str(kept.pk)]})

    assert refused.status_code == 422
    assert f'name="proof_kept" value="{kept.pk}" checked' in refused.content.decode()
    assert fresh(handling).facts["proof"] == [str(kept.pk)]


def test_a_bad_file_is_named_in_its_field(desk: Office) -> None:
    """不收的文件说明是哪一格、为什么；别的格写的还在。"""
    handling = desk.dispatched()
    bad = SimpleUploadedFile("程序.exe", b"MZ" + bytes(200), "application/octet-stream")

    answer = desk.post(
        desk.unit,
        f"/desk/cases/{handling.pk}/moves/finish/",
        {"handling_result": RESULT, "proof": [bad]},
    )

    assert answer.status_code == 422
    assert 'id="id_proof_error"' in answer.content.decode()
    assert RESULT in answer.content.decode()
    assert fresh(handling).stage == "handling"


@pytest.mark.parametrize(
    ("by", "saved"),
    [("2026-06-30", 1), ("明年", 0)],
)
def test_promises_are_written_row_by_row(desk: Office, by: str, saved: int) -> None:
    """承诺一项一行：谁、做什么、哪天；哪天写得不明白的退回来，不会写一半。"""
    handling = desk.dispatched()
    row = {"promises-0-who": "区住建局", "promises-0-what": "装完路灯", "promises-0-by": by}

    desk.post(
        desk.unit,
        f"/desk/cases/{handling.pk}/moves/finish_planned/",
        {"handling_result": RESULT, **row},
    )

    assert Commitment.objects.filter(case=handling).count() == saved
    assert (fresh(handling).stage == "to_deputy") is bool(saved)


def test_return_is_asked_and_decided_on_the_pages(desk: Office) -> None:
    """单位申请退回并写理由；代工委看到理由，改派给别的单位。"""
    handling = desk.dispatched()
    base = f"/desk/cases/{handling.pk}/moves"
    duty = desk.duty(handling, desk.unit_body)
    desk.post(
        desk.unit,
        f"{base}/ask_return/?duty={duty.pk}",
        {"reason": "这条路归城管局管养", "return_to": desk.other_unit_body.pk},
    )

    sheet = desk.get(desk.office, f"{base}/grant_return/?duty={duty.pk}").content.decode()
    desk.post(
        desk.office, f"{base}/grant_return/?duty={duty.pk}", {"to_body": desk.other_unit_body.pk}
    )

    assert "这条路归城管局管养" in sheet
    assert f'<option value="{desk.other_unit_body.pk}" selected>' in sheet
    assert Duty.objects.open().get(case=handling, role="undertaker").holder_body_id == (
        desk.other_unit_body.pk
    )


def test_extension_needs_a_later_day(desk: Office) -> None:
    """申请延期：日子不晚于现在到期日的退回来说明；合适的，代工委准了就顺延。"""
    handling = desk.dispatched()
    base = f"/desk/cases/{handling.pk}/moves"
    duty = desk.duty(handling, desk.unit_body)
    ask = {"reason": "灯杆要等厂家排产"}

    early = desk.post(
        desk.unit, f"{base}/ask_extension/?duty={duty.pk}", {**ask, "to_date": "2026-03-10"}
    )
    later = desk.post(
        desk.unit, f"{base}/ask_extension/?duty={duty.pk}", {**ask, "to_date": "2026-04-20"}
    )
    desk.post(desk.office, f"{base}/grant_extension/?duty={duty.pk}")

    duty.refresh_from_db()
    assert early.status_code == 422
    assert "延期要晚于现在的到期日" in early.content.decode()
    assert later.status_code == 302
    assert duty.due_date.isoformat() == "2026-04-20"


def test_the_way_back_stays_inside(desk: Office) -> None:
    """办完只回本站的网址，带来的外站网址不认。"""
    case = desk.say()

    done = desk.post(
        desk.street,
        f"/desk/cases/{case.pk}/moves/handle/?next=https://example.org/",
        {"category": "property"},
    )

    assert done.url == f"/desk/cases/{case.pk}/"


def test_the_group_is_chosen_from_groups_only(desk: Office) -> None:
    """选代表小组的格里只有小组，没有单位。"""
    group = group_of(desk.world)
    case = desk.say()
    desk.step(case, desk.street, "handle", category="property")
    handling = desk.child(case)
    desk.step(handling, desk.street, "raise", level="district", analysis="需要区里统筹来办")

    form = desk.get(desk.office, f"/desk/cases/{handling.pk}/moves/dispatch/").context["form"]
    groups = [label for label, _ in form.fields["visit_group"].choices][1:]

    assert groups == ["建议的单位"]
    assert form.fields["visit_group"].choices[1][1] == [(str(group.pk), group.short_name)]
