"""演示数据的苗圃：各模块 ``seeds.py`` 的 ``plant(garden)`` 由下层到上层依次来种。

种子只许调用用例，所以种出来的一定合规矩；时间都由 ``garden.at`` 推出来，不看钟。
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class DemoPersona:
    """演示里可以登录的一个人：谁、什么身份、怎么登录、登录后看哪里。"""

    username: str
    password: str
    name: str
    role: str
    path: str = "/desk/"


@dataclass(frozen=True, slots=True)
class DemoLink:
    """演示里值得打开的一个网址，如某个站点码的扫码页；``code`` 是码上的文字。"""

    label: str
    path: str
    code: str = ""


@dataclass(slots=True)
class Garden:
    """种到一半的演示世界。

    ``at`` 是演示的“现在”；下层种好的东西用 :meth:`put` 留个名字，上层用 :meth:`get` 取。
    """

    at: datetime
    today: date
    progress: Progress
    personas: list[DemoPersona] = field(default_factory=list)
    links: list[DemoLink] = field(default_factory=list)
    _plants: dict[str, Any] = field(default_factory=dict)

    def put(self, name: str, thing: Any) -> None:
        """留个名字给上层用；同名的不许留两次。"""
        if name in self._plants:
            raise ValueError(f"演示数据里已经有“{name}”了")
        self._plants[name] = thing

    def get(self, name: str) -> Any:
        """取下层种好的东西。"""
        return self._plants[name]

    def introduce(self, persona: DemoPersona) -> None:
        """登记一个可以登录的人，最后打印给看演示的人。"""
        self.personas.append(persona)

    def point_out(self, link: DemoLink) -> None:
        """登记一个值得打开的网址。"""
        self.links.append(link)

    def report(self) -> dict[str, list[dict[str, str]]]:
        """打印给看演示的人的全部内容。"""
        return {
            "personas": [asdict(persona) for persona in self.personas],
            "links": [asdict(link) for link in self.links],
        }
