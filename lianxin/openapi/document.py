"""接口说明（OpenAPI 3.1）：由代码生成，错误也写全；仓库里留一份快照，改了就看得见。"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from lianxin.openapi import problems
from lianxin.openapi.api import api
from lianxin.openapi.once import HEADER, REPLAYED

PREFIX = "/api/v1/"
SNAPSHOT = Path(__file__).with_name("openapi.json")
Json = dict[str, Any]

_MEANS = {400: "请求读不懂，或缺少必要的请求头"}
_REPLAY_HEADER = {
    "description": "这是重发，没有再办一次",
    "schema": {"type": "string", "enum": ["true"]},
}


@cache
def document() -> Json:
    """整份说明。"""
    made: Json = json.loads(json.dumps(api.get_openapi_schema(path_prefix=PREFIX)))
    made["servers"] = [{"url": "/"}]
    made["components"]["schemas"]["Problem"] = problems.SCHEMA
    for path, method, operation in _operations(made):
        for status in sorted(_statuses(path, method, operation)):
            operation["responses"][str(status)] = _problem(status)
        _note_replay(operation)
    return made


def rendered() -> str:
    """写成文字：缩进固定、次序固定，好比对。"""
    return json.dumps(document(), ensure_ascii=False, indent=1) + "\n"


def _operations(made: Json) -> Iterator[tuple[str, str, Json]]:
    for path, methods in made["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def _statuses(path: str, method: str, operation: Json) -> set[int]:
    """这个操作会答哪些错误码。"""
    headers = {each["name"] for each in operation.get("parameters", ())}
    found = {503}
    if headers:
        found.add(422)
    if HEADER in headers:
        found.add(400)
    if "requestBody" in operation:
        found |= {400, 413, 415, 422}
    if "{" in path:
        found.add(404)
        if method == "post":
            found.add(409)
    if "security" in operation or path.endswith("/tokens"):
        found.add(401)
    if method == "post" and "security" not in operation:
        found.add(429)
    return found


def _problem(status: int) -> Json:
    _, title, detail = problems.KINDS[status]
    return {
        "description": _MEANS.get(status, f"{title}：{detail}"),
        "content": {problems.MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


def _note_replay(operation: Json) -> None:
    if any(each["name"] == HEADER for each in operation.get("parameters", ())):
        done = next(status for status in operation["responses"] if status.startswith("2"))
        operation["responses"][done]["headers"] = {REPLAYED: _REPLAY_HEADER}
