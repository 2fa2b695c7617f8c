"""规章制度的读：汇编、一项的全文、按类按状态数、机制依据对着哪一项。返回冻结的数据类。"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from lianxin.access.viewers import Viewer
from lianxin.documents.models import Rule, RuleCategory, RuleCitation, standing
from lianxin.kernel.errors import NotVisible

PAGE = 50


@dataclass(frozen=True, slots=True)
class RuleCard:
    """汇编里的一项。``standing`` 是算到今天的状态。"""

    id: int
    jurisdiction_id: int
    category_id: int
    category: str
    title: str
    number: str
    issuing_body: str
    standing: str
    adopted_on: date | None
    effective_on: date | None
    repealed_on: date | None
    repeal_reason: str
    is_public: bool
    is_waiting: bool

    @property
    def state_words(self) -> str:
        """现行、尚未施行、草稿，或哪天起废止。"""
        if self.standing == Rule.Status.IN_FORCE and self.repealed_on:
            return f"现行，{_day(self.repealed_on)}起废止"
        if self.standing == Rule.Status.IN_FORCE and self.is_waiting and self.effective_on:
            return f"{_day(self.effective_on)}起施行"
        return str(Rule.Status(self.standing).label)

    @property
    def tone(self) -> str:
        """信号灯。"""
        ending = self.repealed_on is not None or self.is_waiting
        return {"draft": "warn", "in_force": "warn" if ending else "ok"}.get(self.standing, "none")


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


@dataclass(frozen=True, slots=True)
class RulePage:
    """一项的全文，连同它代替的、代替它的、对着它的机制依据。"""

    card: RuleCard
    text: str
    supersedes: tuple[int, str] | None
    superseded_by: tuple[int, str] | None
    basis: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CategoryLine:
    """一类里草稿、现行、已废止各几项。"""

    id: int
    name: str
    draft: int
    in_force: int
    repealed: int

    @property
    def total(self) -> int:
        """合计。"""
        return self.draft + self.in_force + self.repealed


def rule_page(
    *,
    viewer: Viewer | None,
    congress_id: int,
    today: date,
    status: str = "",
    category: int | None = None,
    q: str = "",
    before: int | None = None,
    limit: int = PAGE,
) -> list[RuleCard]:
    """看得见的规章制度，新登记的在前；``viewer`` 为空是公众。一条查询。"""
    rows = _seen(viewer, today).filter(jurisdiction=congress_id)
    if status:
        rows = rows.filter(standing(status, today))
    if category:
        rows = rows.filter(category=category)
    if word := q.strip():
        rows = rows.filter(
            Q(title__icontains=word) | Q(number__icontains=word) | Q(text__icontains=word)
        )
    if before:
        rows = rows.filter(pk__lt=before)
    found = rows.select_related("category").defer("text").order_by("-id")[:limit]
    return [_card(row, today) for row in found]


def _seen(viewer: Viewer | None, today: date) -> QuerySet[Rule]:
    if viewer is None:
        return Rule.objects.public(today)
    return Rule.objects.visible_to(viewer)


def _card(row: Rule, today: date) -> RuleCard:
    return RuleCard(
        id=row.pk,
        jurisdiction_id=row.jurisdiction_id,
        category_id=row.category_id,
        category=row.category.name,
        title=row.title,
        number=row.number,
        issuing_body=row.issuing_body,
        standing=_standing(row, today),
        adopted_on=row.adopted_on,
        effective_on=row.effective_on,
        repealed_on=row.repealed_on,
        repeal_reason=row.repeal_reason,
        is_public=row.is_public,
        is_waiting=bool(row.effective_on and row.effective_on > today),
    )


def _standing(row: Rule, today: date) -> str:
    later = bool(row.repealed_on and row.repealed_on > today)
    return str(Rule.Status.IN_FORCE if later else row.status)


def get_rule(*, viewer: Viewer | None, pk: int, today: date) -> RulePage:
    """取一项的全文；``viewer`` 为空是公众。

    :raises NotVisible: 没有，或无权看
    """
    rows = _seen(viewer, today).select_related("category")
    row = rows.filter(pk=pk).first()
    if row is None:
        raise NotVisible("没有这项规章制度，或者您无权查看。")
    around = _seen(viewer, today)
    newer = around.filter(supersedes=row).exclude(status=Rule.Status.DRAFT)
    return RulePage(
        card=_card(row, today),
        text=row.text,
        supersedes=_named(around.filter(pk=row.supersedes_id or 0)),
        superseded_by=_named(newer),
        basis=tuple(
            RuleCitation.objects.filter(rule=row).order_by("basis").values_list("basis", flat=True)
        ),
    )


def _named(rows: QuerySet[Rule]) -> tuple[int, str] | None:
    return rows.values_list("pk", "title").first()


def is_rule_public(*, pk: int, today: date) -> bool:
    """公众看不看得见这一项。"""
    return Rule.objects.public(today).filter(pk=pk).exists()


def rule_categories(*, congress_id: int) -> list[tuple[int, str]]:
    """一级人大的类别，照排好的次序。"""
    rows = RuleCategory.objects.filter(jurisdiction=congress_id).order_by("position", "id")
    return list(rows.values_list("pk", "name"))


def rule_counts(*, viewer: Viewer | None, congress_id: int, today: date) -> list[CategoryLine]:
    """每一类各种状态几项，一项没有的类也列；两条查询。"""
    rows = _seen(viewer, today).filter(jurisdiction=congress_id)
    counted = {
        category: numbers
        for category, *numbers in rows.values_list("category")
        .annotate(
            drafts=Count("pk", filter=standing("draft", today)),
            current=Count("pk", filter=standing("in_force", today)),
            gone=Count("pk", filter=standing("repealed", today)),
        )
        .order_by()
    }
    return [
        CategoryLine(pk, name, *counted.get(pk, (0, 0, 0)))
        for pk, name in rule_categories(congress_id=congress_id)
    ]


def rules_in_force(*, congress_id: int) -> list[tuple[int, str]]:
    """现行的，供选代替哪一项。"""
    rows = Rule.objects.filter(jurisdiction=congress_id, status=Rule.Status.IN_FORCE)
    return list(rows.order_by("category__position", "title").values_list("pk", "title"))


def cited_rules(*, congress_id: int, basis: Iterable[str], today: date) -> dict[str, RuleCard]:
    """机制依据里的各条，在这一级人大对着哪一项；一条查询。"""
    rows = RuleCitation.objects.filter(jurisdiction=congress_id, basis__in=set(basis))
    return {
        row.basis: _card(row.rule, today) for row in rows.select_related("rule", "rule__category")
    }


def repealed_citations(*, congress_id: int, today: date) -> list[tuple[str, RuleCard]]:
    """对着已经废止（或定了废止）的规章制度的依据；一条查询。"""
    rows = RuleCitation.objects.filter(
        jurisdiction=congress_id, rule__status=Rule.Status.REPEALED
    ).select_related("rule", "rule__category")
    return [(row.basis, _card(row.rule, today)) for row in rows.order_by("basis")]
