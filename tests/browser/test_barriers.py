"""检查页面的程序自己也要查：每种毛病都认得出来，好的一页一样也不报。"""

import pytest
from playwright.sync_api import Browser

from tests.browser.barriers import AXE, NO_AXE, Inspector

pytestmark = pytest.mark.browser
GOOD = """<!doctype html><html lang="zh-CN"><head><title>办件</title></head><body><main>
<h1>办件</h1><p style="color:#333">办好了。</p><label>编号<input name="number"></label>
</main></body></html>"""
#: 毛病 → 怎样把好的一页改坏，检查时说的话里要有哪几个字。
BAD = {
    "two_heads": ("<p style", "<h1>又一个</h1><p style", "2 个大标题"),
    "no_title": ("<title>办件", "<title>连心桥", "没有自己的页名"),
    "foreign": ('lang="zh-CN"', 'lang="en"', "语言写成了 en"),
    "no_label": ("<label>编号<input", "<label>编号</label><p><input", "label: input"),
    "wide": ("<p style", '<div style="width:2000px">宽</div><p style', "1440 宽时横向多出"),
    "raw_word": ("办好了", "负责人 None", "露出了 None"),
    "raw_key": ("办好了", "lead_unit 办好了", "露出了 lead_unit"),
    "raw_tag": ("办好了", "{{ case.title", "露出了 {{"),
    "folded": ("<p style", "<details><summary>多</summary>no_body</details><p style", "no_body"),
    "faint": ("color:#333", "color:#ccc", "color-contrast"),
    "lost": ("<p style", '<img src="http://127.0.0.1:9/a.png" alt="图"><p style', "没取到"),
    "script": ("<p style", "<script>throw Error('坏了')</script><p style", "脚本出错"),
}


@pytest.fixture
def inspector(chromium: Browser) -> Inspector:
    """一部手机。"""
    if not AXE.exists():
        pytest.skip(NO_AXE)
    return Inspector(chromium.new_context(locale="zh-CN"), "http://127.0.0.1")


def found(inspector: Inspector, page: str) -> str:
    """这一页的毛病，连成一段。"""
    inspector.page.goto("about:blank")
    inspector.faults.clear()
    inspector.page.set_content(page)
    return "\n".join(inspector.findings())


def test_a_good_page_has_no_findings(inspector: Inspector) -> None:
    """好的一页，一样也不报。"""
    assert found(inspector, GOOD) == ""


@pytest.mark.parametrize("kind", BAD)
def test_every_fault_is_found(inspector: Inspector, kind: str) -> None:
    """改坏一处，就报这一处。"""
    right, wrong, told = BAD[kind]
    assert told in found(inspector, GOOD.replace(right, wrong))
