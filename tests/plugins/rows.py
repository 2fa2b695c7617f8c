"""把每一行使命由哪些测试证明、过没过，写进 ``build/rows.json``。

用法：``pytest -m row --rows``。行号表是 ``docs/rows.txt``；没有测试的行记作 missing。
"""

import json
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROW_LIST = ROOT / "docs" / "rows.txt"
RESULT = ROOT / "build" / "rows.json"


def row_ids() -> list[str]:
    """全部行号，按表里的次序。"""
    lines = ROW_LIST.read_text(encoding="utf-8").splitlines()
    return [line.split()[0] for line in lines if line.strip() and not line.startswith("#")]


def pytest_addoption(parser: pytest.Parser) -> None:
    """登记 ``--rows``。"""
    parser.addoption("--rows", action="store_true", help="把各行的结果写进 build/rows.json")


def pytest_configure(config: pytest.Config) -> None:
    """要结果的时候才收集；并行时由主进程汇总。"""
    if config.getoption("--rows") and not hasattr(config, "workerinput"):
        config.pluginmanager.register(RowRecorder(), "row-recorder")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """行号写错的测试当场报出来；行号随测试结果一起交上去。"""
    known = set(row_ids())
    for item in items:
        for row in _rows_of(item):
            if row not in known:
                raise pytest.UsageError(f"{item.nodeid}：没有“{row}”这一行，行号见 docs/rows.txt")
            item.user_properties.append(("row", row))


def _rows_of(item: pytest.Item) -> list[str]:
    return [str(row) for marker in item.iter_markers("row") for row in marker.args]


class RowRecorder:
    """收集每一行的测试与结果；一行里有一个不过，这一行就不算过。"""

    def __init__(self) -> None:
        self.results: dict[str, dict[str, str]] = defaultdict(dict)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """记下一个测试的结果：准备、正文、收尾有一步不过就是不过。"""
        for name, row in report.user_properties:
            if name == "row":
                self._note(str(row), report)

    def _note(self, row: str, report: pytest.TestReport) -> None:
        seen = self.results[row]
        if report.failed:
            seen[report.nodeid] = "failed"
        elif report.skipped:
            seen.setdefault(report.nodeid, "skipped")
        elif report.when == "call":
            seen.setdefault(report.nodeid, "passed")

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """写出结果，并用一行话说有多少。"""
        rows = {row: self._verdict(row) for row in row_ids()}
        RESULT.parent.mkdir(exist_ok=True)
        RESULT.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        counts = {
            status: sum(1 for row in rows.values() if row["status"] == status)
            for status in ("passed", "failed", "missing")
        }
        missing = [row for row, verdict in rows.items() if verdict["status"] != "passed"]
        terminalreporter.write_line(
            f"共 {len(rows)} 行：有证明 {counts['passed']}，不过 {counts['failed']}，"
            f"还没有测试 {counts['missing']}。明细在 build/rows.json"
        )
        if missing:
            terminalreporter.write_line(f"没有证明的：{' '.join(missing)}")

    def _verdict(self, row: str) -> dict[str, object]:
        outcomes = self.results.get(row, {})
        if "failed" in outcomes.values():
            status = "failed"
        elif "passed" in outcomes.values():
            status = "passed"
        else:
            status = "missing"
        return {"status": status, "tests": sorted(outcomes)}
