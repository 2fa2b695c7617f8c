"""机制文件能说的全部话：封闭的清单，每个词有中文意思；新词是代码改动加测试。"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from lianxin.kernel.mechanism.model import Call, Deadline, Mechanism
from lianxin.kernel.timespans import Timespan
from lianxin.kernel.words import Words, words

ROLE_KINDS = words(
    submitter="提交人",
    deputy="所找或领衔代表",
    cosponsor="附议代表",
    station="站点工作人员",
    street="街道工委",
    office="代表工作机构",
    chair="主任会议",
    committee="对口专（工）委",
    lead="主办",
    assist="协办",
    separate="分办",
    checker="查验人",
    group="代表小组",
    system="系统",
)
ASSIGNED_KINDS = frozenset({"committee", "lead", "assist", "separate", "checker", "group"})
"""要有人指派才有的身份；其余由提交人、所属地区或系统自然产生。"""

MAIN_SLOTS = words(
    intake="收件",
    handling="办理",
    suggestion="代表建议",
    review="联审",
    letter="监督意见",
    item="清单事项",
    onsite="当场接办",
    hall="议事",
    hotline="专线来电",
    forum="直面议题",
    pledge="进站承诺",
    problem="问题清单",
    theme="主题认领",
    campaign="专项行动",
)
"""主办件：一件事只有这一条线。"""
BESIDE_SLOTS = words(
    key="重点督办",
    exam="考评",
    repeat="反复提办",
    rolling="滚动连办",
    procuratorial="检察协作",
    promise="承诺",
    lookback="落实回看",
)
"""旁办件：跟在主办件旁边，只读它，不改它。"""
SLOTS = words(**MAIN_SLOTS, **BESIDE_SLOTS)
OPENING_VERBS: Words = MappingProxyType({f"open_{slot}": slot for slot in BESIDE_SLOTS})
"""由人在主办件上启动旁办件的动作 → 用途。"""
SUBJECTS = words(
    opinion="群众意见",
    suggestion="代表建议",
    draft="建议稿",
    letter="监督意见书",
    letter_item="意见书事项",
    commitment="承诺",
    activity_item="活动事项",
    programme_task="主题任务",
)
SLOT_SUBJECTS = words(
    review="draft",
    letter="letter",
    item="letter_item",
    promise="commitment",
    onsite="activity_item",
    hall="activity_item",
    hotline="activity_item",
    forum="activity_item",
    pledge="activity_item",
    problem="activity_item",
    theme="programme_task",
    campaign="programme_task",
)
"""只办一种事的用途。"""
#: 活动事项：什么事、现场定的日子（没有定就没有）、活动哪天。
_ON_SPOT = words(item="text", due_on="date", held_on="date")
#: 主题任务：哪个主题、从哪天到哪天、认领截止。
_CLAIMED = words(theme="text", starts_on="date", ends_on="date", claim_by="date")
GIVEN_FACTS: Mapping[str, Words] = MappingProxyType(
    {
        "promise": words(promised_on="date", promise="line", promisor="line"),
        "review": words(review_by="date"),
        "letter": words(lead_unit="body", committee_unit="body"),
        "item": words(due_on="date", item="text"),
        "onsite": _ON_SPOT,
        "hall": _ON_SPOT,
        "hotline": _ON_SPOT,
        "forum": _ON_SPOT,
        "pledge": _ON_SPOT,
        "problem": _ON_SPOT,
        "theme": _CLAIMED,
        "campaign": _CLAIMED,
    }
)
"""立件时系统就填好的材料：用途 → 材料 → 种类。机制里用到哪项，照样写 [[fact]]。"""
MAYBE_GIVEN = frozenset({"review_by"})
"""系统填的，但未必有：闭会期间没有大会截止日。从它起算的期限要写 otherwise。"""
REWRITTEN_FACT = "redrafted"
"""意见书改了什么：哪个环节的步要填它，那个环节就可以修改意见书。"""
INHERITED_KINDS = frozenset({"lead", "assist", "separate", "committee", "cosponsor", "deputy"})
"""旁办件从主办件承袭的身份；主办件还没有人担任的，由代表工作机构顶上。"""
AUDIENCES = words(staff="内部", submitter="提交人", public="公开")
FACT_KINDS = words(
    line="一行字",
    text="一段话",
    choice="单选",
    date="日期",
    number="数字",
    yesno="是或否",
    body="一个机构",
    bodies="若干机构",
    person="一个人",
    category="类别",
    case="另一件办件",
    file="一个附件",
    files="若干附件",
    rating="评价",
    commitments="承诺事项",
)
RESULTS = words(
    resolved="已解决",
    in_progress="正在解决",
    planned="列入计划",
    not_feasible_now="暂不具备条件",
    reference="留作参考",
    explained="已解释说明",
    referred="已转有关渠道",
    merged="并入同类事项",
    rejected="不予受理",
    withdrawn="已撤回",
    kept="按期兑现",
    late="逾期兑现",
    broken="未兑现",
    implemented="已落实",
    partly="部分落实",
    not_implemented="未落实",
    accepted="采纳",
)
DUTY_VERBS = words(
    sign="签收",
    ask_return="申请退回",
    grant_return="准予退回",
    deny_return="不准退回",
    ask_extension="申请延期",
    grant_extension="准予延期",
    deny_extension="不准延期",
    urge="催办",
    pause="中止",
    resume="恢复",
    log_contact="记联系",
    add_progress="记进展",
    assign_person="派到人",
)
STARTS = words(opened="立件", entered="进入本环节")
CHILD_STATES = words(open="在办", closed="办结", answered="已有结果", **RESULTS)
LINK_KINDS = words(
    merged_into="并入",
    split_from="拆分自",
    converted_to="转为",
    recurs="再次发生",
    carries_over="滚动续办",
    answers="答复",
)
CONSENTS = words(contact="使用联系方式", publish="公开内容")
BASES = words(roll="全体应到人数", present="实到人数", cast="有效票数")


@dataclass(frozen=True, slots=True)
class Param:
    """一个参数：是什么（``kind``）、材料限哪几种（``only``）；``many`` 的至少一个，可以多个。"""

    kind: str
    only: frozenset[str] = frozenset()
    many: bool = False


@dataclass(frozen=True, slots=True)
class Term:
    """条件或效果的一个词：意思、参数、套用的中文句式。"""

    name: str
    meaning: str
    params: tuple[Param, ...]
    sentence: str

    @property
    def signature(self) -> str:
        """写法，如 ``share(state, x)``。"""
        shown = (PARAM_NAMES[p.kind] + ("…" if p.many else "") for p in self.params)
        return f"{self.name}({', '.join(shown)})"


PARAM_NAMES = words(
    fact="材料",
    value="选项",
    role="身份",
    start="步",
    verb="步",
    act="步",
    step="步",
    span="时限",
    count="次数",
    share="比例",
    size="数",
    state="状态",
    slot="用途",
    main_slot="用途",
    beside_slot="用途",
    subject="事项",
    link="关系",
    consent="同意项",
    base="基数",
    word="标识",
)
CLOSED_PARAMS: Mapping[str, Words] = MappingProxyType(
    {
        "state": CHILD_STATES,
        "main_slot": MAIN_SLOTS,
        "beside_slot": BESIDE_SLOTS,
        "subject": SUBJECTS,
        "link": LINK_KINDS,
        "consent": CONSENTS,
        "base": BASES,
    }
)


def _param(text: str) -> Param:
    kind, _, only = text.rstrip("…").partition(":")
    return Param(kind, frozenset(filter(None, only.split("|"))), many=text.endswith("…"))


def _terms(rows: str) -> Mapping[str, Term]:
    """一行一个词：``名(参数, …)；意思；句式``。"""
    terms = {}
    for row in filter(None, map(str.strip, rows.splitlines())):
        head, meaning, sentence = row.split("；")
        name, _, args = head.rstrip(")").partition("(")
        params = tuple(_param(arg) for arg in filter(None, args.split(", ")))
        terms[name] = Term(name, meaning, params, sentence)
    return MappingProxyType(terms)


GUARDS = _terms("""
    has(fact)；材料已经有了；已有{0}
    contact_logged(count)；与提交人或代表联系够次数；已记下至少 {0} 次联系
    count(state, count)；派生的办件够数；至少有 {1} 件派生办件{0}
    share(state, share)；派生的办件够比例；派生办件{0}的不少于 {1}
    all_children(state)；派生的办件全部如此；派生办件全部{0}
    any_child(state)；派生的办件有一件如此；至少有一件派生办件{0}
    rating_in(fact:rating, value…)；评价在所列几档；{0}为{1}
    rating_not_in(fact:rating, value…)；评价不在所列几档；{0}不是{1}
    elapsed(start, span)；离某一步已满一段时间；“{0}”之后已满 {1}
    within(start, span)；离某一步未过一段时间；“{0}”之后未超过 {1}
    times(verb, count)；某一步不超过若干次；“{0}”至多 {1} 次
    cosponsors(count)；附议人数够；附议代表不少于 {0} 人
    decision_by(role)；由某身份作出决定；由{0}作出决定
    manual_approval(role)；某身份批准过；已经{0}批准
    not_same_unit(role)；经办人与某身份不同单位；经办人不与{0}同一单位
    consent(consent)；提交人同意；提交人同意{0}
    signed(role)；某身份已经签收；{0}已经签收
    fact_is(fact:choice|yesno|rating|category, value…)；材料是所列之一；{0}为{1}
    fact_not(fact:choice|yesno|rating|category, value…)；材料不是所列任一；{0}不是{1}
    discharged(role)；某身份的责任都已尽到；{0}的责任都已尽到
    majority(base)；赞成过半；赞成票超过{0}的半数
    quorum(base)；出席够数；出席达到{0}的三分之二
    done(act, count)；某一步至少走过若干次；“{0}”至少 {1} 次
    main(state)；主办件如此；主办件{0}
    beside(beside_slot, state)；某一段的旁办件有一件如此；至少有一件“{0}”{1}
    all_beside(beside_slot, state)；某一段的旁办件全部如此；“{0}”的旁办件全部{1}
    children_passed(step)；派生的每一件都走过某一步；派生办件都已“{0}”
    held(count)；登记过的活动够数；已登记至少 {0} 场这项安排的活动
    size_between(fact, size, size)；材料的数量在一个范围；{0}的数量在 {1} 至 {2} 之间
