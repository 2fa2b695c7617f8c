"""公示审批与门户文章：原话与公开的放在一起，看过才公开。"""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lianxin.kernel.actors import SYSTEM
from lianxin.kernel.errors import NotVisible
from lianxin.publicity.models import Article, PublicMatter
from lianxin.publicity.queries import article, public_matter
from lianxin.publicity.usecases import publish_matter
from lianxin.workbench.tests.conftest import Office
from lianxin.workbench.tests.registers.hands import plain
from tests.world import AT

SECRET = "我叫陈桂芳，电话13871234567，住在老枣树巷，村口到小学这段路没有路灯。"


def pending(desk: Office) -> PublicMatter:
    """系统自动公开、等着批准的一件。"""
    case = desk.say(text=SECRET)
    return publish_matter(thread=case.thread, profile="full", actor=SYSTEM, at=AT)


def is_public(matter: PublicMatter) -> bool:
    """外人看得到吗。"""
    try:
        public_matter(number=matter.number)
    except NotVisible:
        return False
    return True


def approve(desk: Office, matter: PublicMatter, who: object = None, **changes: str):
    """批准。"""
    given = {"act": "approve", "title": matter.title, "summary": matter.summary, **changes}
    return desk.post(who or desk.office, f"/desk/posting/{matter.pk}/", given)


@pytest.mark.row("S4-22")
def test_original_and_public_text_stand_side_by_side(desk: Office) -> None:
    """左边原话有电话，右边遮了；写明遮了几处。"""
    matter = pending(desk)

    page = desk.get(desk.office, f"/desk/posting/{matter.pk}/").content.decode()
    left, right = re.findall(r'<section class="panel"><h2 class="sub">.*?</section>', page, re.S)

    assert "13871234567" in left
    assert "13871234567" not in right
    assert "没有路灯" in right
    assert "已经遮去" in page


def test_nothing_is_public_before_someone_approves(desk: Office) -> None:
    """批准之前外人看不到；批准时再遮住巷名、改写标题，公开的就是这样。"""
    matter = pending(desk)
    assert matter.title in desk.get(desk.office, "/desk/posting/").content.decode()
    assert not is_public(matter)

    approve(desk, matter, title="村口的路灯", hide="老枣树巷")

    shown = public_matter(number=matter.number)
    assert shown.card.title == "村口的路灯"
    assert "老枣树巷" not in shown.summary
    assert "没有等着批准的" in desk.get(desk.office, "/desk/posting/").content.decode()
    opened = plain(desk.get(desk.office, "/desk/posting/?state=open").content.decode())
    assert "陈诚" in opened


def test_withdrawing_needs_a_reason(desk: Office) -> None:
    """不写原因撤不下；写了，外人马上看不到，清单里写明为什么。"""
    matter = pending(desk)
    approve(desk, matter)
    url = f"/desk/posting/{matter.pk}/"

    refused = desk.post(desk.office, url, {"act": "withdraw", "reason": ""})
    assert (refused.status_code, is_public(matter)) == (422, True)
    done = desk.post(desk.office, url, {"act": "withdraw", "reason": "当事人不愿公开"})
    assert (done.status_code, is_public(matter)) == (302, False)
    gone = desk.get(desk.office, "/desk/posting/?state=withdrawn").content.decode()
    assert "当事人不愿公开" in gone


def test_who_may_approve(desk: Office) -> None:
    """代工委、属地街道批得了；专委看不见这件就没有这一页；承办单位、代表没有这一页。"""
    matter = pending(desk)

    for who in (desk.unit, desk.deputy, desk.committee):
        assert approve(desk, matter, who).status_code == 404
    assert approve(desk, matter, desk.chair).status_code == 404
    assert approve(desk, matter, desk.street).status_code == 302
    assert is_public(matter)


def write(desk: Office, **changes: object):
    """发一篇文章。"""
    given = {
        "title": "代表进站接待群众",
        "column": "工作动态",
        "source": "区人大常委会",
        "body": "# 当天\n\n来了二十位群众。\n- 路灯\n- 停车",
        **changes,
    }
    return desk.post(desk.office, "/desk/articles/new/", given)


@pytest.mark.row("S4-22")
def test_articles_are_published_with_attachments_and_archived(desk: Office) -> None:
    """发一篇带附件的文章，有来源、有日期；归档后不列在前面，仍查得到。"""
    photo = SimpleUploadedFile("说明.pdf", b"%PDF-1.4\n%%EOF\n", content_type="application/pdf")

    made = write(desk, attachments=photo)
    row = Article.objects.get()
    found = article(article_id=row.pk)

    assert made.status_code == 302
    assert [each.original_name for each in found.attachments] == ["说明.pdf"]
    assert (found.card.source, found.card.published_at) == ("区人大常委会", AT)
    desk.post(desk.office, f"/desk/articles/{row.pk}/archive/")
    listed = desk.get(desk.office, "/desk/articles/").content.decode()
    assert row.title not in listed
    assert row.title in desk.get(desk.office, "/desk/articles/?state=archived").content.decode()
    assert "来了二十位群众" in desk.get(desk.office, f"/desk/articles/{row.pk}/").content.decode()


@pytest.mark.parametrize("body", ["<script>alert(1)</script>", "证件号 420115196503071234"])
def test_articles_with_code_or_citizen_ids_are_refused(desk: Office, body: str) -> None:
    """网页代码、证件号一概不收，填的都还在；去掉就收。"""
    refused = write(desk, body=body)

    assert refused.status_code == 422
    assert "代表进站接待群众" in refused.content.decode()
    assert not Article.objects.exists()
    assert write(desk, body="好。").status_code == 302


def test_articles_belong_to_the_office(desk: Office) -> None:
    """街道看来没有文章这一页。"""
    assert desk.get(desk.street, "/desk/articles/").status_code == 404
    assert desk.get(desk.office, "/desk/articles/").status_code == 200


@pytest.mark.parametrize("url", ["/desk/posting/", "/desk/articles/"])
def test_lists_export_and_stay_within_queries(
    desk: Office, url: str, django_assert_max_num_queries
) -> None:
    """清单导得出，查库不过八次。"""
    for _ in range(5):
        pending(desk)
        write(desk)
    assert desk.get(desk.office, f"{url}export.xlsx").status_code == 200
    with django_assert_max_num_queries(8):
        assert len(desk.client.get(url).context["table"].rows) == 5
