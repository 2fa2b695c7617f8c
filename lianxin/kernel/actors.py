"""谁在做：用例一律以 ``actor=`` 写明经办人，姓名与职务按当时的文字留存。"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """经办人。

    ``id`` 为空表示不是登录的人（系统自动，或没有账号的群众）；``post`` 是当时的职务。
    """

    id: int | None
    name: str
    post: str = ""

    def __str__(self) -> str:
        return f"{self.name}（{self.post}）" if self.post else self.name


SYSTEM = Actor(None, "系统")
PUBLIC = Actor(None, "群众")
