"""规矩手册：把各模块测试的说明按模块印出来，给人大工作人员核对。

用法：``python -m tests.plugins.rulebook``；只读语法树，不运行测试。
"""

import ast
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def rulebook() -> dict[str, list[str]]:
    """每个模块的规矩：模块的说明 → 各条测试的说明。"""
    chapters: dict[str, list[str]] = defaultdict(list)
    for path in sorted([*ROOT.glob("lianxin/**/test_*.py"), *ROOT.glob("tests/**/test_*.py")]):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        title = f"{_chapter(path)}　{(ast.get_docstring(tree) or path.stem).splitlines()[0]}"
        chapters[title] += [
            (ast.get_docstring(node) or "").splitlines()[0]
            for node in ast.walk(tree)
            if isinstance(node, ast.FunctionDef)
            and node.name.startswith("test_")
            and ast.get_docstring(node)
        ]
    return chapters


def _chapter(path: Path) -> str:
    parts = path.relative_to(ROOT).parts
    return parts[1] if len(parts) > 2 else parts[0]


def main() -> None:
    """印成 Markdown。"""
    for title, rules in rulebook().items():
        print(f"\n## {title}\n")
        print("\n".join(f"- {rule}" for rule in rules))


if __name__ == "__main__":
    main()
