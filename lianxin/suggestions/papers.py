"""代表建议的公文：答复函、交办清单、督办记录单。从办件里已有的材料拼成，群众的信息先遮。"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

from django.utils.timezone import localtime

from lianxin.casework.following import Line, timeline
from lianxin.casework.mechanisms import mechanism
from lianxin.casework.models import Case, Commitment, Duty, Party
from lianxin.documents.letters import Letterhead, feedback_form, numbered
from lianxin.documents.models import Document
from lianxin.documents.papers import Block, Paper, Paragraph, Sheet, Table, day_words, numeral
from lianxin.kernel.errors import NotVisible, RuleViolation
from lianxin.kernel.mechanism.model import Mechanism
from lianxin.orgs.models import Body, Person, Term, in_force
from lianxin.suggestions.models import Suggestion
from lianxin.suggestions.shielding import Shield, shield_for

#: 结果的标准五类 → 通行的类别标记；机制里写明了本地记号的，用本地的。
MARKS: Mapping[str, str] = MappingProxyType(
    {
        "resolved": "A",
        "in_progress": "B",
        "planned": "B",
        "not_feasible_now": "C",
        "reference": "D",
    }
)
REPLIERS: Final = ("lead", "separate")
_LOCAL_MARK = re.compile(r"（([A-D甲乙丙丁])）$")
_SERIAL = re.compile(r"(\d+)$")


class PaperRefused(RuleViolation):
    """这份公文现在还做不了；消息说明缺什么。"""


@dataclass(frozen=True, slots=True)
class ReplyDraft:
    """答复函要单位补的几样：结果类别、答复内容。没写的从办件里取。"""

    result: str = ""
    reply: str = ""


def mark_of(mech: Mechanism, result: str) -> str:
    """结果类别在这份机制里记作什么：步的名称末尾写着的就是本地的记号。"""
    for stage in mech.stages:
        for move in stage.moves:
            if move.result == result and (found := _LOCAL_MARK.search(move.label)):
                return found[1]
    return MARKS.get(result, "")


def result_choices(case: Case) -> list[tuple[str, str]]:
    """答复时可选的结果类别，连同记号。"""
    mech = mechanism(case.mechanism_id)
    words = {
        "resolved": "已经解决或基本解决",
        "in_progress": "正在解决",
        "planned": "列入计划",
        "not_feasible_now": "暂不具备条件",
        "reference": "留作参考",
    }
    return [(key, f"{mark_of(mech, key)}：{label}") for key, label in words.items()]


def suggestion_of(case: Case) -> Suggestion:
    """这件办件办的是哪件建议。

    :raises NotVisible: 不是建议
    """
    row = (
        Suggestion.objects.select_related("lead", "session__term", "jurisdiction__region")
        .filter(pk=case.subject_id if case.subject_kind == "suggestion" else 0)
        .first()
    )
    if row is None:
        raise NotVisible("这件事不是代表建议。")
    return row


def suggestion_name(suggestion: Suggestion, *, on: date) -> str:
    """一件建议的正式称呼：某某区七届人大五次会议第 12 号建议。"""
    found = _SERIAL.search(suggestion.number)
    serial = f"第{int(found[1])}号" if found else suggestion.number
    place = suggestion.jurisdiction.region.name
    if suggestion.session:
        session = suggestion.session
        when = f"{numeral(session.term.ordinal)}届人大{numeral(session.ordinal)}次会议"
        return f"{place}{when}{serial}建议"
    term = Term.objects.filter(in_force(on), congress=suggestion.jurisdiction_id).first()
    held = f"{numeral(term.ordinal)}届人大" if term else "人大"
    year = localtime(suggestion.submitted_at).year
    return f"{place}{held}闭会期间{year}年{serial}建议"


def repliers(case: Case) -> list[Body]:
    """由谁来答复：主办的，或分办的各家。"""
    rows = Party.objects.filter(case=case, kind__in=REPLIERS, until__isnull=True)
    return [row.body for row in rows.select_related("body").order_by("id") if row.body]


def reply_letter(
    *, case: Case, unit: Body, head: Letterhead, draft: ReplyDraft, at: datetime
) -> Paper:
    """答复函：类别标记、逐条答复、协办意见、承诺事项，附征询意见表。

    :raises PaperRefused: 不是这家单位答复，或还没有写答复内容、选结果类别
    """
    if unit.pk not in {body.pk for body in repliers(case)}:
        raise PaperRefused("答复函由主办单位（分办的由各分办单位）来写，您的单位不在其中。")
    suggestion = suggestion_of(case)
    shield = shield_for(thread=case.thread or case.pk, at=at)
    reply = draft.reply.strip() or default_reply(case, unit)
    result = draft.result or case.result
    if not reply or result not in MARKS:
        raise PaperRefused("请先选结果类别、写好逐条答复的内容。")
    name = suggestion_name(suggestion, on=localtime(at).date())
    title = shield(suggestion.title)
    return Paper(
        kind=Document.Kind.REPLY_LETTER,
        title=f"关于{name}的答复",
        mark=mark_of(mechanism(case.mechanism_id), result),
        head=unit.name,
        addressee=f"{suggestion.lead.name}代表",
        blocks=tuple(_reply_blocks(case, title, shield(reply), shield)),
        issuer=unit.name,
        signer=head.signer,
        contact=head.contact,
        phone=head.phone,
        copies=head.copies,
        annexes=(
            (
                "建议办理情况征询意见表",
                feedback_form(
                    number=suggestion.number,
                    title=title,
                    unit=unit.short_name,
                    deputy=suggestion.lead.name,
                ),
            ),
        ),
    )


def default_reply(case: Case, unit: Body) -> str:
    """这家单位已经写进办件的答复；分办的是它那一部分。"""
    if case.result and case.facts.get("reply"):
        return str(case.facts["reply"])
    lines = [line for line in _own_lines(case) if line.post.startswith(unit.short_name)]
    said = [text for line in lines if (text := _said(line, "分办答复"))]
    return said[-1] if said else ""


def _reply_blocks(case: Case, title: str, reply: str, shield: Shield) -> Iterator[Block]:
    yield Paragraph(f"您提出的《{title}》收悉。经研究办理，现答复如下：")
    yield from numbered(reply)
    said = list(co_opinions(case))
    if said:
        yield Paragraph("协办单位的意见", "first")
        yield from (Paragraph(f"{unit}：{shield(text)}") for unit, text in said)
    promised = list(Commitment.objects.filter(case=case).order_by("id"))
    if promised:
        yield Paragraph("承诺事项", "first")
        rows = tuple((shield(one.who), shield(one.what), day_words(one.by)) for one in promised)
        yield Table(("谁", "做什么", "哪天做到"), rows, (3, 6, 3))
    if case.facts.get("face_to_face"):
        yield Paragraph("以上内容已当面向您答复。")
    yield Paragraph("感谢您对我们工作的关心和监督。")


def co_opinions(case: Case) -> Iterator[tuple[str, str]]:
    """各协办单位的意见；同一家先后提过几次的，取最后一次。"""
    helpers = Party.objects.filter(case=case, kind="assist").select_related("body").order_by("id")
    lines = [(line, text) for line in _own_lines(case) if (text := _said(line, "协办意见"))]
    for name in dict.fromkeys(row.body.short_name for row in helpers if row.body):
        said = [text for line, text in lines if line.post.startswith(name)]
        if said:
            yield name, said[-1]


def _own_lines(case: Case) -> list[Line]:
    """这一件自己的经过；线索上别的办件（群众的来件）不看。"""
    return [line for line in timeline(thread=case.thread or case.pk) if line.case_id == case.pk]


def _said(line: Line, label: str) -> str:
    return next((str(one["text"]) for one in line.shown if one.get("label") == label), "")


def default_copies(case: Case, unit: Body) -> tuple[str, ...]:
    """抄送：代表工作机构；政府所属单位的，还有政府办公室；附议代表一一送到。"""
    wanted = [Body.Kind.DEPUTY_AFFAIRS]
    if unit.kind in (Body.Kind.DEPARTMENT, Body.Kind.SUBDISTRICT):
        wanted.append(Body.Kind.GOVERNMENT)
    rows = Body.objects.filter(
        congress=case.jurisdiction_id, kind__in=wanted, ends_on__isnull=True
    ).order_by("id")
    names = [f"{row.name}{'办公室' if row.kind == Body.Kind.GOVERNMENT else ''}" for row in rows]
    backers = Person.objects.filter(
        pk__in=Party.objects.filter(case=case, kind="cosponsor", until__isnull=True).values(
            "person"
        )
    )
    return (*names, *(f"附议代表{person.name}" for person in backers.order_by("id")))


_ROLES: Final = {"lead": "主办", "assist": "协办", "separate": "分办"}


def dispatch_list(
    *, jurisdiction_id: int, unit: Body, since: date, until: date, head: Letterhead
) -> Paper:
    """交办清单：这段时间交给一家单位的建议，一件一行，写明身份和答复期限。

    :raises PaperRefused: 这段时间没有交办给它的
    """
    rows = tuple(_dispatched(jurisdiction_id, unit, since, until))
    if not rows:
        raise PaperRefused("这段时间没有交办给这家单位的建议，请换一段时间或换一家单位。")
    table = Table(
        ("序号", "编号", "案由", "领衔代表", "身份", "交办日期", "期限"),
        tuple((str(place), *row) for place, row in enumerate(rows, start=1)),
        (1, 4, 8, 2, 1, 3, 3),
    )
    return Paper(
        kind=Document.Kind.DISPATCH_LIST,
        title="关于交办代表建议的通知",
        head=head.issuer,
        addressee=unit.name,
        blocks=(
            Paragraph(
                f"现将{day_words(since)}至{day_words(until)}交你单位办理的代表建议"
                f"共{len(rows)}件交给你们（清单附后）。"
            ),
            Paragraph("请先联系代表、听取意见，再办理、再答复；在期限以前逐件答复代表，一件一复。"),
            Paragraph("答复函须由单位负责人签发、加盖公章，写明类别标记，附征询意见表。"),
        ),
        issuer=head.issuer,
        signer=head.signer,
        contact=head.contact,
        phone=head.phone,
        copies=head.copies,
        annexes=(("交办代表建议清单", Sheet((table,), is_wide=True)),),
    )


def _dispatched(
    jurisdiction_id: int, unit: Body, since: date, until: date
) -> Iterator[tuple[str, ...]]:
    parties = (
        Party.objects.filter(
            body=unit,
            kind__in=_ROLES,
            until__isnull=True,
            since__date__gte=since,
            since__date__lte=until,
            case__jurisdiction=jurisdiction_id,
            case__subject_kind="suggestion",
            # 旁边一起办的（跟踪承诺、滚动办理）是同一件建议，不另算一件。
            case__beside="",
        )
        .select_related("case__deputy")
        .order_by("case__number", "id")
    )
    found = list(parties)
    due = _due_dates(unit, [party.case_id for party in found])
    for party in found:
        case = party.case
        yield (
            case.number,
            case.title,
            case.deputy.name if case.deputy else "",
            _ROLES[party.kind],
            day_words(localtime(party.since).date()),
            day_words(due[case.pk]) if case.pk in due else "",
        )


def _due_dates(unit: Body, cases: list[int]) -> dict[int, date]:
    rows = Duty.objects.filter(case__in=cases, holder_body=unit).order_by("-id")
    return dict(rows.values_list("case", "due_date"))


def follow_up_note(*, case: Case, head: Letterhead, words: str, at: datetime) -> Paper:
    """督办记录单：督什么、谁在办、到哪天、走到哪一步、这次要求什么。

    :raises PaperRefused: 没写这次督办的要求
    """
    if len(words.strip()) < 4:
        raise PaperRefused("请写明这次督办的情况和要求，至少 4 个字。")
    shield = shield_for(thread=case.thread or case.pk, at=at)
    mech = mechanism(case.mechanism_id)
    duties = list(
        Duty.objects.open().filter(case=case).select_related("holder_body").order_by("due_date")
    )
    rows = (
        ("事项", shield(case.title)),
        ("编号", case.number),
        ("现在的环节", mech.stage(case.stage).label),
        *(
            (duty.holder_body.short_name, f"{duty.owes}，{day_words(duty.due_date)}到期")
            for duty in duties
            if duty.holder_body
        ),
    )
    done = tuple(
        (day_words(localtime(line.at).date()), line.post or line.actor, _told(line, shield))
        for line in _own_lines(case)
    )
    return Paper(
        kind=Document.Kind.FOLLOW_UP,
        title="督办记录单",
        head=head.issuer,
        addressee="、".join(duty.holder_body.name for duty in duties if duty.holder_body),
        blocks=(
            Table(("项目", "内容"), rows, (2, 5)),
            Paragraph("这次督办的情况和要求", "first"),
            *numbered(shield(words)),
            Paragraph("办理经过", "first"),
            Table(("日期", "谁", "办了什么"), done, (3, 4, 8)),
        ),
        issuer=head.issuer,
        signer=head.signer,
        contact=head.contact,
        phone=head.phone,
        copies=head.copies,
    )


def _told(line: Line, shield: Shield) -> str:
    said = "；".join(f"{one['label']}：{one['text']}" for one in line.shown)
    return shield(f"{line.label}。{said}" if said else line.label)
