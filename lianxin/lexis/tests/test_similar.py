"""相近意见：取钥匙、找候选、排次序。"""

import csv
from collections import Counter, defaultdict
from collections.abc import Callable

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from lianxin.lexis.similar import BAND_COUNT, LIKELY, bands, rank, similarity

MESSAGES = settings.SHARED_DIR / "data" / "messages"
LAMP = "村口到童周岭小学那段路没有路灯，孩子放学天就黑了，骑车摔过好几回。"
LAMP_AGAIN = "尊敬的领导：童周岭小学门前一直没装路灯，晚上接孩子看不见路，希望尽快解决。"
NOISE = "湖滨花园楼下的棋牌室半夜还在打牌，吵得老人睡不着。"
HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), max_size=200)


def test_two_tellings_of_one_matter_share_a_key() -> None:
    """两个人说同一盏路灯，至少有一把钥匙相同，分数够得上请人看一眼；两件事则不然。"""
    assert set(bands(LAMP)) & set(bands(LAMP_AGAIN))
    assert similarity(LAMP, LAMP_AGAIN) >= LIKELY > similarity(LAMP, NOISE)


def test_courtesies_have_no_keys() -> None:
    """只有客套话的留言没有钥匙，不会和别的客套话凑成一对。"""
    assert bands("尊敬的领导您好，反映的问题希望尽快解决，谢谢！") == []
    assert bands("") == []


def test_candidates_come_most_alike_first() -> None:
    """候选从最像的排起，不像的不列。"""
    ranked = rank(LAMP, [(1, NOISE), (2, LAMP_AGAIN), (3, LAMP)])

    assert [key for key, _ in ranked] == [3, 2]


@given(HAN)
def test_keys_fit_a_database_column(text: str) -> None:
    """钥匙是不重复的 64 位有符号整数，不超过定好的把数，同一段话每次都一样。"""
    keys = bands(text)

    assert len(keys) == len(set(keys)) <= BAND_COUNT
    assert all(-(2**63) <= key < 2**63 for key in keys)
    assert keys == bands(text)


@given(HAN, HAN)
def test_likeness_does_not_depend_on_order(one: str, other: str) -> None:
    """甲像乙几分，乙就像甲几分，总在 0 到 1 之间。"""
    score = similarity(one, other)

    assert score == pytest.approx(similarity(other, one))
    assert 0 <= score <= 1


@pytest.fixture(scope="module")
def messages() -> dict[str, str]:
    """真实留言，编号 → 题目加正文：两件事的全部留言，其余每三条取一条作背景。"""
    path = MESSAGES / "hot_4326.csv"
    if not path.exists():
        pytest.skip("没有真实留言，跳过实测")
    wanted = _same_matter(0) | _same_matter(1)
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return {
            row["id"]: f"{row['title']}\n{row['text']}"
            for place, row in enumerate(csv.DictReader(lines))
            if place % 3 == 0 or row["id"] in wanted
        }


@pytest.fixture(scope="module")
def keys(messages: dict[str, str]) -> dict[str, list[int]]:
    """每条留言的钥匙。"""
    return {number: bands(text) for number, text in messages.items()}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("place", "precision_floor", "recall_floor", "helped_floor"),
    [(0, 0.95, 0.72, 0.95), (1, 0.85, 0.18, 0.90)],
    ids=["同一个工地", "同一项政策"],
)
def test_same_matter_on_real_messages(
    messages: dict[str, str],
    keys: dict[str, list[int]],
    place: int,
    precision_floor: float,
    recall_floor: float,
    helped_floor: float,
    record_property: Callable[[str, object], None],
) -> None:
    """真实留言里实测：每条取重叠最多的六十条候选，排序后看准不准、全不全、前五条帮不帮得上。"""
    same = _same_matter(place)
    right, shown, helped = _try_each(messages, keys, same)

    figures = {
        "precision": right / shown,
        "recall": right / (len(same) * (len(same) - 1)),
        "helped": helped / len(same),
    }
    record_property("figures", {name: round(value, 3) for name, value in figures.items()})
    assert figures["precision"] >= precision_floor
    assert figures["recall"] >= recall_floor
    assert figures["helped"] >= helped_floor


def _same_matter(place: int) -> set[str]:
    """第 ``place`` 大的一件事都有哪些留言。"""
    matters: dict[str, set[str]] = defaultdict(set)
    with (MESSAGES / "hot_same_matter_dev.csv").open(encoding="utf-8-sig", newline="") as lines:
        for row in csv.DictReader(lines):
            matters[row["issue"]].add(row["id"])
    return sorted(matters.values(), key=len, reverse=True)[place]


def _try_each(
    messages: dict[str, str], keys: dict[str, list[int]], same: set[str]
) -> tuple[int, int, int]:
    holders: dict[int, list[str]] = defaultdict(list)
    for number, mine in keys.items():
        for key in mine:
            holders[key].append(number)
    right = shown = helped = 0
    for number in same:
        overlap = Counter(other for key in keys[number] for other in holders[key])
        del overlap[number]
        close = [(other, messages[other]) for other, _ in overlap.most_common(60)]
        ranked = [other for other, _ in rank(messages[number], close)]
        right += len(same.intersection(ranked))
        shown += len(ranked)
        helped += bool(same.intersection(ranked[:5]))
    return right, shown, helped
