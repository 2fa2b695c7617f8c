"""群众在手机上：没有脚本走得通，有脚本更省事。"""

import pytest
from playwright.sync_api import Browser, Page, expect

from lianxin.opinions.models import Opinion
from lianxin.opinions.queries import key_for
from lianxin.portal.tests.town import ANSWER, DARK_ROAD, Town, photo

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SEND = "提交，马上拿到编号"


def write(page: Page, town: Town, text: str = DARK_ROAD) -> None:
    """扫码打开，写一句。"""
    page.goto(town.address + town.scan_path)
    page.get_by_label("您要反映什么").fill(text)


def send(page: Page) -> None:
    """点提交。"""
    page.get_by_role("button", name=SEND).click()


@pytest.mark.row("S1-21")
def test_a_phone_without_script_gets_through(scriptless: Page, open_town: Town) -> None:
    """关掉脚本：扫码、写、提交、拿编号、看进度、打分，一路走通。"""
    write(scriptless, open_town)
    send(scriptless)
    expect(scriptless.get_by_role("heading", name="已经收到，请记下编号")).to_be_visible()
    opinion = Opinion.objects.select_related("case").get()
    expect(scriptless.get_by_text(key_for(opinion.receipt_no))).to_be_visible()
    open_town.answer(opinion)
    scriptless.get_by_role("link", name="看看现在到哪一步").click()
    expect(scriptless.get_by_text(ANSWER).first).to_be_visible()
    for legend in ("办事态度", "办理结果"):
        scriptless.get_by_role("group", name=legend).get_by_label("满意", exact=True).check()
    scriptless.get_by_role("button", name="交上我的评价").click()
    expect(scriptless.get_by_text("您评价了").first).to_be_visible()


def test_a_phone_with_script_sees_neighbours_and_keeps_photos(
    narrow: Page, open_town: Town
) -> None:
    """有脚本：边写边看到邻居说过的，照片能预览，提交以后草稿清掉。"""
    open_town.posted()
    write(narrow, open_town, DARK_ROAD + "请快装上。")
    expect(narrow.get_by_text("位邻居说过类似的事")).to_be_visible()
    given = photo()
    narrow.locator("#photos").set_input_files(
        {"name": "现场.jpg", "mimeType": "image/jpeg", "buffer": given.read()}
    )
    expect(narrow.locator("#thumbs img")).to_have_count(1)
    send(narrow)
    expect(narrow.get_by_role("heading", name="已经收到，请记下编号")).to_be_visible()
    narrow.goto(open_town.address + open_town.scan_path)
    expect(narrow.get_by_label("您要反映什么")).to_have_value("")


def test_a_draft_survives_a_lost_page(narrow: Page, open_town: Town) -> None:
    """写了一半断了网、关了页，再扫进来字还在。"""
    write(narrow, open_town)
    narrow.goto("about:blank")
    narrow.goto(open_town.address + open_town.scan_path)
    expect(narrow.get_by_label("您要反映什么")).to_have_value(DARK_ROAD)


def test_an_impatient_thumb_sends_once(narrow: Page, open_town: Town) -> None:
    """连点两下，只登记一条。"""
    write(narrow, open_town)
    narrow.get_by_role("button", name=SEND).dblclick()
    expect(narrow.get_by_role("heading", name="已经收到，请记下编号")).to_be_visible()
    assert Opinion.objects.count() == 1


def test_following_a_neighbour_takes_one_tap(narrow: Page, open_town: Town) -> None:
    """看到邻居说过，点一下“我也是”就有自己的编号。"""
    first = open_town.posted()
    write(narrow, open_town)
    narrow.get_by_role("button", name="我也是，一起跟进").click()
    expect(narrow.get_by_role("heading", name="已经收到，请记下编号")).to_be_visible()
    assert Opinion.objects.exclude(pk=first.pk).get().merged_into == first


def test_the_code_on_the_receipt_opens_it(chromium: Browser, open_town: Town) -> None:
    """换一部手机扫回执上的码：直接看到进度，查询码从地址栏抹掉。"""
    opinion = open_town.say()
    other = chromium.new_context(locale="zh-CN")
    page = other.new_page()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    key = key_for(opinion.receipt_no)
    page.goto(f"{open_town.address}{open_town.receipt_path(opinion)}#{key}")
    expect(page.get_by_role("heading", name=opinion.title)).to_be_visible()
    assert key not in page.url
    assert not [url for url in sent if key in url.partition("#")[0]]
    other.close()


def test_large_type_needs_no_reload(narrow: Page, open_town: Town) -> None:
    """点“大字”当场变大，按钮够手指点。"""
    narrow.goto(open_town.address + open_town.scan_path)
    narrow.get_by_role("button", name="大字").click()
    box = narrow.get_by_role("button", name=SEND).bounding_box()
    assert box is not None
    assert box["height"] >= 60
    narrow.reload()
    expect(narrow.get_by_role("button", name="标准字")).to_be_visible()
