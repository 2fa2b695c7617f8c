"""核对错误答复：必是 problem+json，字段齐全，不露程序内部。"""

from typing import Any

LEAKS = ("Traceback", "psycopg", "django", "SELECT", "lianxin.", ".py", "<!doctype", "<html")


def refusal(answer: Any, status: int, field: str = "") -> str:
    """答复是一份合格的 problem+json；返回说的话（或某个字段的毛病）。"""
    text = answer.content.decode()
    assert answer.status_code == status, text
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert not [leak for leak in LEAKS if leak in text]
    body = answer.json()
    assert body["status"] == status
    assert body["instance"].startswith("/api/")
    assert body["title"]
    found = body["errors"][field] if field else body["detail"]
    assert isinstance(found, str)
    return found
