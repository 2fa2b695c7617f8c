"""设置：各人怎么收，各地的规则怎么改。"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from lianxin.access.contacts import normal_phone
from lianxin.access.viewers import Viewer
from lianxin.audit.usecases import record
from lianxin.kernel.actors import Actor
from lianxin.kernel.errors import NotVisible, RuleViolation
from lianxin.notify.addresses import sealed
from lianxin.notify.models import Preference, RuleChange
from lianxin.notify.policies import must_run_messages
from lianxin.notify.rules import standing_rules, text_faults
from lianxin.notify.vocabulary import CHANNELS, URGENCIES
from lianxin.orgs.transactions import whole

_OPENID = re.compile(r"[\w-]{6,64}", re.ASCII)
_MOBILE = re.compile(r"1\d{10}")


class BadAddress(RuleViolation):
    """地址看不懂，或者选了通道没留地址。"""


class BadChange(RuleViolation):
    """规则这样改不行。"""


@whole
def set_preference(
    *,
    viewer: Viewer,
    channels: Sequence[str],
    digest_hour: int | None,
    address: Mapping[str, str],
    account_email: str,
    actor: Actor,
    at: datetime,
) -> Preference:
    """设自己怎么收消息。留痕只记通道和钟点，不记地址。

    :param address: 各通道的地址，空着的不留；邮箱空着就用账号的
    :raises BadAddress: 地址看不懂，或者选了的通道没有地址
    """
    if viewer.person_id is None:
        raise NotVisible("没有这一页，或者您无权查看。")
    tidy = {name: _address(name, address.get(name, "").strip()) for name in CHANNELS}
    for name in channels:
        if not tidy.get(name) and not (name == "email" and account_email):
            raise BadAddress(f"选了{CHANNELS[name]}，请把{_ASKED[name]}填上。")
    row, _ = Preference.objects.update_or_create(
        person_id=viewer.person_id,
        defaults={
            "channels": [name for name in CHANNELS if name in channels],
            "digest_hour": digest_hour,
            "address": sealed(viewer.person_id, tidy),
            "changed_at": at,
        },
    )
    record(
        actor=actor,
        at=at,
        verb="notify.preference",
        subject_kind="person",
        subject_id=viewer.person_id,
        facts={"channels": "、".join(CHANNELS[name] for name in row.channels) or "只看站内"},
    )
    return row


_ASKED = {"email": "邮箱", "sms": "手机号", "wechat": "微信的接收编号"}


def _address(channel: str, given: str) -> str:
    if not given:
        return ""
    if channel == "sms":
        phone = normal_phone(given)
        if not _MOBILE.fullmatch(phone):
            raise BadAddress("短信只能发到手机，请填 11 位手机号。")
        return phone
    if channel == "wechat":
        if not _OPENID.fullmatch(given):
            raise BadAddress("微信的接收编号看不懂，请从公众号里复制，不要填微信号。")
        return given
    try:
        validate_email(given)
    except ValidationError as wrong:
        raise BadAddress("邮箱看不懂，请写成 name@example.com 的样子。") from wrong
    return given


@whole
def change_rule(
    *,
    viewer: Viewer,
    congress_id: int,
    rule: str,
    is_on: bool,
    urgency: str,
    channels: Sequence[str],
    text: str,
    actor: Actor,
    at: datetime,
) -> RuleChange:
    """改本级人大的一条消息规则；改成与默认一样的，等于恢复默认。

    :raises BadChange: 词不对，或者话里填了这件事没有的东西
    """
    must_run_messages(viewer, congress_id)
    standing = standing_rules().get(rule)
    if standing is None:
        raise NotVisible("没有这一条规则。")
    faults = [f"这条规则{fault}" for fault in text_faults(standing.event, text)]
    if not text.strip():
        faults.append("请写上怎么说")
    if not channels or not set(channels) <= CHANNELS.keys() or urgency not in URGENCIES:
        faults.append("请至少选一条通道，并选好急缓；不想往外发就停用")
    if faults:
        raise BadChange("；".join(faults) + "。")
    row, _ = RuleChange.objects.update_or_create(
        congress_id=congress_id,
        rule=rule,
        defaults={
            "is_on": is_on,
            "urgency": "" if urgency == standing.urgency else urgency,
            "channels": [] if set(channels) == set(standing.channels) else sorted(channels),
            "text": "" if text == standing.text else text,
            "changed_at": at,
        },
    )
    record(
        actor=actor,
        at=at,
        verb="notify.rule",
        subject_kind="rule",
        subject_id=row.pk,
        jurisdiction_id=congress_id,
        facts={"rule": standing.words, "state": "启用" if is_on else "停用", "text": text},
    )
    return row
