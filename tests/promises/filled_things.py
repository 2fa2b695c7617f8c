"""小世界里再添几样：意见书、建议稿、送审稿、公文、批示、成果、消息……权限表逐页打开的都是真有的东西。"""

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

from PIL import Image

from lianxin.access.models import Account
from lianxin.access.usecases.accounts import grant_post, open_account
from lianxin.access.usecases.registers import register_person
from lianxin.access.viewers import viewer_for
from lianxin.activities.queries.cadence import rules_of
from lianxin.activities.usecases.live.running import open_live
from lianxin.casework.models import Case, Duty
from lianxin.casework.policies import Doer
from lianxin.casework.usecases import adopt_practice, publish_mechanism
from lianxin.casework.usecases.doing import do
from lianxin.documents.letters import Letterhead
from lianxin.documents.models import RuleCategory
from lianxin.documents.usecases import (
    Instructed,
    Issue,
    RuleText,
    arrange_categories,
    draft_rule,
    enact_rule,
    issue_document,
    record_instruction,
)
from lianxin.exchange.usecases import upload_sheet
from lianxin.files.usecases import store_image
from lianxin.kernel.actors import SYSTEM
from lianxin.notify.models import Notice
from lianxin.opinions.usecases.together import open_group
from lianxin.outcomes.usecases import Figure, Home, record_outcome
from lianxin.publicity.usecases import publish_article, publish_letter
from lianxin.suggestions.papers import dispatch_list
from lianxin.suggestions.usecases import (
    DraftStart,
    SuggestionDraft,
    raise_suggestion,
    start_draft,
)
from lianxin.supervision.models import UnitDraft
from lianxin.supervision.usecases.letters import Wording, draft_letter, submit_letter
from lianxin.supervision.usecases.outside import ask_outside
from lianxin.supervision.usecases.records import set_leader
from lianxin.supervision.usecases.signing import set_chain, submit_draft
from tests.promises.filled_activities import (
    a_service,
    an_activity,
    arranged,
    bodies,
    cadence,
    deputy_group,
    survey,
)
from tests.promises.filled_more import named
from tests.promises.filled_panels import consultation, coverage, panel
from tests.promises.filled_world import PACKS, Filled
from tests.world import AT, PASSWORD, SINCE, TODAY, World

REPLY = "您提出的关于加装路灯的建议收悉，经现场查看，逐条答复如下。"
SHEET = "编号,标题,内容\n甲1,路灯坏了,村口到小学的路灯坏了三天\n".encode()


def things(filled: Filled) -> dict[str, Any]:
    """网址里的一段 → 那一样东西的编号，先写的先认；``named`` 里的照整条网址认。"""
    world, child = filled.world, filled.child
    suggestion = _suggested(world)
    practice = cadence(world)
    letter, number = _letter(world)
    asked, question = survey(world)
    group = deputy_group(world)
    held = an_activity(world)
    live = open_live(activity_id=held, actor=Doer(world.street.viewer), at=AT)
    known = {
        **panel(world),
        **consultation(world),
        "coverage/": coverage(world),
        "services/": a_service(world),
        **arranged(world),
        "<slug:number>": live.number,
        "live/": held,
        "invitations/": held,
        "book/": held,
        **bodies(world),
        "<slug:serial>": asked.serial,
        "<int:question>": question,
        "surveys/": asked.pk,
        "<slug:name>": rules_of(congress_id=world.congress.pk)[0].id,
        "<int:subject>": group,
        "practices/": practice,
        "unit/drafts/": _unit_draft(world, suggestion),
        "asks/": _ask(filled),
        "leads/": _lead(world, child),
        "together/": _group(world, filled),
        "outcomes/": _outcome(world, child),
        "files/": _file(world, suggestion),
        "articles/": _article(world),
        "drafts/": _draft(world),
        "import/": _import(world),
        "<int:person>": _person(world.deputy),
        "activities/": held,
        "papers/": _paper(world),
        "instructions/": _instruction(world),
        "letters/": letter,
        "letter_number": number,
        "notices/": _notice(world),
        "rules/": _rule(world),
        "groups/": group,
    }
    return {**known, "named": named(world, known)}


