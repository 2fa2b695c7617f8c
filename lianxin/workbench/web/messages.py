"""消息的设置：自己怎么收；本地的规则、预演、发送记录（代表工作机构）。"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from lianxin.access.audience import signed_in
from lianxin.casework.models import Case
from lianxin.kernel.errors import NotVisible, RuleViolation
from lianxin.notify.logs import (
    PAGE,
    Rehearsed,
    Sieve,
    deliveries,
    every_delivery,
    rehearse_case,
    rehearse_period,
    rule_cards,
    state_counts,
)
from lianxin.notify.models import Delivery
from lianxin.notify.queries import my_choices
from lianxin.notify.usecases import change_rule, resend, set_preference
from lianxin.notify.vocabulary import CHANNELS
from lianxin.workbench.messageforms import ChoicesForm, PreviewForm, RuleForm
from lianxin.workbench.queries.queue import Tab
from lianxin.workbench.web.desk import Desk, day, desk_of, go, next_url, show, whole
from lianxin.workbench.web.exports import export_links, sheet
from lianxin.workbench.web.lists import kept, pages, query, tabs
from lianxin.workbench.web.registerpages import posted, sheet_page

LOG_HEADS = ("生成时间", "给谁", "通道", "急缓", "几条", "状态", "试了几次", "送出时间", "缘由")
RULE_HEADS = ("什么事告诉谁", "急缓", "通道", "怎么说", "启用", "本地改过")
PREVIEW_HEADS = ("告诉谁", "是哪一种人", "实际收到的人", "通道", "急缓", "最早何时", "说什么")


@signed_in
def choices(request: HttpRequest) -> HttpResponse:
    """自己怎么收消息。"""
    desk = desk_of(request)
    mine = my_choices(viewer=desk.viewer)

    def act(given: dict[str, Any]) -> str:
        set_preference(
            viewer=desk.viewer,
            channels=given["channels"],
            digest_hour=given["digest_hour"],
            address={name: given[name] for name in CHANNELS},
            account_email=mine.account_email,
            actor=desk.actor,
            at=desk.now,
        )
        return "改好了。"

    now = {"channels": mine.channels, "digest_hour": mine.digest_hour, **mine.address}
    form = ChoicesForm(data=posted(request), initial=now)
    if mine.account_email:
        form.fields["email"].help_text = f"不填就发到账号的邮箱 {mine.account_email}。"
    return sheet_page(
        request,
        desk,
        form,
        title="怎么收消息",
        intro="地址加密保存，只用来给您发工作消息，别人看不到。",
        back=("消息", reverse("workbench:notices")),
        button="改好了",
        active="notices",
        act=act,
    )


@signed_in
def rules(request: HttpRequest) -> HttpResponse:
    """本地现行的规则：什么事告诉谁、多急、走哪条通道、怎么说。"""
    desk = desk_of(request)
    context = {
        "cards": rule_cards(viewer=desk.viewer, congress_id=desk.congress_id),
        "exports": export_links("workbench:message_rules_export", ""),
    }
    return show(request, desk, "workbench/messages/rules.html", context, active="messages")


@signed_in
def rules_export(request: HttpRequest, ext: str) -> HttpResponseBase:
    """规则导成表。"""
    desk = desk_of(request)
    cards = rule_cards(viewer=desk.viewer, congress_id=desk.congress_id)
    rows = [
        (
            card.rule.words,
            card.urgency,
            card.channels,
            card.text,
            "是" if card.rule.is_on else "否",
            "是" if card.is_changed else "否",
        )
        for card in cards
    ]
    return sheet(desk, ext, "消息规则", RULE_HEADS, rows)


@signed_in
def rule(request: HttpRequest, key: str) -> HttpResponse:
    """改一条规则。"""
    desk = desk_of(request)
    cards = rule_cards(viewer=desk.viewer, congress_id=desk.congress_id)
    card = next((each for each in cards if each.rule.key == key), None)
    if card is None:
        raise NotVisible("没有这一条规则。")

    def act(given: dict[str, Any]) -> str:
        change_rule(
            viewer=desk.viewer,
            congress_id=desk.congress_id,
            rule=key,
            actor=desk.actor,
            at=desk.now,
            **given,
        )
        return "改好了，今后的消息照它发。"

    now = {name: getattr(card.rule, name) for name in ("is_on", "urgency", "channels")}
    now["text"] = card.text
    return sheet_page(
        request,
        desk,
        RuleForm(data=posted(request), initial=now, event=card.rule.event),
        title=card.rule.words,
        back=("消息设置", reverse("workbench:message_rules")),
        button="改好了",
        active="messages",
        act=act,
    )


@signed_in
def preview(request: HttpRequest) -> HttpResponse:
    """预演：假如出了这件事，谁会收到什么；什么也不发。"""
    desk = desk_of(request)
    form = PreviewForm(data=request.GET or None)
    found = _rehearsed(desk, form)
    link = export_links("workbench:message_preview_export", query(request.GET.dict()))
    context = {"form": form, "rows": found, "exports": link if found else []}
    status = 422 if form.errors else 200
    page = "workbench/messages/preview.html"
    return show(request, desk, page, context, active="messages", status=status)


@signed_in
def preview_export(request: HttpRequest, ext: str) -> HttpResponseBase:
    """预演的结果导成表。"""
    desk = desk_of(request)
    rows = _rehearsed(desk, PreviewForm(data=request.GET)) or ()
    cells = [
        (
            row.reader,
            row.audience,
            row.person,
            row.channel,
            row.urgency,
            f"{timezone.localtime(row.due_at):%Y-%m-%d %H:%M}" if row.due_at else "",
            row.text,
        )
        for row in rows
    ]
    return sheet(desk, ext, "消息预演", PREVIEW_HEADS, cells)


def _rehearsed(desk: Desk, form: PreviewForm) -> Sequence[Rehearsed] | None:
    """没填就没有结果；编号看不见、找不到的，标在那一格上。"""
    rule_cards(viewer=desk.viewer, congress_id=desk.congress_id)
    if not form.is_bound or not form.is_valid():
        return None
    given = form.cleaned_data
    shared: dict[str, Any] = {
        "viewer": desk.viewer,
        "congress_id": desk.congress_id,
        "event": given["event"],
        "at": desk.now,
    }
    if not given["number"]:
        until = _midnight(given["until"]) + timedelta(days=1)
        return rehearse_period(since=_midnight(given["since"]), until=until, **shared)
    mine = Case.objects.visible_to(desk.viewer).filter(jurisdiction=desk.congress_id)
    case = mine.filter(number=given["number"].strip()).order_by("-pk").first()
    if case is None:
        form.add_error("number", "没有这个编号的办件，请照办件页上的编号填。")
        return None
    return rehearse_case(case_id=case.pk, **shared)


def _midnight(on: Any) -> datetime:
    return timezone.make_aware(datetime.combine(on, time()))


@signed_in
def log(request: HttpRequest) -> HttpResponse:
    """发送记录：排队的、送出的、没送成的；没送成的可以再发。"""
    desk = desk_of(request)
    sieve = _sieve(request)
    shared: dict[str, Any] = {"viewer": desk.viewer, "congress_id": desk.congress_id}
    found = deliveries(sieve=sieve, before=whole(request.GET.get("before")), **shared)
    counts = state_counts(sieve=sieve, **shared)
    given = kept(request, "state", "channel", "since", "until")
    labels = [("", "全部", sum(counts.values()))]
    labels += [(state.value, str(state.label), counts.get(state, 0)) for state in Delivery.State]
    context = {
        "rows": found,
        "sieve": sieve,
        "channels": CHANNELS.items(),
        "tabs": tabs((Tab(*each) for each in labels), sieve.state, given, "state"),
        "exports": export_links("workbench:message_log_export", query(given)),
        "here": request.get_full_path(),
        **pages(request, given, found[-1].id if found else None, full=len(found) == PAGE),
    }
    return show(request, desk, "workbench/messages/log.html", context, active="messages")


@signed_in
def log_export(request: HttpRequest, ext: str) -> HttpResponseBase:
    """发送记录导成表。"""
    desk = desk_of(request)
    rows = every_delivery(viewer=desk.viewer, congress_id=desk.congress_id, sieve=_sieve(request))
    cells = (
        (
            f"{timezone.localtime(row.made_at):%Y-%m-%d %H:%M}",
            row.person,
            row.channel,
            row.urgency,
            row.count,
            row.state_label,
            row.tries,
            f"{timezone.localtime(row.sent_at):%Y-%m-%d %H:%M}" if row.sent_at else "",
            row.error,
        )
        for row in rows
    )
    return sheet(desk, ext, "发送记录", LOG_HEADS, cells)


@signed_in
@require_POST
def log_resend(request: HttpRequest) -> HttpResponse:
    """勾几份没送成的，再发一遍。"""
    desk = desk_of(request)
    rule_cards(viewer=desk.viewer, congress_id=desk.congress_id)
    ids = [pk for text in request.POST.getlist("delivery") if (pk := whole(text))]
    try:
        done = resend(viewer=desk.viewer, ids=ids, actor=desk.actor, at=desk.now)
        messages.success(request, f"{done} 份重新排队了。")
    except NotVisible:
        raise
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
    return go(request, next_url(request, reverse("workbench:message_log")))


def _sieve(request: HttpRequest) -> Sieve:
    """网址里的筛选；不认识的当没写。"""
    state, channel = request.GET.get("state", ""), request.GET.get("channel", "")
    return Sieve(
        state if state in Delivery.State.values else "",
        channel if channel in CHANNELS else "",
        day(request.GET.get("since")),
        day(request.GET.get("until")),
    )
