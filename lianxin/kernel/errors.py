"""给人看的错误：说明为什么不行、该怎么办。其余的错误都是程序缺陷，照常抛出。"""


class RuleViolation(Exception):
    """规矩不许；消息是一句完整的中文，可以直接给使用者看。"""


class NotVisible(RuleViolation):
    """看不见或不存在，两者对使用者没有分别；页面一律回 404。"""


class Conflict(RuleViolation):
    """别人刚刚改过，或同一件事已经办过；请刷新后再试。"""
