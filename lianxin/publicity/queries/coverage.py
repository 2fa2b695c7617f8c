"""宣传报道的读：内部的清单；公开的只有批准了的，连的事也只连公开着的。"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from lianxin.access.viewers import STRANGER, Viewer
from lianxin.activities.models import Activity
from lianxin.casework.models import Case
from lianxin.kernel.errors import NotVisible
from lianxin.orgs.models import Mandate, Person
from lianxin.outcomes.models import Outcome
from lianxin.publicity import coverage_policies
from lianxin.publicity.models import Coverage, CoverageLink, PublicMatter

PAGE = 30
#: 页面从这里问：谁记得了、谁批准。
may_record_coverage = coverage_policies.may_record_coverage
may_publish_coverage = coverage_policies.may_publish_coverage
Kind = CoverageLink.Kind


@dataclass(frozen=True, slots=True)
class About:
    """说的一件：是什么、叫什么；``key`` 是它页面上的编号，公开页上没有页面的为空。"""

    kind: str
    kind_label: str
    title: str
    key: str


@dataclass(frozen=True, slots=True)
class CoverageCard:
    """一篇。"""

    row: Coverage
    about: tuple[About, ...]

    @property
    def state_words(self) -> str:
        """公开没有。"""
        if self.row.withdrawn_at is not None:
            return f"撤下了：{self.row.withdraw_reason}"
        return "已公开" if self.row.published_at is not None else "没有公开"


def coverage_list(
    *, viewer: Viewer, congress_id: int, before: int | None = None, limit: int = PAGE
) -> list[CoverageCard]:
    """本级记的，新记的在前。语句数固定。

    :raises NotVisible: 不归他看
    """
    if not may_record_coverage(viewer, congress_id):
        raise NotVisible("没有这一页。")
    rows = Coverage.objects.filter(jurisdiction=congress_id)
    rows = rows.filter(pk__lt=before) if before else rows
    return _cards(list(rows.order_by("-id")[:limit]), viewer)


def public_coverage(
    *, congress_id: int, before: tuple[date, int] | None = None, limit: int = PAGE
) -> list[CoverageCard]:
    """公开着的，新登的在前；没有批准的、撤下的不在内。语句数固定。"""
    rows = Coverage.objects.filter(
        jurisdiction=congress_id, published_at__isnull=False, withdrawn_at__isnull=True
    )
    if before is not None:
        on, pk = before
        rows = rows.filter(on__lt=on) | rows.filter(on=on, pk__lt=pk)
    return _cards(list(rows.order_by("-on", "-id")[:limit]), None)


def _cards(rows: list[Coverage], viewer: Viewer | None) -> list[CoverageCard]:
    links: dict[int, list[CoverageLink]] = defaultdict(list)
    wanted: dict[str, set[int]] = defaultdict(set)
    for link in CoverageLink.objects.filter(coverage__in=rows).order_by("id"):
        links[link.coverage_id].append(link)
        wanted[link.kind].add(link.ref)
    known = _known(wanted, viewer)
    return [
        CoverageCard(
            row,
            tuple(
                About(link.kind, link.get_kind_display(), *known[link.kind, link.ref])
                for link in links[row.pk]
                if (link.kind, link.ref) in known
            ),
        )
        for row in rows
    ]


def _known(
    wanted: dict[str, set[int]], viewer: Viewer | None
) -> dict[tuple[str, int], tuple[str, str]]:
    """各样的名字和页面编号；``viewer`` 为空是群众，只认公开的。四条语句。"""
    found: dict[tuple[str, int], tuple[str, str]] = {}
    found |= _cases(wanted[Kind.CASE], viewer)
    activities = Activity.objects.filter(pk__in=wanted[Kind.ACTIVITY])
    for pk, title in activities.visible_to(viewer or STRANGER).values_list("pk", "title"):
        found[Kind.ACTIVITY, pk] = (title, str(pk))
    for pk, name in _deputies(wanted[Kind.DEPUTY]):
        found[Kind.DEPUTY, pk] = (name, str(pk))
    found |= _outcomes(wanted[Kind.OUTCOME], viewer)
    return found


def _cases(wanted: Iterable[int], viewer: Viewer | None) -> dict[tuple[str, int], tuple[str, str]]:
    rows = Case.objects.filter(pk__in=wanted)
    if viewer is not None:
        seen = rows.visible_to(viewer).values_list("pk", "number", "title")
        return {(Kind.CASE, pk): (f"{number} {title}", str(pk)) for pk, number, title in seen}
    threads = {thread: pk for pk, thread in rows.values_list("pk", "thread") if thread}
    shown = _public_matters(threads)
    return {(Kind.CASE, threads[one.thread]): (one.title, one.number) for one in shown}


def _outcomes(
    wanted: Iterable[int], viewer: Viewer | None
) -> dict[tuple[str, int], tuple[str, str]]:
    """成果：群众看得见的，是公开着的那件事的成果。"""
    rows = Outcome.objects.filter(pk__in=wanted)
    if viewer is not None:
        seen = rows.filter(case_id__in=Case.objects.visible_to(viewer).values("pk"))
        return {(Kind.OUTCOME, row.pk): (row.what, str(row.pk)) for row in seen}
    found = list(rows)
    homes = Case.objects.filter(pk__in=[row.case_id for row in found])
    threads = {pk: thread for pk, thread in homes.values_list("pk", "thread") if thread}
    shown = {one.thread: one.number for one in _public_matters(threads.values())}
    return {
        (Kind.OUTCOME, row.pk): (row.what, shown[threads[row.case_id]])
        for row in found
        if threads.get(row.case_id) in shown
    }


def _public_matters(threads: Iterable[int]) -> Iterable[PublicMatter]:
    rows = PublicMatter.objects.filter(thread__in=list(threads), withdrawn_at__isnull=True)
    return rows.exclude(approved_by="")


def _deputies(wanted: Iterable[int]) -> Iterable[tuple[int, str]]:
    seated = Mandate.objects.filter(person__in=wanted, state="active").values("person")
    return Person.objects.filter(pk__in=seated).values_list("pk", "name")
