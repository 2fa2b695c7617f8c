"""规章制度与机制：依据里有哪些条可以对、哪些正在采用的机制还引用着废止了的。"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from lianxin.casework.mechanisms import mechanism
from lianxin.casework.models import Practice, PublishedMechanism
from lianxin.documents.queries import RuleCard, cited_rules, repealed_citations
from lianxin.kernel.mechanism.model import Mechanism
from lianxin.workbench.queries.sources import basis_words


@dataclass(frozen=True, slots=True)
class Basis:
    """机制页上的一条依据；``rule`` 是它对着的规章制度。"""

    words: str
    rule: RuleCard | None

    @property
    def is_repealed(self) -> bool:
        """对着的那一项废止了，或定了哪天起废止。"""
        return self.rule is not None and self.rule.repealed_on is not None


@dataclass(frozen=True, slots=True)
class Citing:
    """引用一条依据的一份机制。"""

    mechanism_id: int
    label: str
    is_adopted: bool


@dataclass(frozen=True, slots=True)
class Stale:
    """正在采用的机制引用着废止了的一项。"""

    rule: RuleCard
    mechanism_id: int
    label: str


def basis_lines(*, congress_id: int, basis: Iterable[str], today: date) -> list[Basis]:
    """机制的依据，法条在前；对上了规章制度的带着那一项。一条查询。"""
    listed = list(basis)
    found = cited_rules(congress_id=congress_id, basis=listed, today=today)
    by_words: dict[str, RuleCard] = {}
    for one in listed:
        for words in basis_words([one]):
            if one in found:
                by_words.setdefault(words, found[one])
    return [Basis(words, by_words.get(words)) for words in basis_words(listed)]


def basis_choices(*, congress_id: int) -> list[tuple[str, str]]:
    """可以对上规章制度的依据：发布过的机制写着的，正在采用的在前。"""
    found: dict[str, str] = {}
    for _, mech, _ in _published(congress_id):
        for one in mech.basis:
            if words := basis_words([one]):
                found.setdefault(one, words[0])
    return list(found.items())


def citing(*, congress_id: int, basis: Iterable[str]) -> dict[str, list[Citing]]:
    """这几条依据，各有哪些机制写着；键是依据给人看的话。"""
    wanted = {one: words[0] if (words := basis_words([one])) else one for one in basis}
    found: dict[str, list[Citing]] = {words: [] for words in wanted.values()}
    if not wanted:
        return found
    for row, mech, is_adopted in _published(congress_id):
        for one in wanted.keys() & set(mech.basis):
            found[wanted[one]].append(Citing(row.pk, row.label, is_adopted))
    return found


def stale_citations(*, congress_id: int, today: date) -> list[Stale]:
    """正在采用的机制里，哪些还引用着废止了的规章制度。"""
    gone = repealed_citations(congress_id=congress_id, today=today)
    if not gone:
        return []
    return [
        Stale(rule, row.pk, row.label)
        for row, mech, is_adopted in _published(congress_id)
        for basis, rule in gone
        if is_adopted and basis in mech.basis
    ]


def _published(congress_id: int) -> Iterable[tuple[PublishedMechanism, Mechanism, bool]]:
    """发布过的各份，正在采用的在前；读好的机制留在进程里。"""
    adopted = set(
        Practice.objects.filter(jurisdiction=congress_id, ends_at__isnull=True).values_list(
            "mechanism_id", flat=True
        )
    )
    rows = PublishedMechanism.objects.defer("source", "overlay_source").order_by("-id")
    for row in sorted(rows, key=lambda row: row.pk not in adopted):
        yield row, mechanism(row.pk), row.pk in adopted
