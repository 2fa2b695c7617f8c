"""账号与岗位：停用立即失效，岗位到期就没有权限。"""

from datetime import timedelta
from functools import partial

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from lianxin.access.models import Account
from lianxin.access.usecases import accounts, registers, tokens
from lianxin.access.usecases.accounts import AccountRefused, PostRefused
from lianxin.access.usecases.tokens import SignInRefused
from lianxin.access.viewers import STRANGER, viewer_for
from lianxin.kernel.actors import SYSTEM
from lianxin.orgs.models import Post
from tests.world import AT, PASSWORD, TODAY, World

NOTE = {"actor": SYSTEM, "at": AT}
TOMORROW = TODAY + timedelta(days=1)


def account_in(world: World) -> Account:
    """街道李文的账号。"""
    assert world.street.account is not None
    return world.street.account


def test_one_person_has_one_account(world: World) -> None:
    """用户名不能重，一个人只开一个账号，密码不能太弱。"""
    newcomer = registers.register_person(name="新人", **NOTE)
    opened = partial(accounts.open_account, username="xinren", password=PASSWORD, person=newcomer)
    for wrong, why in (
        ({"username": "street"}, "已有人用"),
        ({"person": world.street.person}, "一个人只开一个"),
        ({"password": "123456"}, "密码太弱"),
    ):
        with pytest.raises(AccountRefused, match=why):
            opened(**wrong, **NOTE)
    assert opened(**NOTE).check_password(PASSWORD)


def test_an_operator_belongs_to_nobody_and_sees_nothing(world: World) -> None:
    """系统管理员不属于任何人，看不到业务内容。"""
    admin = accounts.open_account(username="admin", password=PASSWORD, person=None, **NOTE)
    assert admin.is_superuser
    assert viewer_for(admin, today=TODAY) == STRANGER


def test_rights_follow_the_post(world: World) -> None:
    """任职之日起有权限，离任之日起没有。"""
    account, body = account_in(world), world.other_unit_body
    held = partial(viewer_for, account)
    post = accounts.grant_post(
        person=account.person, body=body, kind="staff", title="挂职", starts_on=TOMORROW, **NOTE
    )
    assert body.pk not in held(today=TODAY).body_ids
    assert body.pk in held(today=TOMORROW).body_ids
    end = partial(accounts.end_post, post_id=post.pk, reason="挂职期满", **NOTE)
    with pytest.raises(PostRefused, match="不能早于"):
        end(on=TODAY)
    end(on=TOMORROW + timedelta(days=30))
    assert body.pk not in held(today=TOMORROW + timedelta(days=30)).body_ids
    with pytest.raises(PostRefused, match="已于"):
        end(on=TOMORROW)


def test_the_same_post_is_not_granted_twice(world: World) -> None:
    """正担任的岗位不能再任一次；别的岗位可以。"""
    held = Post.objects.get(person=world.street.person)
    grant = partial(
        accounts.grant_post, person=held.person, body=held.body, title="主任", starts_on=TODAY
    )
    with pytest.raises(PostRefused, match="不必重复"):
        grant(kind=held.kind, **NOTE)
    grant(kind="keeper", **NOTE)


def test_tokens_are_stored_as_digests_and_expire(world: World) -> None:
    """令牌只存摘要；过期、吊销、乱写的都不认。"""
    account = account_in(world)
    token = tokens.issue_token(account=account, at=AT, days=7)
    owner = partial(tokens.account_of, token=token)
    assert owner(at=AT) == account
    assert owner(at=AT + timedelta(days=7)) is None
    assert owner(token=token + "x", at=AT) is None
    tokens.revoke_token(token=token, at=AT)
    tokens.revoke_token(token=token, at=AT)
    assert owner(at=AT) is None


def test_a_suspended_account_is_out_at_once(world: World, client: Client) -> None:
    """停用以后：令牌不认、登录不了、身份等于陌生人；恢复后要重新领令牌。"""
    account = account_in(world)
    token = tokens.issue_token(account=account, at=AT)
    login = {"login": account.username, "password": PASSWORD}
    accounts.suspend_account(account_id=account.pk, reason="离职", **NOTE)
    account.refresh_from_db()
    assert tokens.account_of(token=token, at=AT) is None
    assert viewer_for(account, today=TODAY) == STRANGER
    with pytest.raises(SignInRefused):
        tokens.issue_token(account=account, at=AT)
    assert not client.login(username=account.username, password=PASSWORD)
    client.post("/account/login/", login)
    assert "_auth_user_id" not in client.session

    accounts.resume_account(account_id=account.pk, reason="返岗", **NOTE)
    assert tokens.account_of(token=token, at=AT) is None
    client.post("/account/login/", login)
    assert client.session["_auth_user_id"] == str(account.pk)


def test_sign_in_never_says_which_half_was_wrong(world: World) -> None:
    """没有这个人、密码不对、账号停用，答复一字不差。"""
    account = account_in(world)
    accounts.suspend_account(account_id=account.pk, reason="离职", **NOTE)
    answers = set()
    for username, password in (("nobody", PASSWORD), ("office", "wrong"), ("street", PASSWORD)):
        with pytest.raises(SignInRefused) as refused:
            tokens.sign_in(username=username, password=password)
        answers.add(str(refused.value))
    assert len(answers) == 1
    assert tokens.sign_in(username="office", password=PASSWORD) == world.office.account


def test_the_login_page_gives_strangers_no_hint(world: World, client: Client) -> None:
    """登录页上，没有这个人和密码不对，看到的页面相同。"""

    def page(username: str) -> str:
        answer = client.post("/account/login/", {"login": username, "password": "wrong"})
        assert answer.status_code == 200
        return "".join(answer.context["form"].non_field_errors())

    assert page("nobody") == page("office") != ""


def test_a_new_password_voids_old_tokens(world: World) -> None:
    """重设密码，旧令牌作废。"""
    account = account_in(world)
    token = tokens.issue_token(account=account, at=AT)
    change = partial(accounts.change_password, account_id=account.pk, **NOTE)
    with pytest.raises(AccountRefused, match="密码太弱"):
        change(password="123")
    assert tokens.account_of(token=token, at=AT) == account
    change(password="another-good-one-9")
    assert tokens.account_of(token=token, at=AT) is None


def test_a_suspended_account_loses_its_open_page(world: World, client: Client) -> None:
    """正开着页面的人被停用，下一次点击就要重新登录。"""
    page = "/account/password/change/"
    world.street.sign_in(client)
    assert client.get(page).status_code == 200
    accounts.suspend_account(account_id=account_in(world).pk, reason="离职", **NOTE)
    assert client.get(page).status_code == 302


def test_guessing_a_password_is_slowed_down(world: World, client: Client) -> None:
    """同一个账号连错几次，正确的密码也要等一等才收；别的账号不受影响。"""
    cache.clear()

    def attempt(username: str, password: str) -> bool:
        client.post("/account/login/", {"login": username, "password": password})
        return "_auth_user_id" in client.session

    for _ in range(6):
        assert not attempt("street", "wrong")
    assert not attempt("street", PASSWORD)
    assert attempt("office", PASSWORD)
    cache.clear()


def test_knowing_who_is_looking_takes_few_queries(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """算出看的人是谁，一次查询。"""
    account = Account.objects.get(username="street")
    with django_assert_num_queries(1):
        assert viewer_for(account, today=TODAY).name == "李文"
