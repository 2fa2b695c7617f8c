"""公开测试共用的人和事。"""

from .stories import practised, story

__all__ = ["practised", "story"]
