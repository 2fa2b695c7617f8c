"""使命清单的成绩怎么算：过了才算过，有一个不过就不算，没有测试就是没有。"""

from types import SimpleNamespace
from typing import Any

import pytest

from tests.plugins.rows import RowRecorder, row_ids


def report(test: str, *, outcome: str, when: str = "call") -> Any:
    return SimpleNamespace(
        nodeid=test,
        when=when,
        user_properties=[("row", "S1-21")],
        passed=outcome == "passed",
        failed=outcome == "failed",
        skipped=outcome == "skipped",
    )


@pytest.mark.parametrize(
    ("reports", "status"),
    [
        ([report("甲", outcome="passed")], "passed"),
        ([report("甲", outcome="passed"), report("乙", outcome="failed")], "failed"),
        ([report("甲", outcome="failed", when="setup")], "failed"),
        (
            [report("甲", outcome="passed"), report("甲", outcome="failed", when="teardown")],
            "failed",
        ),
        ([report("甲", outcome="skipped", when="setup")], "missing"),
        ([report("甲", outcome="passed", when="setup")], "missing"),
        ([], "missing"),
    ],
)
def test_a_row_counts_only_when_all_its_tests_pass(reports: list[Any], status: str) -> None:
    """一行里全部测试都过才算过；跳过的、只做了准备的不算；收尾出错也算不过。"""
    recorder = RowRecorder()
    for each in reports:
        recorder.pytest_runtest_logreport(each)
    assert recorder._verdict("S1-21")["status"] == status


def test_the_list_holds_every_row_once() -> None:
    """行号表一共一百二十三行，不重复。"""
    assert len(row_ids()) == len(set(row_ids())) == 123
