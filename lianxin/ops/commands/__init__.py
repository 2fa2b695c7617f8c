"""命令表：加一个命令，在这里加一行；命令所在的模块提供 ``arguments`` 与 ``run``。

``run(args)`` 返回退出码；要拒绝就抛 :class:`CommandRefused` 或任一 ``RuleViolation``，说清怎么办。
"""

from dataclasses import dataclass
from enum import Enum

from lianxin.kernel.errors import RuleViolation


class CommandRefused(RuleViolation):
    """命令办不成；消息是一句话，说明原因和怎么办。"""


class Needs(Enum):
    """命令开始之前要备好什么。"""

    NOTHING = 0
    DJANGO = 1
    DATABASE = 2


@dataclass(frozen=True, slots=True)
class Command:
    """一个命令：给人看的一句话、写在哪个模块、开始之前要备好什么。"""

    summary: str
    module: str
    needs: Needs = Needs.DATABASE


COMMANDS = {
    "up": Command("启动全部服务：数据库、网页、后台任务", f"{__name__}.up", Needs.NOTHING),
    "demo": Command("装上演示数据并启动，打印登录方式", f"{__name__}.demo", Needs.NOTHING),
    "prepare": Command("启动前的准备（up、demo 会自动做）", f"{__name__}.prepare"),
    "doctor": Command("体检：哪里不对、怎么修", f"{__name__}.doctor", Needs.DJANGO),
    "mechanism": Command("列出、检查、展示、发布机制包", f"{__name__}.mechanism", Needs.DJANGO),
    "replay": Command("把机制包的剧本从头演一遍，演完不留痕迹", f"{__name__}.replay"),
    "rehearse": Command("照各地公开的规模演一遍活动，数回来核对", f"{__name__}.rehearse"),
    "due": Command("从某天起算，一段时限到哪天为止", f"{__name__}.due", Needs.DJANGO),
    "verify": Command("离线验一份回执", f"{__name__}.verify", Needs.DJANGO),
    "token": Command("给某个账号签发接口令牌", f"{__name__}.token"),
    "sentence": Command("把数写成简报里的一句话", f"{__name__}.sentence"),
    "import": Command("把一张表导进账里", "lianxin.exchange.commands.importing"),
    "export": Command("把一种台账写成表", "lianxin.exchange.commands.exporting"),
}
