"""群众不进公文：这条线索是谁反映的，姓名、电话在成文之前全部遮去。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from lianxin.access.contacts import ContactRefused
from lianxin.access.usecases.contacts import reveal_contact
from lianxin.access.viewers import Viewer
from lianxin.casework.models import Case
from lianxin.kernel.errors import NotVisible
from lianxin.lexis.text import inert_urls, redact

Shield = Callable[[str], str]
_SYSTEM = Viewer(account_id=None, person_id=None, name="系统（脱敏）")


def shield_for(*, thread: int, at: datetime) -> Shield:
    """遮这条线索上的话用的办法；为此看一眼联系方式，照样留痕。"""
    hidden = _submitter_words(thread, at=at)

    def shield(text: str) -> str:
        for word in hidden:
            text = text.replace(word, "〔隐去〕")
        return inert_urls(redact(text).text)

    return shield


def plain_shield(text: str) -> str:
    """没有具体线索的话（统计、清单）：遮个人信息，网址点不动。"""
    return inert_urls(redact(text).text)


def _submitter_words(thread: int, *, at: datetime) -> tuple[str, ...]:
    origin = Case.objects.filter(pk=thread).values_list("subject_kind", "subject_id").first()
    if origin is None or origin[0] != "opinion":
        return ()
    try:
        contact = reveal_contact(
            viewer=_SYSTEM,
            subject_kind="opinion",
            subject_id=origin[1],
            why="成文之前遮去提交人的信息",
            at=at,
            policy=lambda viewer: viewer is _SYSTEM,
        )
    except (NotVisible, ContactRefused):
        return ()
    return tuple(word for word in (contact.name, contact.phone) if len(word) > 1)
