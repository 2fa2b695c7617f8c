"""接口里的几种值：干净的文字、编号、翻页。"""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

#: 零字符与半个代理对：数据库不收，人也看不见。
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
LARGEST_ID = 2**63 - 1


def storable(value: Any) -> Any:
    """去掉存不进库的字符；一层层去到底。"""
    if isinstance(value, str):
        return _UNSTORABLE.sub("", value)
    if isinstance(value, dict):
        return {storable(key): storable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [storable(item) for item in value]
    return value


Words = Annotated[str, BeforeValidator(storable)]
Facts = Annotated[dict[str, Any], BeforeValidator(storable)]
Id = Annotated[int, Field(ge=1, le=LARGEST_ID)]
Limit = Annotated[int, Field(ge=1, le=100, description="一页几条")]
Cursor = Annotated[
    str, BeforeValidator(storable), Field(description="上一页答复里的 next_cursor；第一页不写")
]


class Given(BaseModel):
    """发来的一组字段；不用 ninja 的 Schema，它会把一段文字也当成一组字段。"""


class Told(BaseModel):
    """答复的一组字段；不用 ninja 的 Schema，它逐项转一道手，长清单上要多花几倍时间。"""

    model_config = ConfigDict(from_attributes=True)


class Paged(Given):
    """翻页。"""

    cursor: Cursor = ""
    limit: Limit = 50
