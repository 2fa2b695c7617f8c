"""走访、调研去过的一处：同一场里同一处只记一次，后记的补上前面没写的。"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from lianxin.activities.drafts import Place
from lianxin.activities.models import Activity, Target
from lianxin.activities.refusals import ActivityRefused
from lianxin.lexis.text import clean

MOST = 200


def place_key(name: str) -> str:
    """去重用的名称：全角半角、大小写、空格、标点写得不一样的算同一处。"""
    plain = unicodedata.normalize("NFKC", clean(name)).casefold()
    return "".join(letter for letter in plain if letter.isalnum())[:60]


def keep_targets(activity: Activity, places: Iterable[Place]) -> int:
    """记下去过的几处，返回新记了几处。

    :raises ActivityRefused: 没有名称、种类不对、一场超过 200 处
    """
    rows: dict[tuple[str, str], Target] = {}
    for place in places:
        row = _row(activity, place)
        rows.setdefault((row.kind, row.key), row)
    known = {(old.kind, old.key): old for old in Target.objects.filter(activity=activity)}
    fresh = [row for key, row in rows.items() if key not in known]
    if len(known) + len(fresh) > MOST:
        raise ActivityRefused(f"一场活动最多记 {MOST} 处，更多的请分几场记。")
    for key in rows.keys() & known.keys():
        _fill_in(known[key], rows[key])
    Target.objects.bulk_create(fresh)
    return len(fresh)


def _row(activity: Activity, place: Place) -> Target:
    name = clean(place.name).replace("\n", " ")[:60]
    key = place_key(name)
    if not key or place.kind not in Target.Kind:
        raise ActivityRefused("去过的地方要写名称、选种类。", fields={"targets": "写名称、选种类"})
    return Target(
        activity=activity,
        kind=place.kind,
        name=name,
        key=key,
        body_id=place.body_id,
        region_id=place.region_id,
        method=clean(place.method)[:20],
        note=clean(place.note)[:300],
    )


def _fill_in(known: Target, again: Target) -> None:
    known.method, known.note = known.method or again.method, known.note or again.note
    known.body_id, known.region_id = (
        known.body_id or again.body_id,
        known.region_id or again.region_id,
    )
    known.save(update_fields=["method", "note", "body", "region"])
