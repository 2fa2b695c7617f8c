"""代表自己的公开资料：同意的才公开，随时收回。"""

import pytest

from lianxin.audit.models import Entry
from lianxin.deputies.queries import deputy_page
from lianxin.workbench.tests.conftest import Office
from tests.world import TODAY

GIVEN = {"introduction": "村里的事都管。", "expertise": "乡村治理", "contact": "联络站转告"}


def save(desk: Office, *fields: str, **changes: str):
    """代表交一张表。"""
    return desk.post(
        desk.deputy, "/desk/mine/profile/", {**GIVEN, "public_fields": fields, **changes}
    )


def shown(desk: Office):
    """群众看到的。"""
    return deputy_page(person_id=desk.deputy.person.pk, today=TODAY)


@pytest.mark.row("S1-25")
def test_only_consented_fields_are_shown_and_consent_is_withdrawn(desk: Office) -> None:
    """写了三项只勾一项，就只公开一项；去掉勾立即收回；同意与收回都留痕。"""
    assert save(desk, "expertise").status_code == 302
    first = shown(desk)
    save(desk)
    second = shown(desk)

    assert (first.expertise, first.introduction, first.contact) == ("乡村治理", "", "")
    assert (second.expertise, second.introduction, second.contact) == ("", "", "")
    agreed = Entry.objects.filter(verb="profile.consent").order_by("id")
    assert [entry.facts["fields"] for entry in agreed] == ["专长", "无"]


def test_the_deputy_sees_what_others_see(desk: Office) -> None:
    """页上就有群众看到的样子和自己的码；太长的不收，写的还在。"""
    save(desk, "introduction")

    page = desk.get(desk.deputy, "/desk/mine/profile/").content.decode()
    long = save(desk, "introduction", expertise="长" * 61)

    assert "村里的事都管。" in page.split('id="shown"')[1]
    assert "代表名片" in page
    assert long.status_code == 422
    assert "长" * 61 in long.content.decode()


def test_the_page_is_for_deputies_only(desk: Office) -> None:
    """不是代表的没有这一页。"""
    assert desk.get(desk.deputy, "/desk/mine/profile/").status_code == 200
    for who in (desk.office, desk.street, desk.unit):
        assert desk.get(who, "/desk/mine/profile/").status_code == 404
