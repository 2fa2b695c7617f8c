"""附件为什么不收：每一条都告诉人该怎么办。"""

from lianxin.kernel.errors import RuleViolation


class FileRefused(RuleViolation):
    """这个文件不能收；消息说明原因和办法。"""


class FileTooLarge(FileRefused):
    """超过大小限制。"""


class Infected(FileRefused):
    """查出病毒，已经隔离。"""


class SheetRefused(FileRefused):
    """这张表读不了；消息说明原因和办法。"""
