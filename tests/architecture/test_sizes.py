"""大小：文件和函数都要一眼看得完。"""

import ast
from statistics import median

from tests.architecture import code

LONGEST_FILE = 400
LONGEST_FUNCTION = 50
USUAL_FUNCTION = 8


def test_no_file_is_over_400_lines() -> None:
    """没有一个 Python 文件超过四百行。"""
    long = [
        f"{code.name_of(path)}：{count} 行"
        for path in code.python_files()
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_FILE
    ]
    assert not long, "\n".join(long)


def test_no_function_is_over_50_lines() -> None:
    """没有一个函数超过五十行。"""
    long = [
        f"{code.name_of(path)}:{function.lineno} {function.name}：{code.length(function)} 行"
        for path in code.python_files()
        for function in code.functions(path)
        if code.length(function) > LONGEST_FUNCTION
    ]
    assert not long, "\n".join(long)


def test_half_of_the_functions_are_short() -> None:
    """一半以上的函数不超过八行。"""
    lengths = [
        code.length(function) for path in code.product_files() for function in code.functions(path)
    ]
    assert median(lengths) <= USUAL_FUNCTION


def test_every_module_says_what_it_is_for() -> None:
    """每个模块开头都有一段话，说它管什么。"""
    silent = [
        code.name_of(path)
        for path in code.python_files()
        if path.read_text(encoding="utf-8").strip() and not ast.get_docstring(code.tree(path))
    ]
    assert not silent, "\n".join(silent)


def test_every_test_says_which_rule_it_proves() -> None:
    """每个测试都有一句话的说明，印出来就是规矩手册。"""
    silent = [
        f"{code.name_of(path)}:{function.lineno} {function.name}"
        for path in code.python_files()
        if path.name.startswith("test_")
        for function in code.functions(path)
        if function.name.startswith("test_") and not ast.get_docstring(function)
    ]
    assert not silent, "\n".join(silent)
