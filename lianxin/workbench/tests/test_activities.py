"""活动的页面：一张表记一场，像是同一场的先给看，看不见的看不见，一页的语句数是常数。"""

import re
import shutil
import subprocess
from datetime import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lianxin.activities.kindfiles import reload_kinds
from lianxin.activities.models import Activity, Attendance
from lianxin.activities.tests.conftest import bench, doer
from lianxin.activities.usecases import Present, Record, Said, record_activity
from lianxin.audit.models import Entry
from lianxin.audit.sentences import sentence
from lianxin.casework.models import Case
from lianxin.opinions.models import Opinion
from lianxin.workbench.tests.conftest import Office
from tests.world import AT, BEIJING, Persona

RECORD = "/desk/activities/record/"
#: 小世界的“此刻”是 3 月 2 日上午九点；活动办在前一天晚上。
EVENING = datetime(2026, 3, 1, 19, tzinfo=BEIJING)


def filled(desk: Office, **changes: Any) -> dict[str, Any]:
    """一张填好的板凳会。"""
    given: dict[str, Any] = {
        "title": "童周岭板凳会",
        "body": desk.street_committee.pk,
        "day": "2026-03-01",
        "begin": "19:00",
        "station": desk.station.pk,
        "region": desk.village.pk,
        "place": "村口大樟树下",
        "is_public": "on",
        "head_resident": "60",
        "about": "on",
        "present": [f"deputy:{desk.deputy.person.pk}"],
        "voice_1": "村口的路灯坏了三盏，晚上看不见。",
        "item_1_text": "水沟堵了",
        "item_1_disposition": "solved",
        "item_1_answer": "当场清了",
    }
    return {**given, **changes}


def record(desk: Office, who: Persona, kind: str = "bench_talk", **changes: Any) -> HttpResponse:
    """从页面记一场。"""
    return desk.post(who, f"{RECORD}?kind={kind}", filled(desk, **changes))


def words(answer: HttpResponse) -> str:
    """页面上的字，去掉标签。"""
    return re.sub(r"<[^>]+>", " ", answer.content.decode())


@pytest.mark.row("S0-09")
def test_a_bench_talk_is_recorded_in_one_screen(desk: Office) -> None:
    """手机上一屏记一场板凳会，用本地的叫法；人头、当场听到的意见都在，意见立了件。"""
    assert "板凳会" in words(desk.get(desk.deputy, RECORD))
    page = desk.get(desk.deputy, f"{RECORD}?kind=bench_talk")
    assert {"小板凳", "清风夜话", "坝场座谈会"} <= set(words(page).split())
    answer = record(desk, desk.deputy, alias="小板凳")
    activity = Activity.objects.get()
    assert answer.headers["Location"] == f"/desk/activities/{activity.pk}/"
    shown = words(desk.get(desk.deputy, answer.headers["Location"]))
    for expected in ("童周岭板凳会", "小板凳", "约", "61 人次", "路灯坏了三盏", "当场清了"):
        assert expected in shown
    opinion = Opinion.objects.get()
    assert (opinion.channel, opinion.case.closed_at) == ("activity", None)


def test_something_like_it_is_shown_first(desk: Office) -> None:
    """两个人记同一场：后记的先看到“像是同一场”，说不是同一场才另存一场。"""
    record(desk, desk.deputy)
    again = record(desk, desk.street)
    assert again.status_code == 422
    assert "像是同一场" in words(again)
    assert Activity.objects.count() == 1
    record(desk, desk.street, confirmed="1")
    assert Activity.objects.count() == 2


def test_pressing_twice_records_once(desk: Office) -> None:
    """同一张表交两次只有一场；同一把钥匙换了内容，两份并排给人看。"""
    page = desk.get(desk.street, f"{RECORD}?kind=bench_talk").content.decode()
    key = re.search(r'name="client_key" value="([^"]+)"', page)
    assert key
    for _ in range(2):
        assert record(desk, desk.street, client_key=key[1]).status_code == 302
    conflict = record(desk, desk.street, client_key=key[1], head_resident="80")
    assert conflict.status_code == 422
    assert "两份对照" in words(conflict)
    assert Activity.objects.count() == 1