def _suggested(world: World) -> Case:
    """交给住建局的一件代表建议，联系过代表。"""
    made = raise_suggestion(
        draft=SuggestionDraft(
            jurisdiction_id=world.congress.pk,
            lead_id=_person(world.deputy),
            title="关于在村口至小学路段加装路灯的建议",
            grounds="这条路一共缺十一盏灯，冬天放学天已黑。",
            proposal="请区住建局今年内装齐十一盏路灯。",
        ),
        actor=world.deputy.actor,
        at=AT,
    )
    case = made.case_id or 0
    _do(world.office, case, "dispatch", lead_unit=world.unit_body.pk)
    _do(world.unit, case, "log_contact", how="visit", note="一起看了现场")
    return Case.objects.get(pk=case)


def _do(who: Any, case: int, verb: str, **facts: Any) -> Case:
    return do(case_id=case, verb=verb, actor=Doer(who.viewer), at=AT, facts=facts)


def _person(who: Any) -> int:
    return who.person.pk if who.person else 0


def _picture(who: Any) -> str:
    kept = BytesIO()
    Image.new("RGB", (40, 30), "navy").save(kept, "PNG")
    kept.seek(0)
    stored = store_image(
        upload=kept, original_name="照片.png", audience="staff", actor=who.actor, at=AT
    )
    return str(stored.pk)


def _file(world: World, case: Case) -> str:
    """挂在建议办件上的一张照片。"""
    photo = _picture(world.unit)
    _do(world.unit, case.pk, "add_progress", note="灯杆基础做完了", photos=[photo])
    return photo


def _unit_draft(world: World, case: Case) -> int:
    """住建局内部送审的一份答复。"""
    _chain(world)
    letter = _picture(world.unit)
    submit_draft(
        case_id=case.pk,
        verb="reply_resolved",
        facts={"reply": REPLY, "reply_letter": letter, "signer": "局长 何为"},
        files=[letter],
        doer=Doer(world.unit.viewer),
        at=AT,
    )
    return UnitDraft.objects.get().pk


def _chain(world: World) -> None:
    """负责人何为定下：他审了才发。"""
    note: dict[str, Any] = {"actor": SYSTEM, "at": AT}
    head = register_person(name="何为", **note)
    open_account(username="head", password=PASSWORD, person=head, **note)
    grant_post(
        person=head, body=world.unit_body, kind="head", title="局长", starts_on=SINCE, **note
    )
    account = Account.objects.select_related("person").get(person=head)
    doer = Doer(viewer_for(account, today=TODAY))
    set_chain(body_id=world.unit_body.pk, steps=[("局长", head.pk)], doer=doer, at=AT)


def _ask(filled: Filled) -> int:
    world, case = filled.world, filled.child
    duty = Duty.objects.open().get(case=case, holder_body=world.unit_body)
    return ask_outside(
        case_id=case.pk,
        duty_id=duty.pk,
        organisation="供电公司",
        question="这段路的电杆能不能借用？",
        days=14,
        doer=Doer(world.unit.viewer),
        at=AT,
    ).pk


def _lead(world: World, case: Case) -> int:
    return set_leader(
        case_id=case.pk,
        leader_id=_person(world.chair),
        decision="第四十一次主任会议研究确定",
        decided_on=TODAY,
        actor=Doer(world.office.viewer),
        at=AT,
    ).pk


def _group(world: World, filled: Filled) -> int:
    doer = Doer(world.street.viewer)
    cases = [filled.root.pk]
    return open_group(title="路灯不亮", case_ids=cases, doer=doer, at=AT).pk


def _outcome(world: World, case: Case) -> int:
    home = Home(
        world.congress.pk, case.thread or case.pk, case.pk, may_record=True, may_verify=False
    )
    figure = Figure("works_fittings", Decimal(11), "村口到小学装路灯", TODAY)
    return record_outcome(home=home, figure=figure, actor=world.unit.actor, at=AT).pk


