"""本地版：只改得动数字、文字和身份绑定。"""

from dataclasses import asdict
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianxin.kernel.mechanism.check import check
from lianxin.kernel.mechanism.overlay import apply_overlay, overlay_target
from lianxin.kernel.mechanism.parse import load_mechanism
from lianxin.kernel.mechanism.source import MechanismMistakes
from lianxin.kernel.mechanism.vocabulary import ROLE_KINDS
from lianxin.kernel.tests.samples import OVERLAY, SOUND, steady
from lianxin.kernel.timespans import Timespan

BASE = load_mechanism(SOUND, "m.toml")
HEAD = OVERLAY[: OVERLAY.index("[set]")] + "[set]\n"

TEXTS = st.text("甲乙丙丁字样新旧", min_size=1, max_size=8).map(lambda text: f'"{text}"')
SPANS = st.builds(lambda n, u: f'"{n}{u}"', st.integers(1, 60), st.sampled_from(["d", "w", "wd"]))
NUMBERS = st.integers(1, 900).map(str)
KINDS = st.lists(st.sampled_from(sorted(ROLE_KINDS)), min_size=1, max_size=3, unique=True).map(
    lambda kinds: "[" + ", ".join(f'"{kind}"' for kind in kinds) + "]"
)
# 能改的路径 → 新值、改到数据类里的哪一处
SETTABLE: dict[str, tuple[st.SearchStrategy[str], str]] = {
    "summary": (TEXTS, "summary"),
    "label": (TEXTS, "label"),
    "roles.helper.label": (TEXTS, "roles.2.label"),
    "roles.helper.is": (KINDS, "roles.2.kinds"),
    "duty.undertaker.sign_within": (SPANS, "duties.0.sign_within"),
    "duty.undertaker.returns": (NUMBERS, "duties.0.returns"),
    "duty.undertaker.extend_limit": (SPANS, "duties.0.extend_limit"),
    "duty.undertaker.urge.asker": (NUMBERS, "duties.0.urge.0"),
    "fact.answer.help": (TEXTS, "facts.2.help"),
    "fact.answer.min": (NUMBERS, "facts.2.min"),
    "fact.attitude.choices.satisfied.label": (TEXTS, "facts.3.choices.0.label"),
    "stage.received.public": (TEXTS, "stages.0.public"),
    "stage.told.waits": (TEXTS, "stages.2.waits"),
    "stage.handling.deadline.within": (SPANS, "stages.1.deadline.within"),
    "stage.handling.deadline.warn": (SPANS, "stages.1.deadline.warn"),
    "stage.handling.also.helper.owes": (TEXTS, "stages.1.also.0.owes"),
    "stage.handling.also.helper.deadline.within": (SPANS, "stages.1.also.0.deadline.within"),
    "stage.told.timeout.within": (SPANS, "stages.2.timeout.within"),
    "stage.told.move.rate.label": (TEXTS, "stages.2.moves.1.label"),
    "stage.told.move.rate.public": (TEXTS, "stages.2.moves.1.public"),
    "stage.handling.move.answer.guards.contact_logged": (NUMBERS, "stages.1.moves.1.guards.0"),
    "stage.told.move.rate_low.guards.times": (NUMBERS, "stages.2.moves.0.guards.1"),
}
SETTINGS = st.sets(st.sampled_from(sorted(SETTABLE)), min_size=1, max_size=5).flatmap(
    lambda paths: st.fixed_dictionaries({path: SETTABLE[path][0] for path in paths})
)


def flat(value: Any, place: str = "") -> dict[str, Any]:
    """摊平成“位置 → 值”。"""
    if isinstance(value, dict):
        pairs = list(value.items())
    elif isinstance(value, (list, tuple)):
        pairs = list(enumerate(value))
    else:
        return {place: value}
    if not pairs:
        return {place: ()}
    merged: dict[str, Any] = {}
    for key, inner in pairs:
        merged |= flat(inner, f"{place}.{key}" if place else str(key))
    return merged


def overlaid(*lines: str) -> str:
    return HEAD + "\n".join(lines) + "\n"


@steady
@given(SETTINGS)
def test_an_overlay_changes_nothing_else(settings: dict[str, str]) -> None:
    """本地版改了哪几处，就只有那几处不同；名称与依据随本地版。"""
    text = overlaid(*(f'"{path}" = {value}' for path, value in settings.items()))
    before, after = flat(asdict(BASE)), flat(asdict(apply_overlay(BASE, text, "o.toml")))
    differ = {
        place for place in before.keys() | after.keys() if before.get(place) != after.get(place)
    }
    allowed = ["overlay", "basis.2", "label", *(SETTABLE[path][1] for path in settings)]
    assert not [d for d in differ if not any(f"{d}.".startswith(f"{a}.") for a in allowed)]


