"""说一件事：收表、看有没有类似的、登记、给编号。怎么也不让人白写一遍。"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.core import signing
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from lianxin.files.refusals import FileRefused
from lianxin.kernel.actors import PUBLIC
from lianxin.kernel.errors import NotVisible, RuleViolation
from lianxin.opinions.queries import SimilarCard, similar_to
from lianxin.opinions.usecases import Draft, follow_opinion, register_opinion
from lianxin.portal.forms import MOST_PHOTOS, SayForm, once_key, with_choices
from lianxin.portal.queries import (
    Target,
    category_groups,
    guessed_category,
    intake_promise,
    places_in,
)
from lianxin.portal.usecases import fingerprint, only_once, store_photos, was_done
from lianxin.portal.web import opened
from lianxin.portal.web.patience import (
    STALE,
    TOO_FAST,
    came_from_here,
    is_stale,
    wait_before_writing,
)
from lianxin.portal.web.shell import Here, show, url
from lianxin.portal.words import dotted
from lianxin.publicity.queries import public_titles
from lianxin.stations.queries import on_duty

SCOPE = "portal.say"
#: 像到这个份上，没有脚本的人提交前先请他看一眼。
ALIKE = 0.4
OFFER_SECONDS = 24 * 3600
RETRY_SECONDS = 10
_OFFERS = signing.TimestampSigner(salt="lianxin.portal.join")


@dataclass(frozen=True, slots=True)
class Saying:
    """一次“说一件事”的来龙去脉。"""

    request: HttpRequest
    target: Target
    now: datetime
    place: Here | None = None

    def form(self, data: Any = None, files: Any = None, *, joining: bool = False) -> SayForm:
        """这里的表。"""
        initial = {"once_key": once_key(), "region": self.target.region_id}
        return SayForm(data, files, initial=initial, joining=joining)


def answer(
    request: HttpRequest, target: Target, *, now: datetime, place: Here | None = None
) -> HttpResponse:
    """看表给表，交表收表。"""
    saying = Saying(request, target, now, place)
    if request.method != "POST":
        return _page(saying, saying.form())
    try:
        return _take(saying)
    except (OperationalError, InterfaceError):
        return _busy(request)


def alike(text: str, jurisdiction_id: int) -> dict[str, Any]:
    """还在办的类似的事：公开了的给看标题，没有公开的只说有几件。

    ``offer`` 是签过名的，只有问到过的才跟得了。
    """
    found = [card for card in similar_to(text=text, jurisdiction_id=jurisdiction_id) if _open(card)]
    titles = public_titles(card.thread for card in found if card.thread) if found else {}
    seen = [(card, titles[card.thread]) for card in found if card.thread in titles]
    return {
        "people": sum(1 + card.followers for card, _ in seen),
        "items": [_offer(card, title) for card, title in seen],
        "others": len(found) - len(seen),
    }


def _open(card: SimilarCard) -> bool:
    return not card.is_closed


def _offer(card: SimilarCard, title: str) -> dict[str, Any]:
    followers = f"另有 {card.followers} 人跟进" if card.followers else ""
    return {
        "title": title,
        "words": dotted(card.stage_label, followers),
        "offer": _OFFERS.sign(str(card.id)),
        "score": card.score,
    }


def _take(saying: Saying) -> HttpResponse:
    request = saying.request
    joined = request.POST.get("join", "")
    form = saying.form(request.POST, request.FILES, joining=bool(joined))
    is_good = form.is_valid()
    if is_stale(request) and not came_from_here(request):
        return _again(saying, form, STALE, status=403)
    if wait := wait_before_writing(request):
        response = _again(saying, form, TOO_FAST.format(wait), status=429)
        response.headers["Retry-After"] = str(wait)
        return response
    if not is_good:
        return _again(saying, form, status=422)
    # 重发的那一份，自己头一次交的就是“类似的事”，不能再拦。
    again = was_done(scope=SCOPE, key=form.cleaned_data["once_key"])
    if not joined and not again and (similar := _unseen(saying, form)):
        return _again(saying, form, similar=similar, status=200)
    return _settle(saying, form, joined)


def _unseen(saying: Saying, form: SayForm) -> dict[str, Any] | None:
    """很像、而他还没有看过的；看过仍要提交的不再拦。"""
    similar = alike(_words(form), saying.target.jurisdiction_id)
    seen = set(_ids(saying.request.POST.getlist("seen")))
    items = [item for item in similar["items"] if item["score"] >= ALIKE]
    fresh = [item for item in items if not set(_ids([item["offer"]])) <= seen]
    return similar | {"items": items, "ask": True} if fresh else None


def _words(form: SayForm) -> str:
    return f"{form.cleaned_data['title']}\n{form.cleaned_data['text']}".strip()


def _ids(offers: Iterable[str]) -> list[int]:
    found = []
    for offer in offers:
        try:
            found.append(int(_OFFERS.unsign(offer, max_age=OFFER_SECONDS)))
        except signing.BadSignature:
            continue
    return found


def _settle(saying: Saying, form: SayForm, joined: str) -> HttpResponse:
    """真正登记；重复交来的同一份，给同一张回执。"""
    given = form.cleaned_data
    content = fingerprint(
        {**given, "photos": len(given["photos"]), "once_key": "", "join": _ids([joined])},
        given["photos"],
    )
    act = _follow if joined else _register
    try:
        done = only_once(
            scope=SCOPE,
            key=given["once_key"],
            content=content,
            at=saying.now,
            act=partial(act, saying, form, joined),
        )
    except FileRefused as refusal:
        form.add_error("photos", str(refusal))
    except RuleViolation as refusal:
        form.refuse(refusal)
    else:
        return _issued(saying, done["receipt_no"])
    return _again(saying, form, status=422)


def _files(saying: Saying, form: SayForm) -> tuple[str, ...]:
    kept: tuple[str, ...] = form.cleaned_data["kept"]
    return (*kept, *store_photos(photos=form.cleaned_data["photos"], at=saying.now))


def _register(saying: Saying, form: SayForm, _joined: str) -> dict[str, Any]:
    given, target = form.cleaned_data, saying.target
    draft = Draft(
        jurisdiction_id=target.jurisdiction_id,
        text=given["text"],
        channel=target.channel,
        title=given["title"],
        kind=given["kind"],
        category_id=given["category"] or guessed_category(_words(form))[0] or None,
        region_id=given["region"] or target.region_id,
        place=given["place"],
        latitude=given["latitude"],
        longitude=given["longitude"],
        code_id=target.code_id,
        station_id=target.station_id,
        local_body_id=target.local_body_id,
        deputy_id=target.deputy_id,
        contact=form.contact(),
        consents=form.consents(),
        files=_files(saying, form),
        where=target.station,
    )
    return {"receipt_no": register_opinion(draft=draft, actor=PUBLIC, at=saying.now).receipt_no}


def _follow(saying: Saying, form: SayForm, joined: str) -> dict[str, Any]:
    """“我也是”：自己写的话照样记下。"""
    wanted = _ids([joined])
    if not wanted:
        raise NotVisible("没有找到要跟进的那件事，请直接提交您自己的。")
    given = form.cleaned_data
    done = follow_opinion(
        target_id=wanted[0],
        contact=form.contact(),
        channel=saying.target.channel,
        actor=PUBLIC,
        at=saying.now,
        text=given["text"],
        place=given["place"],
        files=_files(saying, form),
        consents=form.consents(),
    )
    return {"receipt_no": done.receipt_no}


def _issued(saying: Saying, receipt_no: str) -> HttpResponse:
    """交成了：换一页给编号，刷新、后退都不会再交一遍。"""
    return issued(saying.request, receipt_no, form_path=saying.request.path)


def issued(request: HttpRequest, receipt_no: str, *, form_path: str = "") -> HttpResponse:
    """去看编号和查询码的那一页。"""
    target = url("portal:issued", receipt_no, **{"from": form_path})
    response = HttpResponseRedirect(target, status=303)
    opened.issue(response, request, receipt_no)
    return response


def _again(
    saying: Saying,
    form: SayForm,
    message: str = "",
    *,
    similar: dict[str, Any] | None = None,
    status: int,
) -> HttpResponse:
    """把表退回去：写的字、传的照片都还在。"""
    if message:
        form.add_error(None, message)
    _keep_photos(saying, form)
    return _page(saying, form, similar=similar, status=status)


def _keep_photos(saying: Saying, form: SayForm) -> None:
    """好的照片先收下，编号留在表里，重交时不用再选。"""
    kept = list(getattr(form, "cleaned_data", {}).get("kept", ()))
    for photo in form.files.getlist("photos")[: MOST_PHOTOS - len(kept)]:
        try:
            photo.seek(0)
            kept += store_photos(photos=[photo], at=saying.now)
        except FileRefused:
            continue
    form.kept_photos = kept


def _page(
    saying: Saying, form: SayForm, *, similar: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    target, places = saying.target, places_in(saying.target.root)
    context = {
        "target": target,
        "form": with_choices(form, region=places, category=category_groups()),
        "has_places": bool(places),
        "form_action": saying.request.get_full_path(),
        "similar": similar or {},
        "similar_url": reverse("portal:similar", args=(target.jurisdiction_id,)),
        "promise": intake_promise(jurisdiction_id=target.jurisdiction_id),
        "duty_words": _duty_words(saying),
        "congresses": _congresses(saying),
    }
    return show(saying.request, "portal/scan.html", context, place=saying.place, status=status)


def _duty_words(saying: Saying) -> str:
    """此刻有没有人：下班时间也照收，说清几时有人登记。"""
    station_id = saying.target.station_id
    return on_duty(station_id=station_id, at=saying.now).receipt_words if station_id else ""


def _congresses(saying: Saying) -> list[dict[str, str]]:
    """没有指明说给谁的，可以换一级人大。"""
    if saying.place is None or saying.target.station_id or saying.target.deputy_id:
        return []
    return saying.place.doors("portal:say")


def _busy(request: HttpRequest) -> HttpResponse:
    """服务器忙：一句也不查库，把写的字还给他，点一下就能再交。"""
    kept = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in {"text", "csrfmiddlewaretoken"}
    ]
    context = {
        "text": request.POST.get("text", ""),
        "kept": kept,
        "form_action": request.get_full_path(),
        "lost_photos": bool(request.FILES),
    }
    response = show(request, "portal/busy.html", context, status=503)
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response
