"""权限表：每个网址 × 每种身份，打开是什么结果都写在 ``matrix.toml``；新网址不写进表就过不了。

改了网址之后重写：``LIANXIN_WRITE_MATRIX=1 pytest tests/promises/test_matrix.py``，
再逐行看改得对不对。页面上的“今天”定在小世界建成的那天，哪天跑都一样。
"""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from lianxin.access.audience import AUDIENCES
from lianxin.orgs.models import Category
from lianxin.portal.tests.town import clock
from lianxin.publicity.models import PublicMatter
from tests.promises.filled_things import things
from tests.promises.filled_world import Filled, fill
from tests.world import TODAY

__all__ = ["clock"]
pytestmark = [pytest.mark.django_db, pytest.mark.slow]
TABLE = Path(__file__).with_name("matrix.toml")
PEOPLE = ("stranger", "other_unit", "unit", "deputy", "street", "office", "committee", "chair")
#: 接口另有自己的一套检查；就绪与否看后台任务在不在，与身份无关。
ELSEWHERE = ("api/", "readyz")
#: 没有的编号：序列走到哪里，都不会碰上。
NEVER = 999_999_999
NOBODY = UUID("00000000-0000-4000-8000-000000000000")


def our_urls() -> list[str]:
    """全站自己的网址（接口另有自己的一套检查）。"""
    return sorted(set(_walk(get_resolver(), "")))


def _walk(resolver: URLResolver, prefix: str) -> list[str]:
    found: list[str] = []
    for entry in resolver.url_patterns:
        path = f"{prefix}{entry.pattern}"
        if isinstance(entry, URLResolver):
            found += _walk(entry, path)
        elif _is_ours(entry) and not path.startswith(ELSEWHERE):
            found.append(path)
    return found


def _is_ours(entry: URLPattern) -> bool:
    return getattr(entry.callback, "audience", None) in AUDIENCES


def filled_in(path: str, filled: Filled, more: Mapping[str, Any] = MappingProxyType({})) -> str:
    """把网址里的空填上小世界里真有的东西：单位手里的办件、公开了的事项、站点、代表。

    :param more: 网址里的一段 → 那一样东西的编号，见 :func:`tests.promises.filled_things.things`
    """
    world = filled.world
    matter = PublicMatter.objects.first()
    values: dict[str, Any] = {
        "<str:code>": world.code,
        "<str:receipt_no>": filled.told.receipt_no,
        "<str:number>": _number(path, matter, more),
        "<slug:number>": _number(path, matter, more),
        "<slug:verb>": "add_progress",
        "<str:token>": "nobody",
        "<slug:act>": "approve",
        "<slug:ext>": "csv",
        "<slug:on>": TODAY.isoformat(),
        "<uuid:pk>": _uuid(path, more),
        "<int:jurisdiction>": world.congress.pk,
        "<int:article>": more.get("articles/", NEVER),
        "<int:rule>": more.get("rules/", NEVER),
        "<str:key>": Category.objects.first().pk,
        "<slug:key>": "coverage",
        **{
            blank: more.get(blank, NEVER)
            for blank in ("<slug:serial>", "<slug:name>", "<slug:kind>")
        },
        **{
            blank: more.get(blank, NEVER)
            for blank in (
                *("<int:question>", "<int:subject>", "<int:person>", "<int:task>"),
                *("<int:booking>", "<int:item>", "<int:poll>", "<int:ask>", "<int:rated>"),
            )
        },
        "<int:pk>": _pk(path, filled, more),
        **(own := more.get("named", {}).get(path, {})),
    }
    if "poster." in path:
        values["<slug:ext>"] = "svg"
    for blank, value in values.items():
        path = path.replace(blank, str(value))
    return f"/{path}{own.get('?', '')}"


def _number(path: str, matter: PublicMatter | None, more: Mapping[str, Any]) -> str:
    """公开网站上的号：意见书一种，事项一种。"""
    if path.startswith("letters/"):
        return str(more.get("letter_number", "YJ0000-0000"))
    if path.startswith("live/"):
        return str(more.get("<slug:number>", "000000"))
    return matter.number if matter else "GK0000-0000"


def _uuid(path: str, more: Mapping[str, Any]) -> str:
    """工作台上的附件是真有的；别处的附件各有主，这里只试没有的。"""
    return str(more.get("files/", NOBODY)) if path.startswith("desk/files/") else str(NOBODY)


def _pk(path: str, filled: Filled, more: Mapping[str, Any]) -> int:
    world = filled.world
    matter = PublicMatter.objects.first()
    homes = {
        "posting/": matter.pk if matter else 0,
        "cases/": filled.child.pk,
        "opinions/": filled.told.opinion_id,
        "stations/": world.station.pk,
        "deputies/": world.deputy.person.pk if world.deputy.person else 0,
        "codes/": world.station_code.pk,
        "mechanisms/": filled.child.mechanism_id,
        **{home: pk for home, pk in more.items() if "<" not in home},
    }
    if "papers/annual/" in path:
        # 后台做的报告各有各的号，这里只试没有的。
        return NEVER
    return next((pk for home, pk in homes.items() if home in path), NEVER)


def measured(filled: Filled) -> dict[str, dict[str, int]]:
    """每个网址、每种身份，GET 一次得到的状态码。"""
    table: dict[str, dict[str, int]] = {}
    more = things(filled)
    clients = {who: getattr(filled.world, who).sign_in(Client()) for who in PEOPLE}
    for path in our_urls():
        address = filled_in(path, filled, more)
        assert "<" not in address, f"不知道怎么填 {path}，请在 filled_in 里写上"
        table[path or "/"] = {who: clients[who].get(address).status_code for who in PEOPLE}
    return table


def test_every_url_answers_every_role_as_written(world, clock):
    """每个网址对每种身份的答复，与写在表里的一字不差；没有写进表的网址不许上线。"""
    table = measured(fill(world))
    if os.environ.get("LIANXIN_WRITE_MATRIX"):
        TABLE.write_text(_written(table), encoding="utf-8")
    known = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    different = {path: row for path, row in table.items() if known.get(path) != row}
    assert different == {}, "与 matrix.toml 不同；确认无误后重写它"
    assert set(known) == set(table), "表里有已经不存在的网址"


def _written(table: dict[str, dict[str, int]]) -> str:
    lines = [
        "# 权限表：网址 × 身份 → 打开的结果。",
        "# 200 看得到，302 先登录或转走，403、404 看不到，405 只收提交。",
        "",
    ]
    for path, row in table.items():
        cells = ", ".join(f"{who} = {status}" for who, status in row.items())
        lines.append(f"'{path}' = {{ {cells} }}")
    return "\n".join(lines) + "\n"


def test_no_page_breaks(world, clock):
    """走一遍权限表，没有一个网址对任何人出 500。"""
    broken = {
        path: row
        for path, row in measured(fill(world)).items()
        if any(status >= 500 for status in row.values())
    }
    assert broken == {}


def test_a_stranger_to_the_case_sees_nothing_of_it(world, clock):
    """别的单位看不到这件办件的任何一页：页面、动作、附件、单据都是 404。"""
    filled = fill(world)
    client = world.other_unit.sign_in(Client())
    for path in our_urls():
        if path.startswith("desk/cases/"):
            assert client.get(filled_in(path, filled)).status_code in {404, 405}, path
