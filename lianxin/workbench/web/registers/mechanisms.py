"""机制：采用着哪一份、墙上贴的图和表、两份比一比；发布与改用归代工委。"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.timezone import localtime
from django.views.decorators.http import require_POST

from lianxin.access.audience import signed_in
from lianxin.casework.usecases import adopt_practice, publish_mechanism
from lianxin.kernel.errors import NotVisible, RuleViolation
from lianxin.kernel.mechanism import diagram
from lianxin.kernel.mechanism.check import check_source
from lianxin.kernel.mechanism.model import Mechanism
from lianxin.kernel.mechanism.source import MechanismMistakes, Mistake
from lianxin.workbench.queries import registers_mechanisms as shelf
from lianxin.workbench.queries.rulelinks import basis_lines
from lianxin.workbench.web.desk import Desk, desk_of, go, show, whole
from lianxin.workbench.web.registers.comparing import titled
from lianxin.workbench.web.registers.doors import office, registrar, runs_office
from lianxin.workbench.web.registers.tables import Link, Mark, Table, exports_of, table_sheet

LONGEST = 256 * 1024


class MechanismForm(forms.Form):
    """发布自己写的一份。"""

    source = forms.FileField(label="机制文件（.toml）")
    overlay = forms.FileField(
        label="本地版（.toml）",
        required=False,
        help_text="只改几个数字、几个名字的，另写一份本地版。",
    )

    def clean(self) -> dict[str, Any]:
        """读成文字。"""
        given: dict[str, Any] = super().clean() or {}
        for name in ("source", "overlay"):
            if upload := given.get(name):
                given[name] = self._read(name, upload)
        return given

    def _read(self, name: str, upload: Any) -> str:
        try:
            text = upload.read(LONGEST + 1).decode("utf-8")
        except UnicodeDecodeError:
            self.add_error(name, "不是 UTF-8 编码的文字，请用文本编辑器另存为 UTF-8 再传。")
            return ""
        if len(text) > LONGEST:
            self.add_error(name, "文件太大了，一份机制不会超过 256 KB。")
        return str(text)


@signed_in
def mechanism_list(request: HttpRequest) -> HttpResponse:
    """三段程序各用哪一份，发布过哪些。"""
    return _list_page(request, registrar(request), MechanismForm())


def _list_page(
    request: HttpRequest,
    desk: Desk,
    form: MechanismForm,
    mistakes: tuple[Mistake, ...] = (),
    status: int = 200,
) -> HttpResponse:
    found = shelf.versions(congress_id=desk.congress_id)
    known = {one.name for one in found}
    context = {
        "slots": shelf.slot_lines(congress_id=desk.congress_id),
        "table": _versions_table(found),
        "packs": [(pack, pack.name in known) for pack in shelf.packs()],
        "form": form,
        "mistakes": mistakes,
        "may_publish": runs_office(desk),
        "exports": exports_of("workbench:mechanisms_export", ""),
    }
    return show(
        request,
        desk,
        "workbench/registers/mechanisms.html",
        context,
        active="mechanisms",
        status=status,
    )


@signed_in
def mechanisms_export(request: HttpRequest, ext: str) -> HttpResponseBase:
    """导出发布过的机制。"""
    desk = registrar(request)
    table = _versions_table(shelf.versions(congress_id=desk.congress_id))
    return table_sheet(desk, ext, [table], title="发布过的机制")


def _versions_table(found: list[shelf.Version]) -> Table:
    rows = tuple(
        (
            Link(one.label, reverse("workbench:mechanism", args=(one.id,)), one.name),
            one.edition,
            one.slot_label,
            localtime(one.published_at).date(),
            Mark("正在采用", "ok") if one.is_adopted else Mark("没有采用", "none"),
        )
        for one in found
    )
    heads = ("机制", "哪里的第几版", "用在哪一段", "发布", "用着没有")
    return Table("发布过的机制", heads, rows, "还没有发布过。")


@signed_in
def mechanism(request: HttpRequest, pk: int) -> HttpResponse:
    """一份机制：流程图、每一步归谁、多久、留什么；可以和另一份比。"""
    desk = desk_of(request)
    row, mech = shelf.published(pk)
    versions = shelf.versions(congress_id=desk.congress_id)
    me = next(one for one in versions if one.id == pk)
    other = whole(request.GET.get("with"))
    context = {
        "row": row,
        "mech": mech,
        "basis": basis_lines(congress_id=desk.congress_id, basis=mech.basis, today=desk.today),
        "me": me,
        "wall": _short(mech),
        "others": [one for one in versions if one.id != pk],
        "other": other,
        **(_comparison(mech, other) if other else {}),
        "may_adopt": runs_office(desk) and not me.is_adopted,
        "exports": exports_of("workbench:mechanism_export", "", pk),
    }
    return show(request, desk, "workbench/registers/mechanism.html", context, active="mechanisms")


def _comparison(mech: Mechanism, other: int) -> dict[str, Any]:
    _, against = shelf.published(other)
    return {
        "titles": (titled(mech), titled(against)),
        "compared": shelf.compared(mech, against),
    }


@signed_in
def mechanism_export(request: HttpRequest, pk: int, ext: str) -> HttpResponseBase:
    """导出墙上贴的表。"""
    desk = desk_of(request)
    _, mech = shelf.published(pk)
    return table_sheet(desk, ext, [_wall(mech)], title=mech.label)


def _wall(mech: Mechanism) -> Table:
    rows = tuple(row.cells for row in diagram.table(mech))
    return Table(mech.label, diagram.HEADINGS, rows, "没有环节。")


def _short(mech: Mechanism) -> Table:
    """页面上的表：同一环节归谁、多久只说一遍；依据在页头，不逐行重复。"""
    rows = []
    for row in diagram.table(mech):
        stage, *owed = row.cells[:4]
        rows.append((stage, *(owed if row.opens else ("", "", "")), *row.cells[4:7]))
    return Table(mech.label, diagram.HEADINGS[:7], tuple(rows), "没有环节。")


@signed_in
def mechanism_svg(request: HttpRequest, pk: int) -> HttpResponse:
    """流程图：由机制画出来，可以打印贴在墙上。"""
    desk_of(request)
    _, mech = shelf.published(pk)
    return HttpResponse(diagram.svg(mech), content_type="image/svg+xml")


@signed_in
@require_POST
def mechanism_adopt(request: HttpRequest, pk: int) -> HttpResponse:
    """从现在起改用这一份；此前立的件照原来的走完。要先勾上“我确认”。"""
    desk = office(request)
    back = reverse("workbench:mechanism", args=(pk,))
    row, _ = shelf.published(pk)
    if not request.POST.get("sure"):
        messages.error(request, "请先勾上“我确认”。改用之后，新立的件都按这一份走。")
        return go(request, back)
    adopt_practice(jurisdiction_id=desk.congress_id, mechanism_id=pk, actor=desk.actor, at=desk.now)
    messages.success(request, f"从现在起采用“{row.label}”；此前立的件照原来的走完。")
    return go(request, back)


@signed_in
@require_POST
def mechanism_publish(request: HttpRequest) -> HttpResponse:
    """发布一份：随程序带来的点一下就行；自己写的传上来，有错逐条列出行号。"""
    desk = office(request)
    if key := request.POST.get("pack", ""):
        pack = next((one for one in shelf.packs() if one.key == key), None)
        if pack is None:
            raise NotVisible("没有这份机制。")
        made = _publish(desk, pack.source, pack.overlay_source, f"{pack.key}.toml")
        return _published(request, made)
    form = MechanismForm(request.POST, request.FILES)
    if not form.is_valid():
        return _list_page(request, desk, form, status=422)
    name, given = "mechanism.toml", form.cleaned_data
    mistakes = check_source(given["source"], name)
    if not mistakes:
        try:
            return _published(
                request, _publish(desk, given["source"], given["overlay"] or "", name)
            )
        except MechanismMistakes as wrong:
            mistakes = list(wrong.mistakes)
        except RuleViolation as why:
            form.add_error(None, str(why))
    return _list_page(request, desk, form, tuple(mistakes), status=422)


def _publish(desk: Desk, source: str, overlay: str, path: str) -> Any:
    return publish_mechanism(
        source=source, overlay_source=overlay, path=path, actor=desk.actor, at=desk.now
    )


def _published(request: HttpRequest, made: Any) -> HttpResponse:
    edition = shelf.edition_of(made)
    messages.success(request, f"“{made.label}”（{edition}）发布好了。看过没有问题，再点采用。")
    return go(request, reverse("workbench:mechanism", args=(made.pk,)))