def test_what_is_wrong_is_said_at_the_field(desk: Office) -> None:
    """太大的照片、还没到的日子、漏填的名称，各在自己那一格说清楚；改好就记下。"""
    huge = SimpleUploadedFile("合影.jpg", b"\xff\xd8\xff" + b"0" * (21 << 20), "image/jpeg")
    assert "照片超过 20 MB" in words(record(desk, desk.street, photos=huge))
    assert "活动还没开始" in words(record(desk, desk.street, day="2026-04-01"))
    assert "请填写“名称”" in words(record(desk, desk.street, title=""))
    assert "去了哪几处" in words(record(desk, desk.street, "visit"))
    assert not Activity.objects.exists()
    assert record(desk, desk.street).status_code == 302


def test_only_those_with_a_place_in_it_may_record(desk: Office) -> None:
    """别的单位不能以街道工委的名义记；不公开的活动，外人等于没有。"""
    for url in ("/desk/activities/record/?kind=bench_talk", "/desk/activities/plan/"):
        assert desk.get(desk.unit, url).status_code == 404
        assert desk.get(desk.street, url).status_code == 200
    assert record(desk, desk.unit).status_code == 404
    assert not Activity.objects.exists()
    record(desk, desk.street, is_public="")
    url = f"/desk/activities/{Activity.objects.get().pk}/"
    assert desk.get(desk.office, url).status_code == 200
    assert desk.get(desk.unit, url).status_code == 404
    assert "童周岭板凳会" not in words(desk.get(desk.unit, "/desk/activities/"))


def test_plan_announce_sign_and_cancel(desk: Office) -> None:
    """安排好顺手预告，群众看得到；名单点到；取消要写缘由，公开页写明取消了。"""
    given = filled(desk, day="2026-03-02", begin="10:00", do="announce")
    answer = desk.post(desk.street, "/desk/activities/plan/?kind=bench_talk", given)
    url = answer.headers["Location"]
    public = url.replace("/desk", "")
    assert "预告" in words(desk.client.get(public))
    desk.post(desk.street, f"{url}roster/", {"present": [f"deputy:{desk.deputy.person.pk}"]})
    assert Attendance.objects.get().signed_at is not None
    assert desk.post(desk.street, f"{url}cancel/", {"reason": ""}).status_code == 422
    desk.post(desk.street, f"{url}cancel/", {"reason": "下雨改期"})
    assert "下雨改期" in words(desk.client.get(public))
    assert "已取消" in words(desk.get(desk.street, url))


def test_the_list_opens_only_what_the_reader_may_open(desk: Office) -> None:
    """清单里别家公开的一场，点开是公开页；自己办的点开才是里面那一页，不会点进“没有找到”。"""
    given = filled(desk, day="2026-03-02", begin="10:00", do="announce")
    inside = desk.post(desk.street, "/desk/activities/plan/?kind=bench_talk", given)["Location"]
    outside = inside.replace("/desk", "")
    for who, opens, other in ((desk.street, inside, outside), (desk.unit, outside, inside)):
        page = desk.get(who, "/desk/activities/").content.decode()
        assert f'href="{opens}"' in page
        assert f'href="{other}"' not in page
        assert desk.get(who, opens).status_code == 200


def test_list_filters_and_exports_what_is_seen(desk: Office) -> None:
    """清单照条件筛，导出的就是页面上看得见的那几场，取消的不进合计。"""
    record(desk, desk.street)
    record(desk, desk.street, "micro_advice", title="随手一建言")
    for given, count in (("kind=bench_talk", 1), ("family=research", 1), ("q=没有的", 0)):
        answer = desk.get(desk.office, f"/desk/activities/export.csv?{given}")
        lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]
        assert len(lines) == count + 1, given
    shown = words(desk.get(desk.office, f"/desk/activities/?body={desk.street_committee.pk}"))
    assert "随手一建言" in shown


