"""活动记不下的几种情形；消息说明怎么办。"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lianxin.kernel.errors import Conflict, RuleViolation


class ActivityRefused(RuleViolation):
    """活动记不下；``fields`` 指明是哪几栏。"""

    def __init__(self, words: str, *, fields: Mapping[str, str] | None = None) -> None:
        self.fields = dict(fields or {})
        super().__init__(words)


class SignInRefused(ActivityRefused):
    """签不了到。"""


class SameKeyOtherContent(ActivityRefused, Conflict):
    """同一把钥匙送来了不同的内容：``kept`` 是先收下的，``sent`` 是这次送来的，并排给人选。"""

    def __init__(
        self, *, activity_id: int, kept: Mapping[str, Any], sent: Mapping[str, Any]
    ) -> None:
        self.activity_id, self.kept, self.sent = activity_id, dict(kept), dict(sent)
        super().__init__(
            "这份草稿已经交过一次，这次送来的内容不一样；两份都留着，请对照看看，选一份为准。"
        )

    @property
    def lines(self) -> list[tuple[str, object, object]]:
        """逐样对照：哪一样、先收下的、这次送来的。"""
        return [(name, self.kept.get(name, ""), sent) for name, sent in self.sent.items()]
