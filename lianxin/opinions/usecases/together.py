"""共性问题统一答复：归在一起、写一份答复；每一件仍走自己机制里答复的那一步，没有旁门。"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models.functions import Length

from lianxin.audit.usecases import record
from lianxin.casework.available import Available, available
from lianxin.casework.models import Case, Link
from lianxin.casework.policies import Doer
from lianxin.casework.state import CaseState, day_of, state_of
from lianxin.casework.usecases.doing import do
from lianxin.kernel.actors import Actor
from lianxin.kernel.errors import NotVisible, RuleViolation
from lianxin.kernel.mechanism.vocabulary import RESULTS
from lianxin.lexis.text import clean
from lianxin.notify.usecases import post_notices
from lianxin.opinions.models import Opinion, ReplyGroup, ReplyMember
from lianxin.orgs.models import Body, Category
from lianxin.orgs.transactions import whole

MOST_MEMBERS = 300
"""一组最多几件；再多就分成几组，答复也写得更贴切。"""
AT_ONCE = 100
"""一次答几件：一个请求里答得完的数。"""
LEADERS = (Body.Kind.DEPUTY_AFFAIRS, Body.Kind.STREET_COMMITTEE, Body.Kind.PRESIDIUM)
#: 并案、不予受理、转别处也“告诉提交人”，但都不是答复这件事。
_NOT_ANSWERS = frozenset({"link", "spawn", "convert"})


class GroupRefused(RuleViolation):
    """不能这样归集或答复；消息说明怎么改。"""


@whole
def open_group(
    *,
    title: str,
    case_ids: Iterable[int],
    doer: Doer,
    at: datetime,
    category_id: str | None = None,
) -> ReplyGroup:
    """把同一性质的几件归成一个共性问题。

    :param category_id: 还没归类的各件，答复时照它归类；不写就照第一件的

    :raises GroupRefused: 没写是什么问题、没有这个类别、一件没选、有的已经归在别的组，
        或不是街道工委、代工委
    :raises NotVisible: 有看不见的
    """
    words = clean(title).strip()[:80]
    if not words:
        raise GroupRefused("请写明是哪个共性问题，如“老旧小区充电难”。")
    if category_id and not Category.objects.filter(pk=category_id).exists():
        raise GroupRefused("没有这个类别，请重新选。")
    cases = _cases(case_ids, doer)
    if not cases:
        raise GroupRefused("请至少选一件。")
    post = _post_for(cases, doer)
    group = ReplyGroup.objects.create(
        jurisdiction_id=cases[0].jurisdiction_id,
        local_body_id=post if post in doer.viewer.local_bodies else None,
        title=words,
        category_id=category_id or cases[0].category_id,
        opened_at=at,
        opened_by=str(doer.actor(post)),
    )
    _join(group, cases, at=at)
    _log(group, "reply_group.open", actor=doer.actor(post), at=at, count=len(cases))
    return group


@whole
def join_group(*, group_id: int, case_ids: Iterable[int], doer: Doer, at: datetime) -> int:
    """又来了同样的事，归进来；答复过的组也收，收进来等下一次统一答复。返回归进几件。"""
    group = _locked(group_id, doer)
    known = set(group.members.values_list("case_id", flat=True))
    cases = [case for case in _cases(case_ids, doer) if case.pk not in known]
    if any(case.jurisdiction_id != group.jurisdiction_id for case in cases):
        raise GroupRefused("只能归集同一级人大账上的事。")
    if len(known) + len(cases) > MOST_MEMBERS:
        raise GroupRefused(f"一组最多 {MOST_MEMBERS} 件，请另归一组。")
    if cases:
        _join(group, cases, at=at)
        actor = doer.actor(_post_for(cases, doer))
        _log(group, "reply_group.join", actor=actor, at=at, count=len(cases))
    return len(cases)


@whole
def leave_group(*, group_id: int, case_id: int, doer: Doer, at: datetime) -> None:
    """不是一回事的移出来；已经答到的不能移。

    :raises GroupRefused: 已经答到
    """
    group = _locked(group_id, doer)
    member = group.members.select_related("case").filter(case=case_id).first()
    if member is None:
        raise NotVisible("这一件不在这一组里。")
    if member.answered_at is not None:
        raise GroupRefused("这一件已经照这份答复告诉了提交人，不能再移出来。")
    member.delete()
    number = member.case.number
    _log(group, "reply_group.leave", actor=doer.actor(), at=at, number=number)


def answer_group(*, group_id: int, answer: str, result: str, doer: Doer, at: datetime) -> int:
    """用一份答复答还没答到的：各走各的步，各自一个事务，答不了的列出原因、不连累别的。

    一次最多答 ``AT_ONCE`` 件，没试过的在前；还有余下的再叫一次接着答。连点两次，答过的不再答。
    返回这次答到几件。

    :param result: 办到什么程度（``RESULTS``）：各件只走结果是这一类的那一步，不许把没办好的说成办好
    :raises GroupRefused: 没写答复，或没说办到什么程度
    :raises NotVisible: 没有这一组，或不是街道工委、代工委
    """
    words = clean(answer).strip()
    if len(words) < 2:
        raise GroupRefused("请写好答复再发：怎么办、谁来办、什么时候。")
    if result not in RESULTS:
        raise GroupRefused("请选办到什么程度：是解决了，还是说明情况。")
    group, waiting = _take(group_id, words, result, doer)
    tried = [_answer_one(group, member, words, doer, at=at) for member in waiting[:AT_ONCE]]
    done, refused = tried.count(True), tried.count(False)
    if done or refused:
        _finish(group_id, doer, at=at, done=done, refused=refused)
    return done


@whole
def _take(group_id: int, words: str, result: str, doer: Doer) -> tuple[ReplyGroup, list[int]]:
    group = _locked(group_id, doer)
    waiting = list(
        group.members.filter(answered_at__isnull=True)
        .order_by(Length("refusal"), "id")
        .values_list("pk", flat=True)
    )
    if waiting:
        group.answer, group.result = words, result
        group.save(update_fields=["answer", "result"])
    return group, waiting


@transaction.atomic
def _answer_one(
    group: ReplyGroup, member_id: int, words: str, doer: Doer, *, at: datetime
) -> bool | None:
    """答一件：答到为真，答不了为假；另一次点击刚答过的为空。"""
    member = ReplyMember.objects.select_for_update().select_related("case").get(pk=member_id)
    if member.answered_at is not None:
        return None
    try:
        with transaction.atomic():
            _move(member.case_id, group, words, doer, at=at)
    except RuleViolation as why:
        member.refusal = str(why)[:300]
    else:
        member.answered_at, member.refusal = at, ""
        _link(group, member.case_id, at=at)
        _tell_deputy(group, member.case, doer, at=at)
    member.save(update_fields=["answered_at", "refusal"])
    return member.answered_at is not None


def _move(case_id: int, group: ReplyGroup, words: str, doer: Doer, *, at: datetime) -> None:
    case = Case.objects.visible_to(doer.viewer).filter(pk=case_id).first()
    if case is None:
        raise NotVisible("这一件现在不归您看。")
    state = state_of(case)
    step = _answering_step(state, doer, group.result, at=at)
    known = {"category": case.category_id or group.category_id}
    facts: dict[str, Any] = {
        fact.key: known[fact.key] for fact in step.needs if known.get(fact.key)
    }
    facts[_told_fact(state, step.verb)] = words
    do(case_id=case_id, verb=step.verb, actor=doer, at=at, facts=facts)


def _answering_step(state: CaseState, doer: Doer, result: str, *, at: datetime) -> Available:
    """这一件此刻答复的那一步：结果对得上、条件够、除了答复和类别不用另填什么。

    :raises GroupRefused: 没有这样的一步，写明现在到哪里
    """
    steps = [step for step in available(state, doer, today=day_of(at)) if step.duty_id is None]
    answers = [step for step in steps if _told_fact(state, step.verb)]
    fitting = [step for step in answers if _result_of(state, step.verb) == result]
    ready = [step for step in fitting if not step.blocked and _only_words(state, step)]
    if ready:
        return ready[0]
    where = f"现在是“{state.stage.label}”"
    if blocked := [words for step in fitting for words in step.blocked]:
        raise GroupRefused(f"{where}，还不能这样答：{blocked[0]}。")
    if answers:
        raise GroupRefused(f"{where}，这一步不能答成“{RESULTS[result]}”，请单独办。")
    raise GroupRefused(f"{where}，这一步不由您答复，请单独办。")


def _result_of(state: CaseState, verb: str) -> str:
    move = state.mechanism.move(state.case.stage, verb)
    return state.mechanism.result_after(move, so_far=None) or ""


def _told_fact(state: CaseState, verb: str) -> str:
    """这一步把哪项材料告诉提交人；不是答复的步为空。"""
    move = next((move for move in state.stage.moves if move.verb == verb), None)
    if move is None or not move.to or any(call.name in _NOT_ANSWERS for call in move.effects):
        return ""
    told = [call.args[0] for call in move.effects if call.name in ("tell", "answer_parent")]
    return told[0] if told else ""


def _only_words(state: CaseState, step: Available) -> bool:
    needed = {fact.key for fact in step.needs}
    return needed <= {"category", _told_fact(state, step.verb)}


def _tell_deputy(group: ReplyGroup, case: Case, doer: Doer, *, at: datetime) -> None:
    """找的是哪位代表，也告诉这位代表。"""
    if case.deputy_id is not None:
        post_notices(
            readers=[(None, case.deputy_id)],
            jurisdiction_id=case.jurisdiction_id,
            case_id=case.pk,
            text=f"{case.title}：已按“{group.title}”统一答复。{group.answer}",
            actor=doer.actor(),
            at=at,
        )


def _link(group: ReplyGroup, case_id: int, *, at: datetime) -> None:
    """后面各件与最早归进来的那一件，以“答复”相连。"""
    first = group.members.order_by("id").values_list("case_id", flat=True).first()
    if first is not None and first != case_id:
        link = Link(kind=Link.Kind.ANSWERS, source_id=first, target_id=case_id, made_at=at)
        Link.objects.bulk_create([link], ignore_conflicts=True)


@whole
def _finish(group_id: int, doer: Doer, *, at: datetime, done: int, refused: int) -> None:
    group = ReplyGroup.objects.select_for_update().get(pk=group_id)
    if done:
        group.answered_at = at
        group.save(update_fields=["answered_at"])
    _log(group, "reply_group.answer", actor=doer.actor(), at=at, done=done, refused=refused)


def _cases(case_ids: Iterable[int], doer: Doer) -> list[Case]:
    """选的几件，收件的那一件算；看不见的、归在别组的不收。"""
    wanted = list(dict.fromkeys(case_ids))
    if len(wanted) > MOST_MEMBERS:
        raise GroupRefused(f"一次最多选 {MOST_MEMBERS} 件。")
    rows = Case.objects.visible_to(doer.viewer).filter(pk__in=wanted)
    found = list(rows.select_for_update(of=("self",)).order_by("id"))
    if len(found) != len(wanted):
        raise NotVisible("选的里面有看不见的事，请刷新再选。")
    _check_free(found)
    return found


def _check_free(cases: list[Case]) -> None:
    merged = Opinion.objects.filter(case__in=cases, merged_into__isnull=False)
    if merged.exists():
        raise GroupRefused("选的里面有并到别件里的，跟着那一件答复就行，请去掉。")


def _post_for(cases: list[Case], doer: Doer) -> int:
    """以哪个机构的身份归集：代工委，或这几件都归它的街道工委。"""
    for post in doer.viewer.posts_in(*LEADERS):
        if post.body_kind == Body.Kind.DEPUTY_AFFAIRS:
            mine = all(case.jurisdiction_id == post.congress_id for case in cases)
        else:
            mine = all(case.local_body_id == post.body_id for case in cases)
        if mine:
            return post.body_id
    raise GroupRefused("共性问题由代表工作机构，或这些事所属的街道工委来归集、答复。")


def _join(group: ReplyGroup, cases: list[Case], *, at: datetime) -> None:
    taken = ReplyMember.objects.filter(case__in=cases).select_related("group").first()
    if taken is not None:
        raise GroupRefused(f"有的已经归在“{taken.group.title}”里，一件只归一组。")
    rows = [ReplyMember(group=group, case=case, joined_at=at) for case in cases]
    ReplyMember.objects.bulk_create(rows)


def _locked(group_id: int, doer: Doer) -> ReplyGroup:
    rows = ReplyGroup.objects.visible_to(doer.viewer).filter(pk=group_id)
    group = rows.select_for_update(of=("self",)).first()
    if group is None or not doer.viewer.holds(*LEADERS):
        raise NotVisible("没有这个共性问题。")
    return group


def _log(group: ReplyGroup, verb: str, *, actor: Actor, at: datetime, **facts: Any) -> None:
    record(
        actor=actor,
        at=at,
        verb=verb,
        subject_kind="reply_group",
        subject_id=group.pk,
        jurisdiction_id=group.jurisdiction_id,
        facts={"title": group.title, **facts},
    )
