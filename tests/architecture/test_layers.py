"""层次：箭头只向下，从正门进，不在函数里偷偷导入。"""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import grimp
import pytest

from tests.architecture import code

#: 人人都要用的底层，可以直接用它的任何一间屋。
FOUNDATIONS = {
    "kernel",
    "orgs",
    "audit",
    "access",
    "files",
    "notify",
    "casework",
    "lexis",
    "documents",
}
DOORS = {"", "models", "queries", "usecases", "seeds"}
#: 个别模块另开的门，各有理由；没人走了就会报出来。
SIDE_DOORS = {
    "lianxin.opinions.receipts": "查询码由编号和主密钥算出，接口重放时要再算一遍",
    "lianxin.activities.kindfiles": "活动的种类是文件，登记、清单各页照它出表",
    "lianxin.activities.kindwords": "种类文件里的身份、事项，页面上说成中文",
}


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    """产品代码的导入图，不含测试。"""
    return grimp.build_graph("lianxin", cache_dir=None)


def test_layers_hold() -> None:
    """上层认识下层，同层互不相识，内核不认识 Django，没有环。"""
    checked = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-logo"],
        cwd=code.ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout


def test_modules_are_entered_by_the_front_door(graph: grimp.ImportGraph) -> None:
    """不许绕过正门，直接用别的模块的页面、表单和规则。"""
    trespasses = set(_trespasses(graph))
    strangers = {path for path in trespasses if path.split(" → ")[1] not in SIDE_DOORS}
    assert not strangers, "\n".join(sorted(strangers))
    used = {path.split(" → ")[1] for path in trespasses}
    assert SIDE_DOORS.keys() <= used, "有的侧门已经没人走了"


def _trespasses(graph: grimp.ImportGraph) -> Iterator[str]:
    for importer in graph.modules:
        here = _house(importer)
        if here == "config" or ".tests" in importer or ".packs." in importer:
            continue
        for imported in graph.find_modules_directly_imported_by(importer):
            there, room = _house(imported), _room(imported)
            if here != there and there not in FOUNDATIONS and room not in DOORS:
                yield f"{importer} → {imported}"


def _house(module: str) -> str:
    return [*module.split("."), ""][1]


def _room(module: str) -> str:
    return [*module.split("."), "", ""][2]


def test_no_first_party_import_hides_in_a_function() -> None:
    """函数里不导入自家模块；只有 AppConfig.ready 可以。"""
    hidden = sorted(set(_hidden_imports()))
    assert not hidden, "\n".join(hidden)


def _hidden_imports() -> Iterator[str]:
    for path in code.product_files():
        for function in code.functions(path):
            if path.name == "apps.py" and function.name == "ready":
                continue
            for node in ast.walk(function):
                if _is_first_party(node):
                    yield f"{code.name_of(path)}:{node.lineno}"  # type: ignore[attr-defined]


def _is_first_party(node: ast.AST) -> bool:
    match node:
        case ast.ImportFrom(module=module, level=level):
            return level > 0 or (module or "").split(".")[0] == "lianxin"
        case ast.Import(names=names):
            return any(name.name.split(".")[0] == "lianxin" for name in names)
    return False


def test_no_drawer_for_odds_and_ends() -> None:
    """没有装杂物的抽屉：东西叫什么就起什么名。"""
    drawers = {"utils.py", "helpers.py", "common.py", "misc.py", "managers.py", "exceptions.py"}
    found = [code.name_of(path) for path in code.python_files() if path.name in drawers]
    assert not found, "\n".join(found)
