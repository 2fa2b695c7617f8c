"""往哪里发：各人留的地址加密存着，只有发的那一刻解开。"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from lianxin.access.contacts import ContactUnreadable, seal, unseal
from lianxin.access.models import Account
from lianxin.notify.models import Preference


def sealed(person_id: int, address: Mapping[str, str]) -> bytes | None:
    """加密一个人的地址；全空就不存。"""
    given = {channel: value for channel, value in address.items() if value}
    return seal(given, bound_to=_bound(person_id)) if given else None


def opened(row: Preference | None) -> dict[str, str]:
    """一个人自己留的地址；解不开的当没留。"""
    if row is None or row.address is None:
        return {}
    try:
        return unseal(bytes(row.address), bound_to=_bound(row.person_id))
    except ContactUnreadable:
        return {}


def addresses(channel: str, person_ids: Collection[int]) -> dict[int, str]:
    """这几个人在这条通道上的地址；停用的账号没有。两条语句。"""
    accounts = Account.objects.filter(person__in=person_ids, is_active=True)
    emails = dict(accounts.values_list("person_id", "email"))
    own = {
        row.person_id: opened(row).get(channel, "")
        for row in Preference.objects.filter(person__in=person_ids)
    }
    fallback = emails if channel == "email" else {}
    return {
        person_id: found
        for person_id in emails
        if (found := own.get(person_id) or fallback.get(person_id) or "")
    }


def _bound(person_id: int) -> str:
    return f"preference:{person_id}"
