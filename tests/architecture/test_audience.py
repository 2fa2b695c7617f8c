"""给谁看：每个网址都写明，没登录的人进不了不该进的地方。"""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import IntConverter, UUIDConverter

from lianxin.access.audience import AUDIENCES

#: 别人写的网址，没有我们的记号；各写明给谁看、凭什么放心。多余的会报出来。
THIRD_PARTY: dict[str, tuple[str, str]] = {
    "account/": ("allauth", "登录、退出、改密码、两步验证；要登录的它自己会问"),
}
NOT_FOR_STRANGERS = AUDIENCES - {"public"}


def every_url() -> list[tuple[str, URLPattern]]:
    """全部网址的写法与它的模式。"""
    return sorted(_walk(get_resolver(), ""), key=lambda found: found[0])


def _walk(resolver: URLResolver, prefix: str) -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        path = f"{prefix}{entry.pattern}"
        if isinstance(entry, URLResolver):
            yield from _walk(entry, path)
        else:
            yield path, entry


def is_third_party(path: str, entry: URLPattern) -> bool:
    """是不是别人写的，且在放心的名单里。"""
    module = str(entry.callback.__module__)
    return any(
        path.startswith(prefix) and module.startswith(package)
        for prefix, (package, _) in THIRD_PARTY.items()
    )


OURS = [(path, entry) for path, entry in every_url() if not is_third_party(path, entry)]


@pytest.mark.parametrize(("path", "entry"), OURS, ids=[path or "/" for path, _ in OURS])
def test_every_url_states_its_audience(path: str, entry: URLPattern) -> None:
    """没有写明给谁看的网址，不许上线。"""
    assert _audience(entry) in AUDIENCES, f"{path} → {entry.callback}"


def _audience(entry: URLPattern) -> Any:
    return getattr(entry.callback, "audience", None)


def test_the_list_of_trusted_urls_is_not_stale() -> None:
    """放心名单里的每一段都真有网址。"""
    for prefix, (package, _) in THIRD_PARTY.items():
        assert any(
            path.startswith(prefix) and entry.callback.__module__.startswith(package)
            for path, entry in every_url()
        ), f"{prefix} 已经没有 {package} 的网址了"


CLOSED = [(path, entry) for path, entry in OURS if _audience(entry) in NOT_FOR_STRANGERS]


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "entry"), CLOSED, ids=[path for path, _ in CLOSED])
@pytest.mark.parametrize("method", ["get", "post"])
def test_strangers_are_kept_out(client: Client, path: str, entry: URLPattern, method: str) -> None:
    """没登录的人打开要登录的网址，先去登录，或者看来没有这一页；接口回 401、403 或 404。"""
    answer = getattr(client, method)(_sample(path), headers={"X-Forwarded-For": "10.0.0.8"})
    if answer.status_code == 302:
        assert "/account/login/" in answer["Location"]
    else:
        assert answer.status_code in {401, 403, 404, 405}


def _sample(path: str) -> str:
    """给网址里的每一格填一个像样的值。"""
    filled = path
    while "<" in filled:
        head, _, rest = filled.partition("<")
        name, _, tail = rest.partition(">")
        filled = f"{head}{_value(name)}{tail}"
    return "/" + filled.replace("^", "").replace("$", "").replace("\\Z", "")


def _value(name: str) -> str:
    kind = name.partition(":")[0]
    if kind == "uuid":
        return str(UUID(int=1))
    return "1" if kind == "int" else "x1"


def test_samples_fit_the_converters() -> None:
    """填进网址的样子，网址自己认得。"""
    assert IntConverter().to_python(_value("int:pk")) == 1
    assert UUIDConverter().to_python(_value("uuid:no")) == UUID(int=1)
