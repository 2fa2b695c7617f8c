"""``lianxin token``：给某个账号签发接口令牌，供脚本和对接测试用。"""

import argparse

from django.utils import timezone

from lianxin.access.models import Account
from lianxin.access.usecases.tokens import issue_token
from lianxin.ops.commands import CommandRefused


def arguments(parser: argparse.ArgumentParser) -> None:
    """用户名与有效天数。"""
    parser.add_argument("persona", metavar="用户名")
    parser.add_argument("--days", type=int, default=1, metavar="天", help="有效几天，默认 1")


def run(args: argparse.Namespace) -> int:
    """签发并打印；原文只打印这一次。"""
    account = Account.objects.select_related("person").filter(username=args.persona).first()
    if account is None:
        raise CommandRefused(f"没有“{args.persona}”这个账号；lianxin demo 打印演示账号")
    print(issue_token(account=account, at=timezone.now(), days=args.days))
    return 0
