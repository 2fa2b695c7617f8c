"""封印：把还没封的留痕收成一批批，接到链上；以及每夜从头到尾重算一遍。"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet

from lianxin.audit.chain import GENESIS, build_tree, link
from lianxin.audit.digest import Line, digest_of
from lianxin.audit.models import Entry, Seal, SealedEntry
from lianxin.kernel.actors import Actor

BATCH = 4096
"""一次封印最多收几条：出具证明时要重建这棵树，不宜太大。"""

_LOCK = 0x6C78_5EA1
_LOOK_BACK = timedelta(hours=24)


def seal_entries(*, at: datetime, everything: bool = False) -> int:
    """把已提交而未封印的留痕全部封印，返回封了几条。

    编号小而提交晚的条目下一次自会收进来：平时只看一日以来的编号，
    ``everything`` 则从第一条看起（每夜一次，事务开了一整天的也漏不掉）。
    """
    floor = 0 if everything else _floor(at)
    total = 0
    while sealed := _seal_batch(at=at, floor=floor):
        total += sealed
    return total


@transaction.atomic
def _seal_batch(*, at: datetime, floor: int) -> int:
    # 几个进程同时来，排队一个一个封，链才不分叉；写留痕的不受影响。
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    batch = list(_unsealed(floor).values_list("pk", "digest")[:BATCH])
    if not batch:
        return 0
    seal = _next_seal([bytes(digest) for _, digest in batch], at=at)
    SealedEntry.objects.bulk_create(
        SealedEntry(entry_id=pk, seal=seal, leaf=leaf) for leaf, (pk, _) in enumerate(batch)
    )
    return len(batch)


def _floor(at: datetime) -> int:
    """一日之前封到的最大编号：此后才开的事务，编号只会更大。"""
    before = SealedEntry.objects.filter(seal__sealed_at__lte=at - _LOOK_BACK)
    highest = before.order_by("-seal", "-leaf").values_list("entry_id", flat=True).first()
    return highest or 0


def _unsealed(floor: int) -> QuerySet[Entry]:
    sealed = SealedEntry.objects.filter(entry=OuterRef("pk"))
    return Entry.objects.filter(~Exists(sealed), pk__gte=floor).order_by("pk")


def _next_seal(digests: list[bytes], *, at: datetime) -> Seal:
    last = Seal.objects.order_by("-pk").first()
    previous = bytes(last.chained) if last else GENESIS
    root = build_tree(digests).get_root()
    chained = link(sealed_at=at, entry_count=len(digests), root=root, previous=previous)
    return Seal.objects.create(
        sealed_at=at, entry_count=len(digests), root=root, previous=previous, chained=chained
    )


@dataclass(frozen=True, slots=True)
class ChainReport:
    """重算的结果：看了几环、几条，哪里对不上。"""

    seals: int
    entries: int
    faults: tuple[str, ...]

    @property
    def is_sound(self) -> bool:
        """处处对得上。"""
        return not self.faults


def verify_chain() -> ChainReport:
    """从第一环起逐环重算：内容对摘要、摘要对树根、树根接上一环；未封印的也重算摘要。

    链尾被整段截去，只凭本库看不出来，要与已公开的树根核对。
    """
    seals = entries = 0
    faults: list[str] = []
    previous = GENESIS
    for seal in Seal.objects.order_by("pk").iterator():
        leaves = list(
            SealedEntry.objects.filter(seal=seal).order_by("leaf").select_related("entry")
        )
        faults += _seal_faults(seal, leaves, previous=previous)
        faults += _entry_faults(leaf.entry for leaf in leaves)
        previous = bytes(seal.chained)
        seals, entries = seals + 1, entries + len(leaves)
    waiting = list(_unsealed(0))
    faults += _entry_faults(waiting)
    return ChainReport(seals, entries + len(waiting), tuple(faults))


def _seal_faults(seal: Seal, leaves: list[SealedEntry], *, previous: bytes) -> Iterator[str]:
    if bytes(seal.previous) != previous:
        yield f"封印 {seal.pk} 没有接在上一环后面"
    if [leaf.leaf for leaf in leaves] != list(range(seal.entry_count)):
        yield f"封印 {seal.pk} 应有 {seal.entry_count} 条，实有 {len(leaves)} 条"
    if build_tree([bytes(leaf.entry.digest) for leaf in leaves]).get_root() != bytes(seal.root):
        yield f"封印 {seal.pk} 的树根对不上"
    chained = link(
        sealed_at=seal.sealed_at,
        entry_count=seal.entry_count,
        root=bytes(seal.root),
        previous=bytes(seal.previous),
    )
    if chained != bytes(seal.chained):
        yield f"封印 {seal.pk} 的链环对不上"


def _entry_faults(entries: Iterable[Entry]) -> Iterator[str]:
    for entry in entries:
        if digest_of(line_of(entry), bytes(entry.salt)) != bytes(entry.digest):
            yield f"留痕 {entry.pk} 的内容与摘要不符"


def line_of(entry: Entry) -> Line:
    """库里的一条，还原成当初记的样子。"""
    return Line(
        actor=Actor(entry.actor_id, entry.actor_name, entry.actor_post),
        at=entry.at,
        verb=entry.verb,
        subject_kind=entry.subject_kind,
        subject_id=entry.subject_id,
        jurisdiction_id=entry.jurisdiction_id,
        thread=entry.thread,
        facts=entry.facts,
    )