""")

EFFECTS = _terms("""
    hold(role, fact:body|bodies|person)；由材料指定谁担任某身份；由{1}担任{0}
    release(role)；不再由某身份承担；解除{0}的身份
    discharge(role)；解除经办人所在单位的这份责任；{0}的这份责任完成
    spawn(main_slot)；派生办件；派生一件“{0}”办件
    spawn_items(main_slot)；按事项清单逐条派生；逐条派生“{0}”办件
    accompany(beside_slot)；旁边开一件；旁边开一件“{0}”
    convert(subject)；转为另一种事；转为{0}
    link(link, fact:case)；与另一件办件建立关系；与{1}建立“{0}”关系
    tell(fact)；把话告诉提交人；把{0}告诉提交人
    ask_rating(fact:rating|choice|yesno|text|line…)；请提交人评价；请提交人评{0}
    record_rating(fact:rating|choice|yesno|text|line…)；记下评价；记下{0}
    record_late_rating(fact:rating|choice|yesno|text|line…)；记下迟到的评价，不计数；记下迟到的{0}，不计数
    publish(word)；按某种脱敏办法公开；按“{0}”办法公开
    unpublish()；撤下公开的内容；撤下公开的内容
    notify(role)；通知某身份；通知{0}
    carry_over()；滚动到下一年续办；滚动到下一年续办
    schedule(verb, span)；过一段时间再查；{1}后复查“{0}”
    commit(fact:commitments)；记承诺；把{0}记入承诺台账
    report_up(fact)；向上级报送；把{0}报送上级
    pause()；时限中止；时限中止
    resume()；时限恢复；时限恢复计算
    answer_parent(fact)；把结果交给上一件；把{0}交给上一件
    mark(word)；打上标记；标记为“{0}”
    split()；从并入的那一件拆出来；从并入的那一件拆出来
    same_answer()；结果照并入的那一件；结果照并入的那一件
    draft_for(fact:person)；替代表起一份建议稿；替{0}起一份建议稿
