"""装入一年的放假安排：从通知里抄成几行贴进来；暂定的期限随后重算，说清重算了几份。"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from lianxin.access.audience import signed_in
from lianxin.access.holidays import SpecialDay
from lianxin.access.usecases.calendar import load_year
from lianxin.orgs.models import CalendarDay
from lianxin.workbench.queries.registers import provisional_duties, recomputed_at
from lianxin.workbench.web.desk import Desk, go, show
from lianxin.workbench.web.registers.doors import attempt, office

KINDS = {label: kind.value for kind in CalendarDay.Kind for label in (kind.label, kind.value)} | {
    "调休": CalendarDay.Kind.MAKEUP.value,
    "上班": CalendarDay.Kind.MAKEUP.value,
}
SPLIT = re.compile(r"[,，\t]+|\s{1,}")
EXAMPLE = "2027-01-01,放假,元旦\n2027-02-06,放假,春节\n2027-02-20,调休上班,春节"


class YearForm(forms.Form):
    """一年的放假安排，一行一天。"""

    year = forms.IntegerField(label="哪一年", min_value=2000, max_value=2100)
    source = forms.CharField(label="依据哪份通知", max_length=120)
    days = forms.CharField(
        label="放假与调休的日子",
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 12, "placeholder": EXAMPLE, "class": "code-area"}),
        help_text="一行一天：日期,放假或调休上班,名称。从表格里复制过来也行；周末照常放假的不用写。",
    )

    def clean_days(self) -> list[SpecialDay]:
        """逐行读；写错的几行一次说全。"""
        lines = enumerate(self.cleaned_data["days"].splitlines(), start=1)
        read = [(number, *_read(line)) for number, line in lines if line.strip()]
        wrong = [f"第 {number} 行：{why}" for number, _, why in read if why]
        if wrong:
            raise forms.ValidationError("；".join(wrong))
        return [day for _, day, _ in read if day]


def _read(line: str) -> tuple[SpecialDay | None, str]:
    """一行的日子，或错在哪里。"""
    parts = [part for part in SPLIT.split(line.strip()) if part]
    if len(parts) != 3:
        return None, "要写日期、种类、名称三样"
    text, kind, name = parts
    try:
        day = date.fromisoformat(text.replace("/", "-").replace(".", "-"))
    except ValueError:
        return None, f"“{text}”不是日期，请写成 2027-01-01 的样子"
    if kind not in KINDS:
        return None, f"“{kind}”请写成“放假”或“调休上班”"
    return SpecialDay(day, KINDS[kind], name[:30]), ""


@signed_in
def calendar_year(request: HttpRequest) -> HttpResponse:
    """装入一年。"""
    desk = office(request)
    form = YearForm(
        request.POST if request.method == "POST" else None, initial={"year": desk.today.year + 1}
    )
    if request.method == "POST" and attempt(request, form, lambda given: _load(desk, given)):
        year = form.cleaned_data["year"]
        return go(request, f"{reverse('workbench:calendar')}?year={year}")
    waiting = provisional_duties(congress_id=desk.congress_id)
    context = {
        "form": form,
        "title": "装入一年的放假安排",
        "lead": f"装过的整年换掉。眼下有 {waiting} 份责任的到期日是暂定的，装好后自动重算。",
        "action": "装入",
        "back": {"url": reverse("workbench:calendar"), "label": "工作日历"},
    }
    return show(
        request,
        desk,
        "workbench/registers/form.html",
        context,
        active="calendar",
        status=422 if form.errors else 200,
    )


def _load(desk: Desk, given: dict[str, Any]) -> str:
    load_year(actor=desk.actor, at=desk.now, **given)
    changed = recomputed_at(at=desk.now)
    left = provisional_duties(congress_id=desk.congress_id)
    return (
        f"{given['year']} 年装好了，{len(given['days'])} 个特殊日子；"
        f"{changed} 份责任的到期日变了，还有 {left} 份是暂定的。"
    )
