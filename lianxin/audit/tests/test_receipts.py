"""回执：离线能验，动一个字就不符，别人的内容看不见。"""

import copy
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lianxin.audit import queries
from lianxin.audit.seals import seal_entries
from lianxin.audit.usecases import record
from lianxin.audit.verify import verify_bundle
from lianxin.kernel.actors import PUBLIC, Actor

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 3, 2, 1, tzinfo=UTC)
CLERK = Actor(7, "周明", "代工委")
SHOWN = {
    "answer": {"text": "三天内修好", "audience": "submitter"},
    "remark": {"text": "商请城管局尽快", "audience": "staff"},
}
note = partial(record, at=MONDAY, verb="audit.check", subject_kind="opinion", subject_id=1)


@pytest.fixture
def bundle() -> dict[str, Any]:
    """一份封了印的回执，两条内容，周围还有别人的条目。"""
    note(actor=CLERK, thread=2, facts={"public": "别人的事"})
    note(actor=PUBLIC, thread=1, facts={"text": "路灯不亮", "public": "已收到"})
    note(actor=CLERK, thread=1, facts={"internal": "内部意见，只给机关看", "public": ""})
    note(actor=CLERK, thread=1, facts={"public": "已转城管局", "shown": SHOWN})
    seal_entries(at=MONDAY)
    made = queries.receipt_bundle(thread=1, facts=("public", "text"))
    return dict(json.loads(json.dumps(made)))


def test_a_receipt_can_be_checked_without_us(bundle: dict[str, Any]) -> None:
    """回执离线能验，逐条说清何时、什么内容、是否封印。"""
    verdict = verify_bundle(bundle)
    assert verdict.ok
    assert "第 1 条相符：2026-03-02 09:00，“已收到”，“路灯不亮”" in verdict.lines[0]
    assert "请与网站公开的树根核对" in verdict.lines[0]
    assert verdict.lines[-1] == "全部相符：这些内容自封印之后没有被改动过。"


def test_a_receipt_is_checked_against_public_roots(bundle: dict[str, Any]) -> None:
    """给了公开的树根就逐条核对；树根不在公开之列，就是假的。"""
    roots = [card.root for card in queries.seals()]
    assert "树根与公开的一致" in verify_bundle(bundle, roots=roots).lines[0]
    assert verify_bundle(bundle, roots=["0" * 64]).state == "invalid"


def test_a_receipt_tells_nothing_else(bundle: dict[str, Any]) -> None:
    """回执里没有经办人姓名、内部意见，也没有别人的事。"""
    text = json.dumps(bundle, ensure_ascii=False)
    assert len(bundle["entries"]) == 2
    assert "已转城管局" in text
    assert "三天内修好" in text
    for private in ("周明", "代工委", "内部意见", "商请", "别人的事"):
        assert private not in text


def test_an_unsealed_receipt_waits() -> None:
    """还没封印的回执不算验过，请稍后再来。"""
    pk = note(actor=PUBLIC, facts={"public": "已收到"})
    assert verify_bundle(queries.receipt_bundle(entry_ids=[pk])).state == "pending"
    seal_entries(at=MONDAY)
    assert verify_bundle(queries.receipt_bundle(entry_ids=[pk])).state == "valid"


def test_a_receipt_takes_three_statements(
    bundle: dict[str, Any], django_assert_num_queries: Any
) -> None:
    """出一份回执三条语句，与条数无关。"""
    with django_assert_num_queries(3):
        again = queries.receipt_bundle(subject=("opinion", 1), facts=("public",))
    assert verify_bundle(again).ok
    assert len(again["entries"]) == 3


Path = tuple[str | int, ...]


def _leaves(node: Any, path: Path = ()) -> Iterator[Path]:
    if isinstance(node, dict):
        for key, item in node.items():
            yield from _leaves(item, (*path, key))
    elif isinstance(node, list):
        for index, item in enumerate(node):
            yield from _leaves(item, (*path, index))
    else:
        yield path


def _changed(value: Any, draw: Any) -> Any:
    if isinstance(value, int):
        return value + draw(st.integers(1, 9))
    place = draw(st.integers(0, max(len(value) - 1, 0)))
    letter = draw(st.sampled_from("0123456789abcdef天Z").filter(lambda c: c != value[place]))
    return value[:place] + letter + value[place + 1 :]


@settings(
    max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_changing_anything_breaks_the_receipt(bundle: dict[str, Any], data: Any) -> None:
    """回执里任何一处改一个字，都验不过。"""
    forged = copy.deepcopy(bundle)
    *way, last = data.draw(st.sampled_from(list(_leaves(forged))))
    node: Any = forged
    for step in way:
        node = node[step]
    node[last] = _changed(node[last], data.draw)
    assert verify_bundle(forged).state == "invalid"


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_adding_or_removing_a_cell_breaks_the_receipt(bundle: dict[str, Any], data: Any) -> None:
    """回执里多一栏、少一栏、换一栏，都验不过。"""
    forged = copy.deepcopy(bundle)
    entry = forged["entries"][data.draw(st.integers(0, 1))]
    part = data.draw(
        st.sampled_from([forged, entry, entry["fields"], entry["seal"], entry["proof"]])
    )
    if data.draw(st.booleans()):
        part["note"] = "本条已核"
    else:
        del part[data.draw(st.sampled_from(sorted(part)))]
    assert verify_bundle(forged).state == "invalid"


def test_cells_cannot_be_swapped(bundle: dict[str, Any]) -> None:
    """两栏的内容互换，验不过。"""
    shown = bundle["entries"][0]["fields"]
    assert verify_bundle(bundle).ok
    shown["facts/text"], shown["facts/public"] = shown["facts/public"], shown["facts/text"]
    assert not verify_bundle(bundle).ok


@pytest.mark.parametrize("junk", [None, [], "回执", 3, {}, {"format": "lianxin-receipt/1"}])
def test_junk_is_not_a_receipt(junk: object) -> None:
    """不是回执的东西，说清楚不是，不出乱子。"""
    assert verify_bundle(junk).state == "invalid"
