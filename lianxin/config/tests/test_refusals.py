"""出错的几页与安全头：说得清楚，不露内部，数据库断了也画得出来。"""

import pytest
from django.test import Client

from lianxin.config.storage import HashedStaticFiles

pytestmark = pytest.mark.urls("lianxin.config.tests.breaking")


@pytest.fixture
def visitor() -> Client:
    return Client(raise_request_exception=False)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/unseen/", "/no-such-page/"])
def test_unseen_and_absent_look_the_same(visitor: Client, path: str) -> None:
    """看不见与不存在，答复一模一样，也不带内部的话。"""
    answer = visitor.get(path)
    assert answer.status_code == 404
    assert "内部编号" not in answer.text
    assert answer.text == visitor.get("/also-absent/").text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "way"), [("/absent/", "查办理进度"), ("/desk/absent/", "回工作台")]
)
def test_a_lost_page_leads_back_to_where_one_was(visitor: Client, path: str, way: str) -> None:
    """公开的页找不到，给查办理进度；工作台里的找不到，给回工作台。"""
    said = visitor.get(path).text

    assert [each for each in ("查办理进度", "回工作台") if each in said] == [way]


@pytest.mark.django_db
def test_a_refusal_repeats_the_reason(visitor: Client) -> None:
    """规矩不许的，把原因和该怎么办原话告诉使用者。"""
    answer = visitor.get("/refused/")
    assert answer.status_code == 422
    assert "还缺答复内容，请填写后再提交" in answer.text


@pytest.mark.django_db
def test_opening_an_address_that_only_takes_submits_says_so(visitor: Client) -> None:
    """只收提交的地址被直接打开，说清楚、有路回去；照样提交就收。"""
    answer = visitor.get("/submit/")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert "只收提交" in answer.text
    assert visitor.post("/submit/").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "kind"), [("/api/v1/refused/", "application/problem+json"), ("/refused/", "text/html")]
)
def test_the_api_answers_in_json(visitor: Client, path: str, kind: str) -> None:
    """接口的错误由接口自己用 JSON 答复，网页的错误才回一页。"""
    assert visitor.get(path).headers["Content-Type"].startswith(kind)


@pytest.mark.parametrize(("path", "status"), [("/busy/", 503), ("/defect/", 500)])
def test_these_pages_never_touch_the_database(visitor: Client, path: str, status: int) -> None:
    """数据库断了或程序有缺陷时的两页，一句也不查库，也不露出内部。"""
    answer = visitor.get(path)
    assert answer.status_code == status
    assert ("Retry-After" in answer.headers) == (status == 503)
    assert "connection refused" not in answer.text
    assert "ZeroDivision" not in answer.text


def test_only_our_own_scripts_may_run(visitor: Client) -> None:
    """页面只许加载本站的东西，没有写在页面里的脚本，别的网站套不进框。"""
    policy = visitor.get("/fine/").headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize(("secure", "told"), [(True, True), (False, False)])
def test_https_is_demanded_only_over_https(visitor: Client, secure: bool, told: bool) -> None:
    """走 https 来的才告诉浏览器以后都走 https；局域网里走 http 的照常能用。"""
    answer = visitor.get("/fine/", secure=secure)
    assert ("Strict-Transport-Security" in answer.headers) is told


def test_a_missing_part_does_not_break_the_page() -> None:
    """静态文件少一个，用原名顶着，不至于整页打不开。"""
    assert (
        HashedStaticFiles(manifest_storage=None).stored_name("vendor/gone.css") == "vendor/gone.css"
    )