""")


def guard_text(call: Call, mechanism: Mechanism) -> str:
    """一个条件要求什么，说成一句中文。"""
    return "须" + _sentence(GUARDS[call.name], call, mechanism)


def effect_text(call: Call, mechanism: Mechanism) -> str:
    """一个效果会发生什么，说成一句中文。"""
    return _sentence(EFFECTS[call.name], call, mechanism)


def start_text(start: str, mechanism: Mechanism) -> str:
    """期限从何起算的中文：立件、进入环节、某一步，或某项日期材料。"""
    known = {fact.key: fact.label for fact in mechanism.facts if fact.kind == "date"}
    known |= {move.verb: move.label for _, move in mechanism.moves()}
    return STARTS.get(start) or known.get(start, start)


def deadline_text(deadline: Deadline, mechanism: Mechanism) -> str:
    """期限多长，或到哪一天；日期材料没有填时怎么算，写在括号里。"""
    if deadline.by:
        month, day = deadline.by.split("-")
        return f"到 {int(month)} 月 {int(day)} 日"
    fixed = f"到“{start_text(deadline.start, mechanism)}”这一天"
    said = deadline.within.text if deadline.within else fixed
    if deadline.otherwise:
        other = deadline.otherwise
        said += f"（没有这个日子的，{STARTS[other.start]}起 {other.within.text}）"
    return said


def _sentence(term: Term, call: Call, mechanism: Mechanism) -> str:
    """可以多个的参数用顿号连成一段。"""
    shown = []
    for place, param in enumerate(term.params):
        args = call.args[place:] if param.many else call.args[place : place + 1]
        shown.append("、".join(_argument(param, arg, call, mechanism) for arg in args))
    return term.sentence.format(*shown)


def _argument(param: Param, arg: str, call: Call, mechanism: Mechanism) -> str:
    if param.kind in CLOSED_PARAMS:
        return CLOSED_PARAMS[param.kind].get(arg, arg)
    match param.kind:
        case "fact":
            return f"“{_fact_label(arg, mechanism)}”"
        case "value":
            return f"“{_value_label(call.args[0], arg, mechanism)}”"
        case "role":
            return next((r.label for r in mechanism.roles if r.key == arg), arg)
        case "start" | "verb" | "act" | "step":
            return DUTY_VERBS.get(arg) or start_text(arg, mechanism)
        case "span":
            return Timespan.parse(arg).text
        case "share":
            return f"{float(arg):.0%}" if re.fullmatch(r"[01]|0?\.\d{1,2}", arg) else arg
    return arg


def _fact_label(key: str, mechanism: Mechanism) -> str:
    return next((fact.label for fact in mechanism.facts if fact.key == key), key)


def _value_label(fact_key: str, value: str, mechanism: Mechanism) -> str:
    fact = next((fact for fact in mechanism.facts if fact.key == fact_key), None)
    if fact is None or fact.kind == "yesno":
        return {"yes": "是", "no": "否"}.get(value, value)
    return fact.choice_label(value)