def test_overlay_takes_effect() -> None:
    """套上本地版：数字、文字、身份变了，标识与摘要也变了，依据并在一起。"""
    local = apply_overlay(BASE, OVERLAY, "o.toml")
    deadline = local.stage("handling").deadline
    assert deadline is not None
    assert deadline.within == Timespan(2, "m")
    assert local.stage("told").label == "等评价"
    assert local.role("office_role").kinds == ("office", "street")
    assert local.move("handling", "answer").guards[0].args == ("2",)
    assert (local.id, local.label) == ("sample@1+north", "北区办理办法")
    assert local.basis == (*BASE.basis, "北区办法第9条")
    assert local.digest != BASE.digest
    assert check(local) == []
    assert overlay_target(OVERLAY, "o.toml") == "sample@1"


REFUSED = [
    ('"stage.told.owner" = "office_role"', "不许改"),
    ('"stage.told.final" = true', "不许改"),
    ('"stage.told.move.rate.to" = "received"', "不许改"),
    ('"stage.told.move.rate.by" = ["helper"]', "不许改"),
    ('"stage.told.move.rate.guards" = []', "不许改"),
    ('"duty.undertaker.return_by" = "asker"', "不许改"),
    ('"fact.answer.kind" = "line"', "不许改"),
    ('"stage.handling.deadline.from" = "opened"', "不许改"),
    ('"key" = "other"', "不许改"),
    ('"stage.tolld.label" = "甲"', "是不是想写 told"),
    ('"stage.received.timeout.within" = "3d"', "本地版不能新加"),
    ('"duty.helper.returns" = 1', "本地版不能新加"),
    ('"duty.undertaker.urge.helper" = 3', "原来不许 helper 催办"),
    ('"stage.handling.deadline.within" = "三个月"', "看不懂"),
    ('"stage.handling.deadline.within" = 3', "within 应是时限"),
    ('"duty.undertaker.returns" = "两次"', "returns 应是整数"),
    ('"roles.helper.is" = ["boss"]', "没有 boss 这种身份"),
    ('"stage.told.label" = ""', "不能是空的"),
    ('"stage.handling.move.answer.guards.contact_logged" = "many"', "应是正整数"),
    ('"stage.handling.move.answer.guards.contact_logged" = [1, 2]', "要给 1 个数"),
    ('"stage.handling.move.answer.guards.times" = 2', "没有"),
    ('"stage.handling.move.answer.effects.tell" = 2', "没有数字可改"),
]


@pytest.mark.parametrize(("line", "says"), REFUSED)
def test_overstepping_is_refused_with_its_line(line: str, says: str) -> None:
    """越界的一律拒绝，指明在本地版的第几行；同一份里不越界的照样能套。"""
    fine = '"stage.told.public" = "请您评价"'
    assert apply_overlay(BASE, overlaid(fine), "o.toml").stage("told").public == "请您评价"
    with pytest.raises(MechanismMistakes) as caught:
        apply_overlay(BASE, overlaid(fine, line), "o.toml")
    (mistake,) = caught.value.mistakes
    assert says in mistake.message
    assert (mistake.path, mistake.line) == ("o.toml", HEAD.count("\n") + 2)


def test_all_oversteps_at_once() -> None:
    """越界几处，一次报几处。"""
    lines = [line for line, _ in REFUSED[:5]]
    with pytest.raises(MechanismMistakes) as caught:
        apply_overlay(BASE, overlaid(*lines), "o.toml")
    assert len(caught.value.mistakes) == len(lines)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("sample@1", "sample@2", "不能套在 sample@1 上"),
        ('basis   = ["北区办法第9条"]', "basis = []", "依据 basis 不能空"),
        ('label   = "北区办理办法"\n', "", "没有写 label"),
        (OVERLAY[OVERLAY.index("[set]") :], "", "什么也没改"),
        ("[set]", "more = 1\n[set]", "不认识 more"),
    ],
)
def test_overlay_heading(old: str, new: str, says: str) -> None:
    """本地版要写明套在哪份机制上、叫什么、凭什么、改了什么。"""
    assert apply_overlay(BASE, OVERLAY, "o.toml").overlay
    with pytest.raises(MechanismMistakes, match=says):
        apply_overlay(BASE, OVERLAY.replace(old, new), "o.toml")


def test_dotted_and_quoted_paths_are_the_same() -> None:
    """路径带不带引号都一样。"""
    quoted = apply_overlay(BASE, overlaid('"stage.handling.deadline.within" = "2m"'), "o.toml")
    dotted = apply_overlay(BASE, overlaid('stage.handling.deadline.within = "2m"'), "o.toml")
    assert quoted == dotted


def test_overlays_do_not_stack() -> None:
    """本地版上不能再套本地版。"""
    local = apply_overlay(BASE, OVERLAY, "o.toml")
    with pytest.raises(ValueError, match="已经套了本地版"):
        apply_overlay(local, OVERLAY, "o.toml")
