"""各地的本地版：天数与当地条例一致，只改该改的，越界的指明行号。"""

from collections.abc import Callable
from pathlib import Path

import pytest

from lianxin.kernel.mechanism.check import check
from lianxin.kernel.mechanism.model import Mechanism
from lianxin.kernel.mechanism.overlay import apply_overlay
from lianxin.kernel.mechanism.source import MechanismMistakes
from tests.packs.readmes import PACKS, load

OVERLAYS = sorted(PACKS.glob("*/overlay-*.toml"))
each_overlay = pytest.mark.parametrize("path", OVERLAYS, ids=lambda p: f"{p.parent.name}/{p.stem}")


def _localised(path: Path) -> Mechanism:
    return apply_overlay(load(path.parent), path.read_text(encoding="utf-8"), str(path))


@each_overlay
def test_overlays_stay_sound_and_change_only_what_they_may(path: Path) -> None:
    """本地版套上去仍查得过；环节、步、条件、效果的名目一样不少、一样不多。"""
    base, local = load(path.parent), _localised(path)

    assert check(local) == []
    assert local.basis[: len(base.basis)] == base.basis
    assert len(local.basis) > len(base.basis)
    assert _skeleton(local) == _skeleton(base)


def _skeleton(mechanism: Mechanism) -> list[object]:
    return [
        [
            (
                (stage.key, stage.owner, stage.final),
                (m.verb, m.by, m.needs, m.may, m.to, m.result),
                tuple(call.name for call in (*m.guards, *m.effects)),
            )
            for stage, m in mechanism.moves()
        ],
        [(fact.key, fact.kind, fact.audience) for fact in mechanism.facts],
        [role.key for role in mechanism.roles],
    ]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("beijing", ("5wd", "10wd", "20wd", "1m", "3m", "6m", "15wd", "2m")),
        ("shanghai", ("7wd", "7wd", "20wd", "1m", "3m", "6m", "15wd", "1m")),
        ("zhejiang", ("7d", "10d", "20wd", "2m", "3m", "6m", "15wd", "1m")),
        ("shandong", ("5d", "5d", "20wd", "1m", "3m", "6m", "15wd", "1m")),
        ("henan", ("5wd", "10wd", "20wd", "2m", "3m", "6m", "10wd", "1m")),
        ("chongqing", ("10wd", "10wd", "20wd", "30wd", "3m", "6m", "20wd", "2m")),
        ("qingdao", ("5wd", "5wd", "20wd", "1m", "3m", "6m", "15wd", "1m")),
    ],
)
def test_local_numbers_are_the_local_law(name: str, expected: tuple[str, ...]) -> None:
    """七地的天数与当地条例一致；条例没写的用通行数。"""
    local = _localised(PACKS / "deputy_suggestion" / f"overlay-{name}.toml")
    handling, rule = local.stage("handling"), local.duty("undertaker")
    also = {each.role: each.deadline for each in handling.also}
    spans = (
        local.stage("submitted").deadline,
        None,
        also["undertaker"],
        also["helper"],
        handling.deadline,
        None,
        local.stage("rating").deadline,
        local.stage("re_handling").deadline,
    )
    found = [str(each.within) if each else "" for each in spans]
    found[1], found[5] = str(rule.sign_within), str(rule.extend_limit)

    assert tuple(found) == expected
    assert local.stage("rating").timeout is not None
    assert str(local.stage("rating").timeout.within) == expected[6]
    separate, again = local.stage("separate_handling").deadline, local.stage("re_rating")
    assert (str(separate.within), str(again.timeout.within)) == (expected[4], expected[6])
    assert {str(local.duty(role).sign_within) for role in ("helper", "separate_unit")} == {
        expected[1]
    }


def test_what_a_place_does_not_number_is_marked_in_its_file() -> None:
    """条例没有写数字、照默认的，在本地版的注释里写明；武汉的只是样板，一个数也没有改。"""
    folder = PACKS / "deputy_suggestion"
    places = ("beijing", "shanghai", "zhejiang", "shandong", "henan", "chongqing", "qingdao")
    for place in places:
        text = (folder / f"overlay-{place}.toml").read_text(encoding="utf-8")
        assert "照通用版默认" in text.split("overlay =")[0], place
    wuhan = _localised(folder / "overlay-wuhan-template.toml")

    assert "样板" in wuhan.label
    assert (wuhan.stages, wuhan.duties) == (load(folder).stages, load(folder).duties)


@pytest.mark.parametrize(
    "line",
    [
        '"stage.submitted.move.dispatch.by" = ["street"]',
        '"stage.rating.move.rate.to" = "closed"',
        '"stage.handling.move.reply_resolved.needs" = []',
        '"stage.handling.move.reply_resolved.guards" = []',
        '"fact.reply.kind" = "line"',
        '"stage.handling.deadline.from" = "entered"',
        '"stage.handling.owner" = "office"',
        '"duty.undertaker.return_by" = "undertaker"',
    ],
)
def test_overlays_cannot_reach_further(line: str) -> None:
    """本地版想改谁办、去哪里、要什么、凭什么，一律拒绝，指明行号；改数字就行。"""
    path = PACKS / "deputy_suggestion" / "overlay-chongqing.toml"
    text = path.read_text(encoding="utf-8")
    apply: Callable[[str], Mechanism] = lambda extra: apply_overlay(  # noqa: E731
        load(path.parent), f"{text}{extra}\n", "overlay.toml"
    )

    with pytest.raises(MechanismMistakes) as refused:
        apply(line)
    assert [mistake.line for mistake in refused.value.mistakes] == [text.count("\n") + 1]
    assert apply('"stage.joint.deadline.within" = "2m"').stage("joint").deadline
