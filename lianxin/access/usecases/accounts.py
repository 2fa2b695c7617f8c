"""开账号、任岗位、离任、停用；身份随岗位走，不随账号走。"""

from __future__ import annotations

from datetime import date, datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from lianxin.access.models import Account, ApiToken
from lianxin.audit.usecases import record
from lianxin.kernel.actors import Actor
from lianxin.kernel.errors import RuleViolation
from lianxin.orgs.models import Body, Person, Post


class AccountRefused(RuleViolation):
    """账号开不了、改不了。"""


class PostRefused(RuleViolation):
    """岗位任不了、离不了。"""


@transaction.atomic
def open_account(
    *, username: str, password: str | None, person: Person | None, actor: Actor, at: datetime
) -> Account:
    """开一个账号；不给密码的，先用别的方式登录后自己设。

    :param person: 账号是谁的；系统管理员的账号不属于任何人，看不到业务内容
    :raises AccountRefused: 用户名有人用了、这个人已有账号，或密码太弱
    """
    account = Account(username=username, person=person, created_at=at)
    _check_opening(account, password)
    account.is_superuser = person is None
    account.set_password(password)
    account.save()
    _record(account, verb="account.open", actor=actor, at=at, facts={"username": username})
    return account


@transaction.atomic
def change_password(*, account_id: int, password: str, actor: Actor, at: datetime) -> Account:
    """重设密码；旧的接口令牌一并作废。"""
    account = Account.objects.select_for_update().get(pk=account_id)
    _check_password(account, password)
    account.set_password(password)
    account.save(update_fields=["password"])
    _revoke_tokens(account, at=at)
    _record(account, verb="account.password", actor=actor, at=at, facts={})
    return account


@transaction.atomic
def suspend_account(*, account_id: int, reason: str, actor: Actor, at: datetime) -> Account:
    """停用账号：立即不能登录，令牌作废；留下的记录不动。"""
    account = Account.objects.select_for_update().get(pk=account_id)
    account.is_active = False
    account.save(update_fields=["is_active"])
    _revoke_tokens(account, at=at)
    _record(account, verb="account.suspend", actor=actor, at=at, facts={"reason": reason})
    return account


@transaction.atomic
def resume_account(*, account_id: int, reason: str, actor: Actor, at: datetime) -> Account:
    """恢复账号；令牌要重新领。"""
    account = Account.objects.select_for_update().get(pk=account_id)
    account.is_active = True
    account.save(update_fields=["is_active"])
    _record(account, verb="account.resume", actor=actor, at=at, facts={"reason": reason})
    return account


@transaction.atomic
def grant_post(
    *,
    person: Person,
    body: Body,
    kind: str,
    title: str,
    starts_on: date,
    actor: Actor,
    at: datetime,
    is_full_time: bool = False,
) -> Post:
    """任一个岗位；权限从任职日期起。

    :raises PostRefused: 机构已撤销，或这个人正担任着同一岗位
    """
    if body.ends_on is not None and body.ends_on <= starts_on:
        raise PostRefused(f"“{body.name}”已撤销，不能再任职")
    if Post.objects.filter(person=person, body=body, kind=kind, ends_on=None).exists():
        raise PostRefused(f"{person.name}正在“{body.name}”担任这个岗位，不必重复任职")
    post = Post.objects.create(
        person=person,
        body=body,
        kind=kind,
        title=title,
        is_full_time=is_full_time,
        starts_on=starts_on,
    )
    _record_post(post, body, verb="post.grant", actor=actor, at=at, on=starts_on)
    return post


@transaction.atomic
def end_post(*, post_id: int, on: date, reason: str, actor: Actor, at: datetime) -> Post:
    """离任；从 ``on`` 这天起不再有权限。"""
    post = Post.objects.select_for_update().get(pk=post_id)
    if post.ends_on is not None:
        raise PostRefused(f"这个岗位已于 {post.ends_on} 离任")
    if on < post.starts_on:
        raise PostRefused(f"离任不能早于任职日期 {post.starts_on}，请核对")
    post.ends_on = on
    post.save(update_fields=["ends_on"])
    _record_post(post, post.body, verb="post.end", actor=actor, at=at, on=on, reason=reason)
    return post


def _check_opening(account: Account, password: str | None) -> None:
    if Account.objects.filter(username=account.username).exists():
        raise AccountRefused(f"用户名“{account.username}”已有人用，请换一个")
    person = account.person
    if person is not None and Account.objects.filter(person=person).exists():
        raise AccountRefused(f"{person.name}已有账号，一个人只开一个")
    if password is not None:
        _check_password(account, password)


def _check_password(account: Account, password: str) -> None:
    try:
        validate_password(password, user=account)
    except ValidationError as weak:
        raise AccountRefused("密码太弱：" + "；".join(weak.messages)) from weak


def _revoke_tokens(account: Account, *, at: datetime) -> None:
    ApiToken.objects.filter(account=account, revoked_at=None).update(revoked_at=at)


def _record(
    account: Account, *, verb: str, actor: Actor, at: datetime, facts: dict[str, str]
) -> None:
    record(
        actor=actor, at=at, verb=verb, subject_kind="account", subject_id=account.pk, facts=facts
    )


def _record_post(
    post: Post, body: Body, *, verb: str, actor: Actor, at: datetime, on: date, reason: str = ""
) -> None:
    record(
        actor=actor,
        at=at,
        verb=verb,
        subject_kind="post",
        subject_id=post.pk,
        jurisdiction_id=body.jurisdiction_id,
        facts={"title": post.title, "body": body.name, "on": on.isoformat(), "reason": reason},
    )