def test_a_list_page_asks_a_fixed_number_of_questions(desk: Office) -> None:
    """清单、公开清单、一场的全部，活动再多语句数也不变。"""
    record(desk, desk.street)
    pages = ["/desk/activities/", "/activities/"]

    def asked() -> list[int]:
        desk.get(desk.office, "/desk/activities/")
        found = []
        for url in pages:
            with CaptureQueriesContext(connection) as seen:
                assert desk.get(desk.office, url).status_code == 200
            found.append(len(seen))
        return found

    before = asked()
    for place in range(4):
        record(desk, desk.street, title=f"第 {place} 场", confirmed="1")
    assert asked() == before


def test_a_new_file_appears_on_the_form(desk: Office, tmp_path: Any, settings: Any) -> None:
    """往数据目录放一个种类文件，登记页、清单的筛选里就有它，照样记得下。"""
    settings.ACTIVITY_KINDS = tmp_path
    (tmp_path / "teahouse.toml").write_text(
        'kind = "teahouse"\nlabel = "茶馆议事"\nfamily = "talk"\nicon = "users"\n'
        'about = "在茶馆里说。"\nquick = true\n',
        encoding="utf-8",
    )
    reload_kinds()
    for url in (RECORD, "/desk/activities/"):
        assert "茶馆议事" in words(desk.get(desk.street, url))
    assert record(desk, desk.street, "teahouse").status_code == 302
    assert "茶馆议事" in words(desk.get(desk.street, "/desk/activities/"))


def test_the_quick_form_picks_the_likely_name(desk: Office) -> None:
    """快速记一场：工委的人名义、唯一的站先选好，自己不是代表就不在“到场的代表”里；代表在。"""
    quick = "/desk/activities/quick/"
    page = desk.get(desk.street, quick).content.decode()
    assert f'<option value="{desk.street_committee.pk}" selected>' in page
    assert f'<option value="{desk.station.pk}" selected>' in page
    ticks = re.findall(r'name="people" value="(\d+)"', page)
    assert str(desk.deputy.person.pk) in ticks
    assert str(desk.street.person.pk) not in ticks
    own = desk.get(desk.deputy, quick).content.decode()
    assert str(desk.deputy.person.pk) in re.findall(r'name="people" value="(\d+)"', own)


@pytest.mark.parametrize(
    ("past", "begin"), [(0, "09:00"), (29, "09:00"), (30, "09:30"), (59, "09:30"), (61, "10:00")]
)
def test_the_quick_form_starts_at_the_last_half_hour(desk: Office, past: int, begin: str) -> None:
    """快速记一场先填刚过去的整点或半点，不填此刻的零头。"""
    desk.wait(minutes=past)
    page = desk.get(desk.deputy, "/desk/activities/quick/").content.decode()
    assert re.findall(r'name="begin" value="([^"]+)"', page) == [begin]


def test_the_public_page_names_nobody(desk: Office) -> None:
    """公开页有主题时间地点和结果，没有代表以外的任何名字，也没有意见的原话；撤成不公开就没有。"""
    desk.client.logout()
    made = record_activity(
        draft=bench(desk.world, starts_at=EVENING, ends_at=EVENING),
        record=Record(
            attended=(Present(desk.street.person.pk, "staff"),),
            voices=(Said("我是张三，电话 13800001234，路灯坏了。"),),
        ),
        actor=doer(desk.street),
        at=AT,
    )
    shown = words(desk.client.get(f"/activities/{made.pk}/"))
    assert "听到的意见（条） 1" in re.sub(r"\s+", " ", shown)
    for hidden in ("李文", "张三", "13800001234", "路灯坏了"):
        assert hidden not in shown
    assert made.title in words(desk.client.get("/activities/"))
    assert made.title in words(desk.client.get(f"/stations/{desk.station.pk}/"))
    Activity.objects.update(is_public=False)
    assert desk.client.get(f"/activities/{made.pk}/").status_code == 404
    assert made.title not in words(desk.client.get("/activities/"))


