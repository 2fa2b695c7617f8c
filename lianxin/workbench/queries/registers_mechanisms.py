"""机制页：采用着哪一份、发布过哪些、随程序带来哪些；两份放在一起比。"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from lianxin.casework.mechanisms import build, mechanism
from lianxin.casework.models import Practice, PublishedMechanism
from lianxin.kernel.errors import NotVisible
from lianxin.kernel.mechanism.model import Mechanism, Move, Stage
from lianxin.kernel.mechanism.vocabulary import SLOTS
from lianxin.kernel.mechanism.wall import edition_text, owners_text, within_text

MAIN = "mechanism.toml"


@dataclass(frozen=True, slots=True)
class SlotLine:
    """一段程序现在用哪一份：名称、哪里的第几版、代号；``before`` 是以前用过的。"""

    slot: str
    label: str
    mechanism_id: int | None
    name: str
    edition: str
    key: str
    since: datetime | None
    before: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """发布过的一份；``name`` 是代号，``edition`` 是哪里的第几版。"""

    id: int
    name: str
    label: str
    edition: str
    slot: str
    slot_label: str
    published_at: datetime
    is_adopted: bool


@dataclass(frozen=True, slots=True)
class Pack:
    """随程序带来的一份；``key`` 是发布时报的名字。"""

    key: str
    label: str
    name: str
    edition: str
    slot_label: str
    summary: str
    source: str
    overlay_source: str


@dataclass(frozen=True, slots=True)
class Compared:
    """同一个环节在两份机制里怎么写；没有的一边为空。"""

    stage: str
    left: str
    right: str

    @property
    def is_same(self) -> bool:
        """两边一样。"""
        return self.left == self.right


def slot_lines(*, congress_id: int) -> list[SlotLine]:
    """收件、办理、代表建议三段，现在各用哪一份；一条查询。"""
    rows = list(
        Practice.objects.filter(jurisdiction=congress_id)
        .select_related("mechanism")
        .order_by("-starts_at", "-id")
    )
    return [_slot_line(slot, label, rows) for slot, label in SLOTS.items()]


def _slot_line(slot: str, label: str, rows: list[Practice]) -> SlotLine:
    mine = [row for row in rows if row.slot == slot]
    now = next((row for row in mine if row.ends_at is None), None)
    return SlotLine(
        slot=slot,
        label=label,
        mechanism_id=now.mechanism_id if now else None,
        name=now.mechanism.label if now else "",
        edition=edition_of(now.mechanism) if now else "",
        key=str(now.mechanism) if now else "",
        since=now.starts_at if now else None,
        before=tuple(
            f"{row.mechanism.label}（{edition_of(row.mechanism)}）" for row in mine if row.ends_at
        ),
    )


def edition_of(row: PublishedMechanism) -> str:
    """发布过的一份是哪里的第几版；随程序带来的不必再读全文。"""
    shipped = {pack.name: pack.edition for pack in packs()}
    return shipped.get(str(row)) or edition_text(mechanism(row.pk))


def versions(*, congress_id: int) -> list[Version]:
    """发布过的全部，新的在前；两条查询。"""
    adopted = set(
        Practice.objects.filter(jurisdiction=congress_id, ends_at__isnull=True).values_list(
            "mechanism_id", flat=True
        )
    )
    rows = PublishedMechanism.objects.defer("source", "overlay_source").order_by("slot", "-id")
    return [
        Version(
            row.pk,
            str(row),
            row.label,
            edition_of(row),
            row.slot,
            SLOTS.get(row.slot, row.slot),
            row.published_at,
            row.pk in adopted,
        )
        for row in rows
    ]


def published(pk: int) -> tuple[PublishedMechanism, Mechanism]:
    """发布过的一份，连同读好的机制。

    :raises NotVisible: 没有这一份
    """
    row = PublishedMechanism.objects.filter(pk=pk).first()
    if row is None:
        raise NotVisible("没有这份机制。")
    return row, mechanism(pk)


@cache
def packs() -> tuple[Pack, ...]:
    """随程序带来的机制与各地的本地版；一个进程读一次。"""
    folders = sorted(files("lianxin.packs").iterdir(), key=lambda folder: folder.name)
    return tuple(pack for folder in folders if _is_pack(folder) for pack in _packs_in(folder))


def _is_pack(folder: Traversable) -> bool:
    return folder.is_dir() and folder.joinpath(MAIN).is_file()


def _packs_in(folder: Traversable) -> Iterator[Pack]:
    source = folder.joinpath(MAIN).read_text(encoding="utf-8")
    yield _pack(folder.name, source, "")
    overlays = (each for each in folder.iterdir() if each.name.startswith("overlay-"))
    for each in sorted(overlays, key=lambda found: found.name):
        key = f"{folder.name}-{each.name.removeprefix('overlay-').removesuffix('.toml')}"
        yield _pack(key, source, each.read_text(encoding="utf-8"))


def _pack(key: str, source: str, overlay_source: str) -> Pack:
    mech = build(source, overlay_source, path=f"{key}.toml")
    return Pack(
        key=key,
        label=mech.overlay.label if mech.overlay else mech.label,
        name=mech.id,
        edition=edition_text(mech),
        slot_label=SLOTS[mech.slot],
        summary=mech.summary,
        source=source,
        overlay_source=overlay_source,
    )


def compared(left: Mechanism, right: Mechanism) -> list[Compared]:
    """逐个环节放在一起看：谁办、多久、能走哪几步。先按标识对，对不上的各自列出。"""
    others = {stage.key: stage for stage in right.stages}
    lines = [
        Compared(
            stage.label,
            _stage_words(left, stage),
            _stage_words(right, others.pop(stage.key, None)),
        )
        for stage in left.stages
    ]
    return [
        *lines,
        *(Compared(stage.label, "", _stage_words(right, stage)) for stage in others.values()),
    ]


def _stage_words(mech: Mechanism, stage: Stage | None) -> str:
    if stage is None:
        return ""
    said = [owners_text(mech, stage), within_text(mech, stage)]
    said += [_move_words(mech, move) for move in stage.moves]
    return "\n".join(filter(None, said))


def _move_words(mech: Mechanism, move: Move) -> str:
    by = "、".join(mech.role(role).label for role in move.by)
    onward = f" → {mech.stage(move.to).label}" if move.to else ""
    must = "、".join(mech.fact(key).label for key in move.needs)
    return f"· {move.label}（{by}）{onward}" + (f"，留：{must}" if must else "")
