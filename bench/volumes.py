"""量大的时候：两千件建议三年、二十万份责任一遍巡查、四万人订消息只有两百人有新事。

在比快慢那套服务的库里跑：样本经用例造出来，成片的由它克隆；每样报几秒、几条语句、内存最高到多少。
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection
from django.test import Client, override_settings
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from bench import clone
from lianxin.access.models import Account
from lianxin.casework.models import Duty
from lianxin.casework.usecases import sweep
from lianxin.documents.letters import Letterhead
from lianxin.documents.wordfiles import word_file
from lianxin.insight.queries.annual import count_year
from lianxin.kernel.actors import SYSTEM
from lianxin.notify import usecases as messages
from lianxin.notify.models import Delivery, Preference
from lianxin.orgs.models import Body, Person, Post
from lianxin.suggestions.models import Suggestion
from lianxin.suggestions.queries.papers import Scope, annual_report, entries_of

YEARS, A_YEAR = 3, 2_000
DUTIES = 200_000
SUBSCRIBERS, WITH_NEWS = 40_000, 200
PREFIX = "BS-2026-"
SUGGESTION: dict[str, clone.Row] = {
    "casework_case": {
        "id": "%(case)s + n",
        "subject_id": "%(suggestion)s + n",
        "thread": "%(case)s + n",
        "number": "%(prefix)s || n",
        "opened_at": "s.opened_at - (n %% 3) * interval '1 year'",
    },
    "suggestions_suggestion": {
        "id": "%(suggestion)s + n",
        "case_id": "%(case)s + n",
        "number": "%(prefix)s || n",
        "submitted_at": "s.submitted_at - (n %% 3) * interval '1 year'",
    },
    "casework_duty": {"id": None, "case_id": "%(case)s + n"},
    "casework_party": {"id": None, "case_id": "%(case)s + n"},
    "audit_entry": {"id": None, "subject_id": "%(case)s + n", "thread": "%(case)s + n"},
}
_ITS_CASE = "(SELECT case_id FROM suggestions_suggestion WHERE id = %(sample)s)"
_OF_SAMPLE = {
    "casework_case": f"s.id = {_ITS_CASE}",
    "suggestions_suggestion": "s.id = %(sample)s",
    "casework_duty": f"s.case_id = {_ITS_CASE}",
    "casework_party": f"s.case_id = {_ITS_CASE}",
    "audit_entry": f"s.thread = {_ITS_CASE}",
}


def main(given: dict[str, Any]) -> dict[str, Any]:
    """三样各量一遍；``office`` 是登录好的代表工作机构的 cookie。"""
    return {
        **suggestions(int(given["suggestion"]), given["office_session"]),
        **subscribers(),
        **patrol(int(given["open"])),
    }


def timed(act: Callable[[], Any]) -> tuple[Any, float, int]:
    """做一遍：结果、几秒、几条语句。"""
    asked = 0

    def counted(execute: Callable[..., Any], *words: Any) -> Any:
        nonlocal asked
        asked += 1
        return execute(*words)

    began = time.monotonic()
    with connection.execute_wrapper(counted):
        done = act()
    return done, time.monotonic() - began, asked


def peak_mib() -> int:
    """这个进程的内存最高到过多少 MiB。"""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _direct() -> psycopg.Connection[tuple[Any, ...]]:
    given = settings.DATABASES["default"]
    return psycopg.connect(
        dbname=given["NAME"],
        host=given["HOST"],
        user=given["USER"] or None,
        port=given["PORT"] or None,
        autocommit=True,
    )


def suggestions(pk: int, session: str) -> dict[str, Any]:
    """三年各两千件、办完评完的建议：监督台、清单、数字、年度报告。"""
    sample = Suggestion.objects.get(pk=pk)
    client = Client(headers={"Cookie": f"sessionid={session}"})
    pages = {
        "监督台": "/desk/supervise/",
        "建议清单": "/desk/suggestions/",
        "数字": "/desk/numbers/",
    }
    few = {name: _page(client, path) for name, path in pages.items()}
    _clone(sample, YEARS * A_YEAR)
    many = {name: _page(client, path) for name, path in pages.items()}
    told: dict[str, Any] = {
        f"{name}，{YEARS * A_YEAR:,} 件": (
            f"{1000 * many[name][0]:.0f} 毫秒（一件时 {1000 * few[name][0]:.0f}），"
            f"语句 {few[name][1]} → {many[name][1]}"
        )
        for name in pages
    }
    scope = Scope(jurisdiction_id=sample.jurisdiction_id, year=timezone.localdate().year)
    before = peak_mib()
    counts, spent, asked = timed(lambda: count_year(scope, today=timezone.localdate()))
    told[f"年度报告，一年 {counts.raised:,} 件，数一遍"] = f"{spent:.1f} 秒，{asked} 条语句"
    body = Body.objects.get(pk=sample.jurisdiction_id)
    head, entries = _letterhead(body), entries_of(scope)
    paper = annual_report(scope=scope, head=head, counts=counts, entries=entries)
    made, spent, _ = timed(lambda: word_file(paper))
    told["年度报告，写成 docx"] = (
        f"{spent:.1f} 秒，{len(made) // 1024} KiB，内存最高 {before} → {peak_mib()} MiB"
    )
    return told


def _letterhead(congress: Body) -> Letterhead:
    return Letterhead(issuer=f"{congress.short_name}常委会代表工作委员会")


def _page(client: Client, path: str) -> tuple[float, int]:
    """打开一页：第二次用几秒，几条语句。"""
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    _, spent, asked = timed(lambda: client.get(path))
    return spent, asked


def _clone(sample: Suggestion, count: int) -> None:
    with _direct() as direct:
        base = {
            "case": clone.reserve(direct, "casework_case", count),
            "suggestion": clone.reserve(direct, "suggestions_suggestion", count),
            "prefix": PREFIX,
            "sample": sample.pk,
            "count": count,
        }
        clone.copy(direct, SUGGESTION, _OF_SAMPLE, base)


def patrol(sample: int) -> dict[str, Any]:
    """二十万份到期没办的责任，一遍巡查全部升级；再来一遍什么也不做。"""
    with _direct() as direct:
        clone.add(direct, sample, DUTIES)
        clone.settle(direct)
        direct.execute(
            "UPDATE casework_duty SET due_date = current_date - 3, check_on = current_date - 2"
            " WHERE discharged_at IS NULL"
        )
    waiting = Duty.objects.open().count()
    report, spent, asked = timed(lambda: sweep(at=timezone.now()))
    again, once_more, _ = timed(lambda: sweep(at=timezone.now()))
    return {
        f"巡查 {waiting:,} 份逾期责任": (
            f"{spent:.0f} 秒，{asked:,} 条语句，升级 {report.escalated:,} 份，"
            f"内存最高 {peak_mib()} MiB"
        ),
        "紧接着再巡查一遍": f"{once_more:.1f} 秒，升级 {again.escalated} 份",
    }


def _crowd(*, now: datetime, since: date) -> list[Body]:
    """四万人各在一个单位，都订了邮件；返回这些单位。"""
    crowd = Person.objects.bulk_create(Person(name=f"订户{n}") for n in range(SUBSCRIBERS))
    Account.objects.bulk_create(
        Account(username=f"s{p.pk}", email=f"s{p.pk}@example.com", person=p) for p in crowd
    )
    Preference.objects.bulk_create(
        Preference(person=p, channels=["email"], changed_at=now) for p in crowd
    )
    unit = Body.objects.filter(kind=Body.Kind.DEPARTMENT).order_by("id").first()
    assert unit is not None
    bodies = Body.objects.bulk_create(
        Body(
            kind=unit.kind,
            name=f"单位{n}",
            short_name=f"单位{n}",
            slug=f"crowd-{n}",
            level=unit.level,
            region_id=unit.region_id,
            congress_id=unit.congress_id,
            starts_on=since,
        )
        for n in range(SUBSCRIBERS)
    )
    Post.objects.bulk_create(
        Post(person=p, body=b, kind="staff", title="办事员", starts_on=since)
        for p, b in zip(crowd, bodies, strict=True)
    )
    return bodies


def subscribers() -> dict[str, Any]:
    """四万人订消息，两百人有新事。"""
    now, since = timezone.now(), timezone.localdate() - timedelta(days=400)
    bodies = _crowd(now=now, since=since)
    one = Duty.objects.open().select_related("case").first()
    assert one is not None
    messages.post_notices(
        readers=[(body.pk, None) for body in bodies[:WITH_NEWS]],
        jurisdiction_id=one.case.jurisdiction_id,
        case_id=one.case_id,
        text="快到期了",
        event="due_soon",
        actor=SYSTEM,
        at=now,
    )
    _past(now)
    before, jobs = Delivery.objects.count(), _jobs()
    morning = timezone.localtime(now + timedelta(days=4)).replace(hour=10)

    def run() -> None:
        for at in (now, morning):
            for step in (messages.gather, messages.spread, messages.pack):
                while step(actor=SYSTEM, at=at):
                    pass

    with override_settings(NOTIFY={"email": {"sender": "bridge@example.com"}}):
        _, spent, asked = timed(run)
    made = Delivery.objects.count() - before
    return {
        f"{SUBSCRIBERS:,} 人订消息，{WITH_NEWS} 人有新事": (
            f"{spent:.1f} 秒，{asked} 条语句，{made} 份，{_jobs() - jobs} 个任务"
        )
    }


def _past(at: datetime) -> None:
    """克隆出来的几百万条旧痕先翻过去：真跑着的每分钟都在翻，不积在这一遍里。"""
    while messages.gather(actor=SYSTEM, at=at):
        pass


def _jobs() -> int:
    return int(ProcrastinateJob.objects.filter(task_name="notify.deliver").count())


if __name__ == "__main__":
    print(json.dumps(main(json.loads(sys.argv[1])), ensure_ascii=False))
