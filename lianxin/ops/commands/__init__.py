"""命令表：加一个命令，在这里加一行；命令所在的模块提供 ``arguments`` 与 ``run``。

``run(args)`` 返回退出码；要拒绝就抛 :class:`CommandRefused` 或任一 ``RuleViolation``，说清怎么办。
"""

from dataclasses import dataclass

from lianxin.kernel.errors import RuleViolation


class CommandRefused(RuleViolation):
    """命令办不成；消息是一句话，说明原因和怎么办。"""


@dataclass(frozen=True, slots=True)
class Command:
    """一个命令：给人看的一句话、写在哪个模块、要不要先连上数据库。"""

    summary: str
    module: str
    database: bool = True


COMMANDS = {
    "up": Command(
        "启动全部服务：数据库、网页、后台任务", "lianxin.ops.commands.up", database=False
    ),
}
