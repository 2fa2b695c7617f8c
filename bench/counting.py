"""在进程里数：各页各要几条语句；顺带算出翻到底那一页的记号。

读一份 JSON（令牌、cookie、一张回执），打印一份 JSON。
"""

import json
import sys
from typing import Any

from django.db import connection
from django.db.models import Min
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.words import ITEMS
from lianxin.openapi import cursors
from lianxin.opinions.models import Opinion


def main(given: dict[str, Any]) -> dict[str, Any]:
    """各页几条语句，和翻到底的记号。"""
    first = Opinion.objects.aggregate(first=Min("id"))["first"]
    deepest = cursors.write("opinions", first + 2 * ITEMS)
    bearer = {"Authorization": f"Bearer {given['office']}"}
    number, key = given["receipt"]
    listed = f"/api/v1/opinions?limit={ITEMS}"
    asked = {
        "list": (listed, bearer),
        "deep": (f"{listed}&cursor={deepest}", bearer),
        "desk": ("/desk/", {"Cookie": f"sessionid={given['session']}"}),
        "receipt": (f"/api/v1/receipts/{number}", {"Receipt-Key": key}),
    }
    return {
        "cursor": deepest,
        "statements": {page: _count(path, headers) for page, (path, headers) in asked.items()},
    }


def _count(path: str, headers: dict[str, str]) -> int:
    client = Client(headers=headers)
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code, answer.content[:300])
    with CaptureQueriesContext(connection) as captured:
        client.get(path)
    return len(captured)


if __name__ == "__main__":
    print(json.dumps(main(json.loads(sys.argv[1]))))
