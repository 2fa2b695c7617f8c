"""附件的写：传上来、附到一件事上、隔离、清掉没人要的。"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import BinaryIO, Final
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction

from lianxin.audit.usecases import record
from lianxin.files import images, names, scanner, sniffing, storage
from lianxin.files.models import Attachment
from lianxin.files.refusals import FileRefused, FileTooLarge, Infected
from lianxin.kernel.actors import Actor
from lianxin.kernel.errors import NotVisible

MOST_IMAGE_MEGABYTES: Final = 20
MOST_DOCUMENT_MEGABYTES: Final = 30
MOST_PER_SUBJECT: Final = 30
MOST_PER_SCAN: Final = 200
_GIVE_UP_AFTER: Final = 3
LOOSE_FOR: Final = timedelta(hours=24)
"""传上来而没有附到任何事上的，留这么久。"""

_MEGABYTE: Final = 1024 * 1024
_IMAGE_HEADS: Final = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")


class NotAttachable(FileRefused):
    """附不上：不存在、已经附在别的事上，或者太多。"""


@dataclass(frozen=True, slots=True)
class _Ready:
    """整理好、可以落盘的内容。"""

    kind: str
    content: bytes
    content_type: str
    extension: str
    thumbnail: bytes = b""
    width: int | None = None
    height: int | None = None


def store_image(
    *, upload: BinaryIO, original_name: str, audience: str, actor: Actor, at: datetime
) -> Attachment:
    """收一张照片。群众的页面只用这一个入口，别的文件一律不收。

    :raises FileTooLarge: 超过 20 MB
    :raises FileRefused: 不是照片、残缺、像素太多
    """
    content = _read(upload, MOST_IMAGE_MEGABYTES, "照片")
    scan = _screened(content, original_name, audience=audience, actor=actor, at=at)
    ready = _picture(content)
    return _store(ready, original_name, audience=audience, scan=scan, actor=actor, at=at)


def store_document(
    *, upload: BinaryIO, original_name: str, audience: str, actor: Actor, at: datetime
) -> Attachment:
    """收一份工作人员（或凭单次链接答复的外单位）传的文件：PDF、docx、xlsx；JPG、PNG 按照片收。

    :raises FileTooLarge: 超过 30 MB
    :raises FileRefused: 类型不收、带宏、带密码、残缺、压缩包体检不过
    """
    content = _read(upload, MOST_DOCUMENT_MEGABYTES, "文件")
    scan = _screened(content, original_name, audience=audience, actor=actor, at=at)
    ready = _picture(content) if content.startswith(_IMAGE_HEADS) else _document(content)
    return _store(ready, original_name, audience=audience, scan=scan, actor=actor, at=at)


def _screened(
    content: bytes, original_name: str, *, audience: str, actor: Actor, at: datetime
) -> str:
    """收之前先查毒；有毒的隔离、留痕、告诉传的人。没查成的按设置先收下等着，或先不收。"""
    if not settings.SCANNER:
        return Attachment.Scan.NONE
    try:
        virus = _virus_in(content)
    except scanner.ScannerDown as down:
        if settings.SCANNER_REFUSES:
            raise FileRefused("现在查不了病毒，附件暂时不能收；请过一会儿再传") from down
        return Attachment.Scan.WAITING
    if virus:
        _isolate(content, original_name, virus, audience=audience, actor=actor, at=at)
        raise Infected(f"查出病毒（{virus}），已经隔离，没有收；请用杀毒软件查过，换一个文件再传")
    return Attachment.Scan.CLEAN


def _virus_in(content: bytes) -> str:
    return scanner.scan(content, address=settings.SCANNER, seconds=settings.SCANNER_SECONDS)


@transaction.atomic
def _isolate(
    content: bytes, original_name: str, virus: str, *, audience: str, actor: Actor, at: datetime
) -> None:
    """有毒的原样留着备查，不解析、不重编码，也不给任何人打开。"""
    ready = _Ready(Attachment.Kind.DOCUMENT, content, "application/octet-stream", "bin")
    row = _store(
        ready,
        original_name,
        audience=audience,
        scan=Attachment.Scan.INFECTED,
        actor=actor,
        at=at,
        quarantined_reason=f"查出病毒：{virus}",
    )
    _note_quarantine(row, actor, at=at)


def _read(upload: BinaryIO, megabytes: int, what: str) -> bytes:
    # 只多读一个字节就知道超没超，不把整个大文件读进内存。
    content = upload.read(megabytes * _MEGABYTE + 1)
    if len(content) > megabytes * _MEGABYTE:
        raise FileTooLarge(f"{what}超过 {megabytes} MB，请压缩或分开再传")
    if not content:
        raise FileRefused(f"{what}是空的，请重新选")
    return content


def _picture(content: bytes) -> _Ready:
    picture = images.reencode(content)
    return _Ready(
        kind=Attachment.Kind.IMAGE,
        content=picture.content,
        content_type=images.CONTENT_TYPE,
        extension="jpg",
        thumbnail=picture.thumbnail,
        width=picture.width,
        height=picture.height,
    )


def _document(content: bytes) -> _Ready:
    found = sniffing.document_type(content)
    return _Ready(
        kind=Attachment.Kind.DOCUMENT,
        content=content,
        content_type=found.content_type,
        extension=found.extension,
    )


def _store(
    ready: _Ready,
    original_name: str,
    *,
    audience: str,
    scan: str,
    actor: Actor,
    at: datetime,
    quarantined_reason: str = "",
) -> Attachment:
    identity = uuid4()
    name = storage.stored_name(identity, ready.extension)
    # 先落盘再记账：账上有的，盘上一定有。
    storage.write(name, ready.content)
    if ready.thumbnail:
        storage.write(storage.thumbnail_name(name), ready.thumbnail)
    return Attachment.objects.create(
        id=identity,
        kind=ready.kind,
        content_type=ready.content_type,
        size=len(ready.content),
        sha256=sha256(ready.content).hexdigest(),
        original_name=names.display_name(original_name, ready.extension),
        stored_name=name,
        width=ready.width,
        height=ready.height,
        audience=audience,
        uploaded_at=at,
        uploaded_by_id=actor.id,
        uploaded_by_name=actor.name,
        scan=scan,
        quarantined_reason=quarantined_reason,
    )


@transaction.atomic
def attach(
    *,
    attachment_ids: Iterable[UUID],
    subject_kind: str,
    subject_id: int,
    actor: Actor,
    at: datetime,
    jurisdiction_id: int | None = None,
    thread: int | None = None,
) -> int:
    """把传好的附件附到一件事上，返回附了几个。附过的不能再附到别处；同一件事上重附不算错。

    编号猜不出来，谁拿着编号谁就是传的人；登录的人只能附自己传的。

    :raises NotAttachable: 有不存在的、别人的、已在别处的，或者超过 30 个
    """
    wanted = set(attachment_ids)
    rows = list(Attachment.objects.select_for_update().filter(pk__in=wanted, quarantined_reason=""))
    home = (subject_kind, subject_id)
    loose = [row for row in rows if row.subject_id is None and _may_use(row, actor)]
    settled = [row for row in rows if (row.subject_kind, row.subject_id) == home]
    if len(loose) + len(settled) != len(wanted):
        raise NotAttachable("有的附件没有传好或已经用过，请重新传")
    if not loose:
        return 0
    if Attachment.objects.of(*home).count() + len(loose) > MOST_PER_SUBJECT:
        raise NotAttachable(f"一件事最多附 {MOST_PER_SUBJECT} 个附件，请挑要紧的传")
    Attachment.objects.filter(pk__in=[row.pk for row in loose]).update(
        subject_kind=subject_kind, subject_id=subject_id
    )
    record(
        actor=actor,
        at=at,
        verb="attachment.attach",
        subject_kind=subject_kind,
        subject_id=subject_id,
        jurisdiction_id=jurisdiction_id,
        thread=thread,
        facts={"count": len(loose), "sha256": sorted(row.sha256 for row in loose)},
    )
    return len(loose)


def _may_use(row: Attachment, actor: Actor) -> bool:
    return row.uploaded_by_id in {None, actor.id}


@transaction.atomic
def hand_over(
    *, from_kind: str, from_id: int, to_kind: str, to_id: int, actor: Actor, at: datetime
) -> int:
    """把一件事上的附件整个移交给另一件事（送审稿审齐了，附件归到办件），返回移了几个。

    :raises NotAttachable: 移过去就超过 30 个
    """
    rows = list(Attachment.objects.select_for_update().of(from_kind, from_id))
    if not rows:
        return 0
    if Attachment.objects.of(to_kind, to_id).count() + len(rows) > MOST_PER_SUBJECT:
        raise NotAttachable(f"一件事最多附 {MOST_PER_SUBJECT} 个附件，请挑要紧的传")
    Attachment.objects.of(from_kind, from_id).update(subject_kind=to_kind, subject_id=to_id)
    record(
        actor=actor,
        at=at,
        verb="attachment.hand_over",
        subject_kind=to_kind,
        subject_id=to_id,
        facts={"count": len(rows), "sha256": sorted(row.sha256 for row in rows)},
    )
    return len(rows)


@transaction.atomic
def copy_to(
    *,
    attachment_ids: Iterable[UUID],
    to_kind: str,
    to_id: int,
    actor: Actor,
    at: datetime,
    jurisdiction_id: int | None = None,
    thread: int | None = None,
) -> int:
    """把附在别的事上的几个附件各抄一份附到这件事上（合办的答复函，各件都要有），返回抄了几个。

    各有各的编号，内容在盘上是同一个文件，隔离一份就都隔离。隔离了的不抄；这件事上已经有
    同样内容的不再抄；连同原有的最多 30 个。
    """
    held = set(Attachment.objects.of(to_kind, to_id).values_list("sha256", flat=True))
    wanted = Attachment.objects.filter(pk__in=set(attachment_ids), subject_id__isnull=False)
    rows = wanted.filter(quarantined_reason="").exclude(sha256__in=held)
    fresh = list(rows.order_by("uploaded_at", "id")[: max(0, MOST_PER_SUBJECT - len(held))])
    for row in fresh:
        row.pk, row.subject_kind, row.subject_id = uuid4(), to_kind, to_id
    Attachment.objects.bulk_create(fresh)
    if fresh:
        record(
            actor=actor,
            at=at,
            verb="attachment.attach",
            subject_kind=to_kind,
            subject_id=to_id,
            jurisdiction_id=jurisdiction_id,
            thread=thread,
            facts={"count": len(fresh), "sha256": sorted(row.sha256 for row in fresh)},
        )
    return len(fresh)


@transaction.atomic
def quarantine(
    *,
    attachment_id: UUID,
    reason: str,
    actor: Actor,
    at: datetime,
    jurisdiction_id: int | None = None,
    thread: int | None = None,
) -> None:
    """隔离一个附件，连同抄到别的事上的各份：谁都看不到它，文件留着备查。

    :raises FileRefused: 没写理由
    :raises NotVisible: 没有这个附件，或已经隔离
    """
    if not reason.strip():
        raise FileRefused("请写明为什么隔离这个附件")
    standing = Attachment.objects.filter(quarantined_reason="", subject_id__isnull=False)
    row = standing.filter(pk=attachment_id).first()
    if row is None:
        raise NotVisible("没有这个附件")
    # 抄到别的事上的几份是同一个文件，一起锁住、一起隔离，各自留痕。
    same = standing.select_for_update().filter(stored_name=row.stored_name)
    found = list(same.order_by("id"))
    if row.pk not in {one.pk for one in found}:
        raise NotVisible("没有这个附件")
    for one in found:
        one.quarantined_reason = reason.strip()[:200]
        one.save(update_fields=["quarantined_reason"])
        line = thread if one.pk == row.pk else None
        _note_quarantine(one, actor, at=at, jurisdiction_id=jurisdiction_id, thread=line)


def _note_quarantine(row: Attachment, actor: Actor, *, at: datetime, **where: int | None) -> None:
    """留痕；还没有附到事上的，对象写 0，靠内容摘要找。"""
    record(
        actor=actor,
        at=at,
        verb="attachment.quarantine",
        subject_kind=row.subject_kind or "attachment",
        subject_id=row.subject_id or 0,
        facts={"sha256": row.sha256, "reason": row.quarantined_reason},
        **where,
    )


def scan_waiting(*, actor: Actor, at: datetime) -> int:
    """补查待扫描的，先传的先查，返回查成了几个；接连几个查不成就下回再查。"""
    done = failed = 0
    for row in Attachment.objects.filter(scan=Attachment.Scan.WAITING).order_by("uploaded_at")[
        :MOST_PER_SCAN
    ]:
        try:
            with storage.read(row.stored_name) as stream:
                virus = _virus_in(stream.read())
        except (scanner.ScannerDown, FileNotFoundError):
            failed += 1
            if failed == _GIVE_UP_AFTER:
                break
            continue
        _settle(row.pk, virus, actor=actor, at=at)
        done += 1
    return done


@transaction.atomic
def _settle(pk: UUID, virus: str, *, actor: Actor, at: datetime) -> None:
    row = Attachment.objects.select_for_update().filter(pk=pk, scan="waiting").first()
    if row is None:
        return
    row.scan = Attachment.Scan.INFECTED if virus else Attachment.Scan.CLEAN
    if virus and not row.quarantined_reason:
        row.quarantined_reason = f"查出病毒：{virus}"
        _note_quarantine(row, actor, at=at)
    row.save(update_fields=["scan", "quarantined_reason"])


def sweep_loose(*, at: datetime) -> int:
    """清掉传上来一天还没有附到任何事上的附件，返回清了几个；隔离的留着备查。"""
    stale = Attachment.objects.filter(
        subject_id__isnull=True, uploaded_at__lt=at - LOOSE_FOR, quarantined_reason=""
    )
    removed = 0
    for pk, name in stale.values_list("pk", "stored_name"):
        # 带着条件删：刚刚被附上的，条件不再成立，就不会删错。
        if Attachment.objects.filter(pk=pk, subject_id__isnull=True).delete()[0]:
            storage.remove(name)
            storage.remove(storage.thumbnail_name(name))
            removed += 1
    return removed
