"""写在纸上的都当真：说明书里的命令真有，术语表与表一致，决定有目录。"""

import re
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command

from tests.architecture import code

DOCS = code.ROOT / "docs"
MAKEFILE = (code.ROOT / "Makefile").read_text(encoding="utf-8")
READMES = ("README.md", "README.en.md", "CONTRIBUTING.md")


def targets() -> dict[str, str]:
    """Makefile 里的动作与它的说明。"""
    phony = re.search(r"^\.PHONY: (.+)$", MAKEFILE, re.MULTILINE)
    assert phony
    helped = dict(re.findall(r"^([a-z-]+):[^#\n]*## (.+)$", MAKEFILE, re.MULTILINE))
    return {name: helped.get(name, "") for name in phony.group(1).split()}


def test_every_make_verb_is_explained() -> None:
    """每个动作都有一句说明，敲 make 就看得到。"""
    assert [name for name, words in targets().items() if not words] == []


@pytest.mark.parametrize("name", READMES)
def test_documents_name_only_verbs_that_exist(name: str) -> None:
    """说明书里写的 make 动作，Makefile 里都真有。"""
    text = (code.ROOT / name).read_text(encoding="utf-8")
    named = set(re.findall(r"(?:^|`)make ([a-z-]+)", text, re.MULTILINE))
    assert named
    assert named - targets().keys() == set()


def test_every_model_is_in_the_glossary() -> None:
    """每张表都在术语表里，术语表里的标识都真有这张表。"""
    listed = set(re.findall(r"^\| [^|]+ \| `([A-Z]\w+)` \|", glossary(), re.MULTILINE))
    models = {
        model.__name__ for model in apps.get_models() if model.__module__.startswith("lianxin.")
    }
    assert models - listed == set(), "术语表里没有"
    assert listed - models == set(), "术语表里有，表里没有"


def glossary() -> str:
    """术语表全文。"""
    return (DOCS / "glossary.md").read_text(encoding="utf-8")


def test_decisions_are_indexed() -> None:
    """每份决定都在目录里，号码不重复，写明日期与状态。"""
    files = sorted(path.name for path in (DOCS / "adr").glob("[0-9]*.md"))
    index = (DOCS / "adr" / "README.md").read_text(encoding="utf-8")
    assert re.findall(r"\((\d{4}-[\w-]+\.md)\)", index) == files
    assert len({name[:4] for name in files}) == len(files)
    for name in files:
        assert "日期：" in (DOCS / "adr" / name).read_text(encoding="utf-8"), name


@pytest.mark.django_db
def test_models_and_migrations_agree() -> None:
    """表的写法改了，迁移也要跟着写。"""
    call_command("makemigrations", check=True, dry_run=True, stdout=StringIO())


def test_no_two_migrations_share_a_number() -> None:
    """同一模块里，迁移的号码不重复。"""
    numbers = [
        (path.parts[-3], path.name[:4])
        for path in code.tracked()
        if path.parent.name == "migrations" and re.match(r"\d{4}_", path.name)
    ]
    assert len(numbers) == len(set(numbers))


#: 拆开写，免得自己撞上自己。
FORBIDDEN = {
    "软件源的地址": "|".join(
        (
            "python" + "hosted",
            r"py" + r"pi\.org",
            r"registry" + r"\.npm" + "js",
            r"deb" + r"\.debian",
        )
    ),
    "某台机器上的路径": "|".join(("/wo" + "rk/", "/ro" + "ot/", r"/home/\w+/")),
    "没做完的记号": "TO" + "DO|FIX" + "ME|XX" + "X:",
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_nothing_private_or_unfinished_is_written_down(what: str) -> None:
    """版本库里没有软件源地址、某台机器的路径、没做完的记号。"""
    pattern = re.compile(FORBIDDEN[what])
    found = [
        f"{code.name_of(path)}:{number}"
        for path in code.tracked()
        for number, line in enumerate(_lines(path.read_bytes()), start=1)
        if pattern.search(line)
    ]
    assert not found, "\n".join(found[:40])


def _lines(raw: bytes) -> list[str]:
    return [] if b"\0" in raw else raw.decode(errors="replace").splitlines()
