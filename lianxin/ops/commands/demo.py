"""``lianxin demo``：装上演示数据，启动服务，打印各种身份的登录方式。"""

import argparse
import sys
from collections.abc import Iterator
from typing import Any

import psycopg
from django.conf import settings

from lianxin.ops.commands import CommandRefused
from lianxin.ops.commands.up import run_command, serve
from lianxin.ops.console import put_json
from lianxin.ops.database import connect_directly, connected


def arguments(parser: argparse.ArgumentParser) -> None:
    """重来、只装不启动、给程序看。"""
    parser.add_argument("--reset", action="store_true", help="清空演示数据，从头再来")
    parser.add_argument("--yes", action="store_true", help="清空时不再问")
    parser.add_argument("--json", action="store_true", help="登录方式给程序看")
    parser.add_argument("--no-serve", action="store_true", help="只装数据，不启动服务")


def run(args: argparse.Namespace) -> int:
    """装数据、启动、打印；装过的不再装。"""
    if args.reset:
        _confirm(yes=args.yes)
    preparations = ["--demo", *(["--reset"] if args.reset else [])]
    if not args.no_serve:
        return serve(*preparations, when_ready=lambda: _show(as_json=args.json))
    with connected():
        run_command("prepare", *preparations)
        _show(as_json=args.json)
    return 0


def _confirm(*, yes: bool) -> None:
    if yes:
        return
    if not sys.stdin.isatty():
        raise CommandRefused("清空演示数据要先确认：不在终端里运行时，请加 --yes")
    if input("清空全部演示数据，从头再来？输入 y 继续：").strip().lower() != "y":
        raise CommandRefused("没有清空，什么也没动")


def _show(*, as_json: bool) -> None:
    _print(as_json=as_json)
    # 输出接了文件或管道时也马上看得到，不等缓冲写满。
    sys.stdout.flush()


def _print(*, as_json: bool) -> None:
    report = {"url": f"http://127.0.0.1:{settings.PORT}/", **_report()}
    if as_json:
        put_json(report)
        return
    for line in lines(report):
        sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def lines(report: dict[str, Any]) -> Iterator[str]:
    """一行一件，不折行、不省略：密码和网址要能整段复制。"""
    home = report["url"].rstrip("/")
    yield ""
    yield "演示账号（用户名 / 密码）"
    for each in report["personas"]:
        yield f"  {each['username']} / {each['password']}　{each['name']}，{each['role']}"
        yield f"    登录后先看 {home}{each['path']}"
    yield ""
    yield "不用登录就能看"
    yield f"  首页 {home}/"
    for each in report["links"]:
        key = "" if each["code"] in each["path"] else f"　查询码 {each['code']}"
        yield f"  {each['label']} {home}{each['path']}{key}"
    yield ""


def _report() -> dict[str, Any]:
    try:
        with connect_directly() as connection:
            row = connection.execute(
                "SELECT report FROM ops_demoload ORDER BY id DESC LIMIT 1"
            ).fetchone()
    except psycopg.Error as error:
        raise CommandRefused(f"读不到演示账号：{error}") from error
    found: dict[str, Any] = row[0] if row else {"personas": [], "links": []}  # type: ignore[assignment]
    return found
