"""图册 ``docs/shots/README.md``：按谁用分组，一页一张图；由拍照的程序写，不手改。"""

from __future__ import annotations

from typing import Any

HEAD = """# 图册

演示数据上的真页面，按谁用分组；点图看大图。

由 `make shots` 拍好写出，要增减请改 `tests/shots/pages.toml`。
"""
IN_A_ROW = 3


def page(roles: dict[str, str], shots: list[dict[str, Any]]) -> str:
    """整页的 Markdown；没有图的组不写。"""
    groups = [
        _group(title, [shot for shot in shots if shot["role"] == role])
        for role, title in roles.items()
    ]
    return "\n".join((HEAD, *filter(None, groups)))


def _group(title: str, shots: list[dict[str, Any]]) -> str:
    if not shots:
        return ""
    rows = [shots[at : at + IN_A_ROW] for at in range(0, len(shots), IN_A_ROW)]
    cells = "\n".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows)
    return f"## {title}\n\n<table>\n{cells}\n</table>\n"


def _cell(shot: dict[str, Any]) -> str:
    name, title = shot["name"], shot["title"]
    width = 200 if shot["width"] < 600 else 320
    picture = f'<a href="{name}.png"><img src="{name}.png" alt="{title}" width="{width}"></a>'
    return f'<td align="center" valign="top">{picture}<br>{title}</td>'
