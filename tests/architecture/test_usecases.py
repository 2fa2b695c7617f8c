"""写法：每个用例都写明谁在做、什么时候。"""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture import code
from tests.architecture.code import Function

#: 经办人的几种写法：``actor`` 经办人，``doer`` 连同身份的经办人，``account`` 账号本人。
WHO = {"actor", "doer", "account"}
_BY_RECEIPT = "凭回执钥匙办，经办人就是当初提意见的人"
#: 不写明经办人或时间的用例，各有各的理由；理由不成立了就会报出来。
WITHOUT_ACTOR: dict[str, str] = {
    "lianxin.access.usecases.idempotency.once": "只记住答复，改业务的是它包着的那个用例",
    "lianxin.access.usecases.tokens.revoke_token": "谁拿着令牌谁就能作废它",
    "lianxin.opinions.usecases.returning.add_to_opinion": _BY_RECEIPT,
    "lianxin.opinions.usecases.returning.rate_opinion": _BY_RECEIPT,
    "lianxin.opinions.usecases.returning.reopen_opinion": _BY_RECEIPT,
    "lianxin.publicity.usecases.matters.update_projection": "随事件重画公开页，事件里有经办人",
}
WITHOUT_AT: dict[str, str] = {}


def public_usecases() -> Iterator[tuple[str, Function]]:
    """各模块 usecases 里会写库的公开函数：自己开事务的就是。"""
    for path in code.product_files():
        if _is_usecase_file(path):
            module = ".".join(path.relative_to(code.ROOT).with_suffix("").parts)
            for node in code.tree(path).body:
                if isinstance(node, ast.FunctionDef) and _is_public_write(node):
                    yield f"{module}.{node.name}", node


def _is_usecase_file(path: Path) -> bool:
    return path.name == "usecases.py" or path.parent.name == "usecases"


def _is_public_write(node: ast.FunctionDef) -> bool:
    decorators = " ".join(map(ast.unparse, node.decorator_list))
    opens = any(word in decorators for word in ("atomic", "whole"))
    return opens and not node.name.startswith("_")


def test_usecases_take_keywords_only() -> None:
    """用例的参数一律写名字，不靠次序。"""
    loose = [name for name, node in public_usecases() if node.args.args or node.args.posonlyargs]
    assert not loose, "\n".join(loose)


def test_usecases_name_the_actor() -> None:
    """每个写入的用例都写明经办人。"""
    _compare({name for name, node in public_usecases() if not WHO & _keywords(node)}, WITHOUT_ACTOR)


def test_usecases_name_the_moment() -> None:
    """每个写入的用例都写明时间，自己不看钟。"""
    _compare({name for name, node in public_usecases() if "at" not in _keywords(node)}, WITHOUT_AT)


def _compare(found: set[str], excused: dict[str, str]) -> None:
    assert not found - excused.keys(), "\n".join(sorted(found - excused.keys()))
    assert not excused.keys() - found, f"例外已经过时：{sorted(excused.keys() - found)}"


def _keywords(node: Function) -> set[str]:
    return {argument.arg for argument in node.args.kwonlyargs}