def test_cancelled_activity_keeps_its_cases(desk: Office) -> None:
    """取消活动，记下的意见照样在办。"""
    record(desk, desk.street)
    activity = Activity.objects.get()
    desk.post(desk.street, f"/desk/activities/{activity.pk}/cancel/", {"reason": "记重了"})
    assert Case.objects.get(subject_kind="opinion").closed_at is None


def test_an_archived_activity_is_settled(desk: Office) -> None:
    """写了小结才归得了档；归档以后名单、小结不动、取消不了，公开页还在；漏记的照收，标明补记。"""
    record(desk, desk.street)
    activity = Activity.objects.get()
    url = f"/desk/activities/{activity.pk}/"
    person = desk.deputy.person.pk

    def press(what: str, **given: str) -> str:
        answer = desk.street.sign_in(desk.client).post(f"{url}{what}/", given, follow=True)
        return words(answer)

    assert "写好小结，再归档" in press("archive")
    assert press("summary", words="谈了路灯和水沟。").count("小结写好了") == 1
    assert f'action="{url}archive/"' in desk.get(desk.street, url).content.decode()
    assert f"/{person}/" in desk.get(desk.street, url).content.decode()
    assert "归档了，名单、小结不再改" in press("archive")
    page = desk.get(desk.street, url).content.decode()
    for gone in (f'action="{url}archive/"', f"{url}cancel/", f"{url}summary/", f"/sign/{person}/"):
        assert gone not in page
    for what, given in (
        ("archive", {}),
        ("summary", {"words": "改写的小结。"}),
        ("cancel", {"reason": "不想留了"}),
        (f"sign/{person}", {"do": "absent"}),
    ):
        assert "已经归档" in press(what, **given), what
    activity.refresh_from_db()
    assert (activity.state, activity.summary) == ("archived", "谈了路灯和水沟。")
    assert Attendance.objects.get(person=person).state == "attended"
    assert activity.title in words(Client().get(f"/activities/{activity.pk}/"))
    entry = Entry.objects.get(verb="activity.archived")
    assert sentence(entry.verb, entry.facts) == f"归档活动：{activity.title}"
    press("add", head_resident="5", minutes="又补了五位。")
    activity.refresh_from_db()
    assert (activity.state, activity.is_backfilled) == ("archived", True)
    assert "归档以后又送来的记录" in words(desk.get(desk.street, url))


def test_archiving_belongs_to_the_host(desk: Office) -> None:
    """归档由主办、协办的单位和代工委来；承办单位按不了，代工委同样按就成。"""
    record(desk, desk.street)
    url = f"/desk/activities/{Activity.objects.get().pk}/"
    desk.post(desk.street, f"{url}summary/", {"words": "谈了路灯和水沟。"})
    desk.post(desk.unit, f"{url}archive/")
    assert Activity.objects.get().state == "summarised"
    desk.post(desk.office, f"{url}archive/")
    assert Activity.objects.get().state == "archived"


def pdf_words(pdf: bytes) -> str:
    """文件里的字，连成一串。"""
    if not shutil.which("pdftotext"):
        pytest.skip("没有 pdftotext（Debian 软件包 poppler-utils），跳过读文件内容")
    done = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return "".join(done.stdout.decode().split())


def test_an_activity_is_printed_to_be_posted(desk: Office) -> None:
    """一场公开的活动打得出张贴单：何时何地、谁办的、办过的有结果，没有一个名字；不公开的没有。"""
    record(desk, desk.street)
    made = Activity.objects.get()
    url = f"/activities/{made.pk}/posting.pdf"
    answer = Client().get(url)
    assert answer.headers["Content-Type"] == "application/pdf"
    told = pdf_words(answer.content)
    assert made.title in told
    assert "主办五里界街道" in told
    assert "到场" in told
    for hidden in ("李文", "张三", "13800001234"):
        assert hidden not in told
    assert f'href="{url}"' in Client().get(f"/activities/{made.pk}/").content.decode()
    Activity.objects.update(is_public=False)
    assert Client().get(url).status_code == 404
