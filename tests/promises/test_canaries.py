"""各得其所：把姓名、电话、证件号埋进正文和联系方式，以每种身份走遍全站，看谁看得到。"""

import io
import re
import subprocess
import zipfile
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client

from tests.promises.filled_world import CONTACT_NAME, CONTACT_PHONE, SECRETS, fill

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
START = ("/", "/desk/", "/matters/", "/stations/", "/deputies/", "/articles/", "/verify/", "/say/")
API = ("opinions", "cases", "suggestions", "stations", "deputies", "matters")
SKIP = ("/account/", "/static/", "/metrics")
MOST_PAGES = 260


def crawl(client: Client, world_paths: list[str]) -> dict[str, str]:
    """从首页起顺着链接走，返回 网址 → 全部文字（正文、头、文件名、表格与 PDF 里的字）。"""
    queue, seen = [*START, *world_paths], {}
    while queue and len(seen) < MOST_PAGES:
        url = queue.pop(0)
        key = _shape(url)
        if key in seen or url.startswith(SKIP):
            continue
        answer = client.get(url)
        body = _words_in(answer)
        seen[key] = f"{answer.headers}\n{body}"
        if "html" in answer.headers.get("Content-Type", ""):
            queue += _links(url, body)
    return seen


def _shape(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}"


def _links(base: str, body: str) -> list[str]:
    found = re.findall(r'(?:href|src|hx-get)="([^"#]+)"', body)
    joined = (urljoin(base, unescape(link)) for link in found)
    return [link for link in joined if link.startswith("/")]


def _words_in(answer) -> str:
    content = answer.getvalue() if answer.streaming else answer.content
    kind = answer.headers.get("Content-Type", "")
    if "spreadsheet" in kind or content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "\n".join(
                archive.read(name).decode("utf-8", "replace") for name in archive.namelist()
            )
    if "pdf" in kind:
        done = subprocess.run(
            ["pdftotext", "-", "-"], input=content, capture_output=True, check=True
        )
        return done.stdout.decode()
    return content.decode("utf-8", "replace")


def _paths(filled) -> list[str]:
    """直接敲网址的：猜编号也要试。"""
    guesses = range(1, 8)
    return [
        *(f"/desk/cases/{filled.root.pk + offset}/" for offset in range(-1, 4)),
        *(
            f"/desk/opinions/{number}/"
            for number in (filled.told.opinion_id, filled.public.opinion_id)
        ),
        *(f"/desk/opinions/export.{ext}" for ext in ("xlsx", "csv")),
        *(f"/desk/duties/export.{ext}" for ext in ("xlsx", "csv")),
        *(f"/stations/{number}/" for number in guesses),
        f"/r/{filled.told.receipt_no}/",
    ]


def _leaks(pages: dict[str, str], secrets) -> list[str]:
    return sorted(
        f"{url} 露出 {secret}"
        for url, text in pages.items()
        for secret in secrets
        if secret in text
    )


@pytest.mark.parametrize("who", ["stranger", "unit", "other_unit"])
def test_outsiders_never_meet_the_citizen(world, who):
    """公众、主办单位、别的单位走遍全站，看不到提交人的姓名、电话、证件号。"""
    client = getattr(world, who).sign_in(Client())
    pages = crawl(client, _paths(fill(world)))
    assert len(pages) > 12
    assert _leaks(pages, SECRETS) == []


@pytest.mark.parametrize("who", ["street", "office", "deputy", "committee", "chair"])
def test_contact_is_never_on_a_page(world, who):
    """替群众办件的人看得到原话，但联系方式谁都不会顺手看到：要写明理由，当场留痕。"""
    client = getattr(world, who).sign_in(Client())
    pages = crawl(client, _paths(fill(world)))
    assert _leaks(pages, (CONTACT_NAME, CONTACT_PHONE)) == []


def test_those_who_care_for_it_do_read_it(world):
    """同一处原话，属地街道看得到：证明上面的测试走到了该走的页面。"""
    filled = fill(world)
    pages = crawl(world.street.sign_in(Client()), _paths(filled))
    assert any("路灯" in text and SECRETS[0] in text for text in pages.values())
    unit_pages = crawl(world.unit.sign_in(Client()), _paths(filled))
    assert any("路灯" in text for url, text in unit_pages.items() if url.startswith("/desk/cases/"))


@pytest.mark.parametrize("who", ["unit", "other_unit"])
def test_the_json_door_keeps_the_same_secrets(world, who):
    """接口给单位的，和页面一样看不到提交人。"""
    fill(world)
    persona = getattr(world, who)
    client = Client()
    token = client.post(
        "/api/v1/tokens",
        {"username": persona.account.username, "password": "lian-xin-qiao-2026"},
        content_type="application/json",
    ).json()
    bearer = next(value for key, value in token.items() if "token" in key and key != "token_type")
    pages = {}
    for kind in API:
        answer = client.get(f"/api/v1/{kind}", headers={"Authorization": f"Bearer {bearer}"})
        assert answer.status_code == 200, (kind, answer.content)
        pages[kind] = answer.content.decode()
    for pk in range(1, 6):
        for tail in ("", "/moves"):
            url = f"/api/v1/cases/{pk}{tail}"
            pages[url] = client.get(
                url, headers={"Authorization": f"Bearer {bearer}"}
            ).content.decode()
    assert _leaks(pages, SECRETS) == []