def _article(world: World) -> int:
    return publish_article(
        jurisdiction_id=world.congress.pk,
        title="代表接待日：这个月谈物业",
        body="本月代表接待日定在十五日上午。",
        source="代表工作委员会",
        column="工作动态",
        actor=world.office.actor,
        at=AT,
    ).pk


def _draft(world: World) -> int:
    return start_draft(
        start=DraftStart(world.congress.pk), doer=Doer(world.deputy.viewer), at=AT
    ).pk


def _import(world: World) -> int:
    return upload_sheet(
        kind="opinions",
        content=SHEET,
        name="台账.csv",
        congress_id=world.congress.pk,
        viewer=world.street.viewer,
        at=AT,
    ).pk


def _paper(world: World) -> int:
    paper = dispatch_list(
        jurisdiction_id=world.congress.pk,
        unit=world.unit_body,
        since=TODAY,
        until=TODAY,
        head=Letterhead(world.deputy_affairs.name, signer="陈诚"),
    )
    issue = Issue(issuer_id=world.deputy_affairs.pk, kind=paper.kind, paper=paper)
    actor = world.office.viewer.as_actor(world.deputy_affairs.pk)
    return issue_document(issue=issue, actor=actor, at=AT).pk


def _instruction(world: World) -> int:
    words = Instructed(
        jurisdiction_id=world.congress.pk,
        made_by="吴远山",
        made_by_post="区人大常委会副主任",
        made_on=TODAY,
        words="请住建局把完工的日子定下来。",
        matter="村口到小学的路灯",
        assigned_id=world.unit_body.pk,
        due_on=date(2026, 3, 31),
    )
    return record_instruction(instructed=words, actor=world.office.actor, at=AT).pk


def _letter(world: World) -> tuple[int, str]:
    """印发了、公开了的一份：编号，公开网站上的号。"""
    for pack in ("jiangxia_123", "letter_item"):
        source = (PACKS / pack / "mechanism.toml").read_text(encoding="utf-8")
        row = publish_mechanism(source=source, path=pack, actor=SYSTEM, at=AT)
        adopt_practice(jurisdiction_id=world.congress.pk, mechanism_id=row.pk, actor=SYSTEM, at=AT)
    wording = Wording(
        kind="supervision",
        title="关于农村道路照明专项检查的意见",
        source="农村道路照明专项检查",
        opening="检查了十三个村，有两项要整改。",
        unit_id=world.unit_body.pk,
        committee_id=world.special_committee.pk,
        items=(("把十一盏坏灯修好", "1m"), ("建立路灯巡查制度", "2m")),
    )
    doer = Doer(world.committee.viewer)
    letter = draft_letter(jurisdiction_id=world.congress.pk, wording=wording, actor=doer, at=AT)
    case = submit_letter(letter_id=letter.pk, actor=doer, at=AT).pk
    met = {"approved_on": TODAY.isoformat(), "meeting": "第五十二次主任会议"}
    _do(world.chair, case, "approve", **met)
    _do(world.office, case, "dispatch", signer="吴远山主任")
    shown = publish_letter(letter_id=letter.pk, actor=world.office.actor, at=AT)
    return letter.pk, shown.number


def _notice(world: World) -> int:
    """给代工委的一条消息。"""
    found = Notice.objects.filter(body=world.deputy_affairs).order_by("id").first()
    return found.pk if found else 0


def _rule(world: World) -> int:
    note: dict[str, Any] = {"actor": SYSTEM, "at": AT}
    congress = world.congress.pk
    arrange_categories(jurisdiction_id=congress, names={}, added="联系群众", **note)
    text = RuleText(
        RuleCategory.objects.get(jurisdiction=congress).pk,
        "代表联络站办理群众意见办法",
        number="江夏人常发〔2026〕6号",
        issuing_body="江夏区人大常委会",
        adopted_on=SINCE,
        effective_on=SINCE,
        text="第一条　群众意见当天登记、编号，三个工作日内有人看。",
        is_public=True,
    )
    row = draft_rule(jurisdiction_id=congress, rule=text, **note)
    return enact_rule(jurisdiction_id=congress, rule_id=row.pk, **note).pk
