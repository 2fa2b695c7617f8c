"""公开一件事：脱敏、批准、跟着进展更新、能撤下；外人对不上是谁的。"""

import pytest
from django.test import Client

from lianxin.audit.models import Entry
from lianxin.audit.sentences import missing
from lianxin.casework.policies import Doer
from lianxin.kernel.actors import SYSTEM
from lianxin.kernel.errors import NotVisible
from lianxin.opinions.models import Opinion
from lianxin.publicity import queries
from lianxin.publicity.models import PublicLine, PublicMatter
from lianxin.publicity.usecases import PublicityRefused, approve, publish_matter, withdraw
from lianxin.suggestions.models import Suggestion
from lianxin.supervision.usecases.records import end_leadership, set_leader
from tests.world import AT, Persona, World

from .stories import CITIZEN_ID, NAME, PHONE, Story, everything_public, later, register


def test_posting_makes_a_public_copy(story: Story) -> None:
    """走了“公示”这一步，公开的一份就有了，写明谁批准的。"""
    story.street("post")
    matter = story.matter
    assert "路灯坏了半个月" in matter.summary
    assert matter.stage == "已收到"
    assert matter.handler == "五里界街道人大工委"
    assert matter.approved_by == "李文（五里界街道人大工委 主任）"
    assert matter.received_on == AT.date()
    assert queries.public_matter(number=matter.number).card.title == matter.title


def test_no_one_can_tell_who_said_it(story: Story) -> None:
    """姓名、电话、证件号，从登记到办结，公开的表里一处都没有。"""
    story.street("post")
    story.dispatch(later(1))
    story.unit("progress", later(2), note=f"已联系{NAME}（{PHONE}），约好周三上门")
    story.unit("tell", later(3), answer=f"{NAME}同志：路灯已修好，如有问题请打{PHONE}")
    shown = everything_public()
    assert "约好周三上门" in shown
    assert "路灯已修好" in shown
    for secret in (NAME, PHONE, CITIZEN_ID, story.receipt_no):
        assert secret not in shown


def test_the_public_number_tells_nothing(practised: World) -> None:
    """公开编号与回执编号、先后次序都无关。"""
    stories = [register(practised) for _ in range(2)]
    for story in stories:
        story.street("post")
    first, second = (story.matter.number for story in stories)
    assert first != second
    for story in stories:
        assert story.matter.number.startswith("GK")
        assert story.receipt_no[-6:] not in story.matter.number


def test_public_copy_follows_the_case(story: Story) -> None:
    """公开之后，环节、谁在办、期限、进展、答复、评价都跟着走。"""
    story.street("post")
    story.dispatch(later(1))
    matter = story.matter
    assert (matter.stage, matter.handler) == ("正在办理", "区住房和城乡建设局")
    assert matter.due_date is not None
    assert matter.is_key
    story.unit("tell", later(3), answer="路灯已修好")
    assert story.matter.answer == "路灯已修好"
    story.submitter("rate", later(4), attitude="satisfied", result="basic")
    done = story.matter
    assert done.is_closed
    assert done.stage == "办结了"
    assert done.ratings["result"] == {"satisfied": 0, "basic": 1, "dissatisfied": 0}
    steps = [step.text for step in queries.public_matter(number=done.number).steps]
    assert steps == ["已收到", "已公示", "交给区住房和城乡建设局办理", "已经答复反映的人"]


def test_internal_moves_stay_inside(story: Story) -> None:
    """没有对外说的话，公开的进展里没有。"""
    story.street("post")
    story.dispatch()
    before = PublicLine.objects.count()
    story.unit("talk", note="内部商量")
    assert PublicLine.objects.count() == before
    story.unit("progress", note="灯杆到货")
    assert PublicLine.objects.count() == before + 1


def test_what_is_not_public_stays_unread(story: Story) -> None:
    """没公开的事，走到哪都不进公开的表。"""
    story.dispatch()
    story.unit("progress", note="灯杆到货")
    assert not PublicMatter.objects.exists()


def test_title_only_shows_no_words(story: Story) -> None:
    """只公开标题的，没有摘要、答复和进展。"""
    story.street("post_title")
    story.dispatch()
    story.unit("tell", answer="路灯已修好")
    detail = queries.public_matter(number=story.matter.number)
    assert (detail.summary, detail.answer, detail.steps) == ("", "", ())
    assert detail.card.stage == "请评价"


def test_a_withdrawn_matter_does_not_exist(story: Story) -> None:
    """撤下之后与不存在一样；再公示，编号不变。"""
    story.street("post")
    number = story.matter.number
    assert queries.public_matters().cards[0].number == number
    story.street("unpost", reason="提交人撤回同意")
    with pytest.raises(NotVisible):
        queries.public_matter(number=number)
    assert queries.public_matters().cards == ()
    story.street("post")
    assert queries.public_matter(number=number).card.number == number


def test_withdrawing_needs_a_reason(story: Story, office: Persona) -> None:
    """撤下要写明原因；没公开的撤不了。"""
    with pytest.raises(NotVisible):
        withdraw(thread=story.thread, reason="误发", actor=office.actor, at=AT)
    story.street("post")
    with pytest.raises(PublicityRefused, match="写明"):
        withdraw(thread=story.thread, reason=" ", actor=office.actor, at=AT)
    withdraw(thread=story.thread, reason="误发", actor=office.actor, at=AT)
    assert story.matter.withdraw_reason == "误发"


def test_unposting_what_was_never_posted_is_harmless(story: Story) -> None:
    """没公开就走“撤下”，照样走得过去。"""
    story.street("unpost", reason="不公示了")
    assert not PublicMatter.objects.exists()


def test_the_machine_cannot_approve(story: Story, street: Persona) -> None:
    """系统自动走到公示的，等人批准才公开；批准的可以改写、可以再遮几个字样。"""
    story.system("auto_post")
    number = story.matter.number
    with pytest.raises(NotVisible):
        queries.public_matter(number=number)
    [waiting] = queries.pending(viewer=street.viewer)
    with pytest.raises(PublicityRefused, match="工作人员"):
        approve(matter_id=waiting.id, actor=SYSTEM, at=AT)
    approve(
        matter_id=waiting.id,
        actor=street.actor,
        at=AT,
        title="村口路灯要修",
        summary="童周岭村老张家门口的路灯坏了。",
        hide=["老张"],
    )
    detail = queries.public_matter(number=number)
    assert detail.card.title == "村口路灯要修"
    assert detail.summary == "童周岭村〔隐去〕家门口的路灯坏了。"
    assert queries.pending(viewer=street.viewer) == []


def test_hidden_words_stay_hidden(story: Story, street: Persona) -> None:
    """列过要遮的字样，以后的进展里也遮；库里只存指纹。"""
    story.street("post")
    approve(matter_id=story.matter.pk, actor=street.actor, at=AT, hide=["李大爷"])
    story.dispatch()
    story.unit("progress", note="李大爷家门口的灯先修")
    assert "李大爷" not in everything_public()
    assert PublicLine.objects.filter(text="〔隐去〕家门口的灯先修").exists()


def test_an_edited_title_survives_posting_again(story: Story, street: Persona) -> None:
    """工作人员改写过的标题，再公示时照旧。"""
    story.street("post")
    approve(matter_id=story.matter.pk, actor=street.actor, at=AT, title="村口路灯要修")
    story.street("post", later(1))
    assert story.matter.title == "村口路灯要修"


def test_only_those_who_handle_it_see_the_draft(
    story: Story, street: Persona, other_unit: Persona
) -> None:
    """公开前的样子只给看得见这件事的人看，写明各遮了几处。"""
    seen = queries.draft(viewer=street.viewer, thread=story.thread)
    assert PHONE not in seen.summary
    assert seen.masked["电话"] == 1
    assert seen.steps == ("已收到",)
    with pytest.raises(NotVisible):
        queries.draft(viewer=other_unit.viewer, thread=story.thread)


def test_pending_belongs_to_those_who_handle_it(
    story: Story, street: Persona, other_unit: Persona
) -> None:
    """等批准的，只列给管得着的人。"""
    story.system("auto_post")
    assert [card.thread for card in queries.pending(viewer=street.viewer)] == [story.thread]
    assert queries.pending(viewer=other_unit.viewer) == []


@pytest.fixture
def suggested(practised: World, deputy: Persona) -> Story:
    """周岭梅的一件建议，办件借用试验办法；这条线索不再是从意见来的。"""
    story = register(practised)
    Opinion.objects.filter(pk=story.opinion_id).update(case=None)
    Suggestion.objects.create(
        jurisdiction=practised.congress,
        number="JX-2026-1",
        raised_in="recess",
        title="关于农村路灯管护的建议",
        grounds="村口路灯坏了没人修。",
        proposal="建议明确管护单位。",
        lead=deputy.person,
        permission="full",
        submitted_at=AT,
        case_id=story.thread,
    )
    return story


@pytest.mark.parametrize(
    ("permission", "summary"),
    [("full", "村口路灯坏了没人修。\n建议明确管护单位。"), ("title", "")],
)
def test_a_deputy_decides_how_much_is_public(
    suggested: Story, office: Persona, permission: str, summary: str
) -> None:
    """代表建议公开到什么程度，听代表的。"""
    Suggestion.objects.update(permission=permission)
    matter = publish_matter(thread=suggested.thread, profile="full", actor=office.actor, at=AT)
    assert (matter.profile, matter.summary) == (permission, summary)


def test_a_deputy_may_keep_it_private(suggested: Story, office: Persona) -> None:
    """代表不同意公开的，谁也公开不了；办理照常，留痕说明。"""
    Suggestion.objects.update(permission="none")
    with pytest.raises(PublicityRefused, match="不同意公开"):
        publish_matter(thread=suggested.thread, profile="full", actor=office.actor, at=AT)
    suggested.system("auto_post")
    assert not PublicMatter.objects.exists()
    assert Entry.objects.filter(verb="publicity.skip", thread=suggested.thread).count() == 1


def test_what_was_done_leaves_a_trace(story: Story, office: Persona) -> None:
    """公开、批准、撤下都留痕，写明是谁；每个动作都有中文。"""
    story.street("post")
    approve(matter_id=story.matter.pk, actor=office.actor, at=AT)
    withdraw(thread=story.thread, reason="误发", actor=office.actor, at=AT)
    entries = Entry.objects.filter(subject_kind="publication").order_by("pk")
    verbs = [entry.verb for entry in entries]
    assert verbs == ["publicity.publish", "publicity.approve", "publicity.withdraw"]
    assert {entry.thread for entry in entries} == {story.thread}
    assert [entry.actor_name for entry in entries] == ["李文", "陈诚", "陈诚"]
    assert missing([*verbs, "publicity.skip", "article.publish", "article.archive"]) == []


def test_a_led_matter_wears_a_badge(story: Story, client: Client) -> None:
    """有领导领办的，公开页上挂“领导领办”；结束了就摘下。"""
    world = story.world
    story.street("post")
    url = f"/matters/{story.matter.number}/"
    assert "领导领办" not in client.get(url).content.decode()
    doer = Doer(world.office.viewer)
    row = set_leader(
        case_id=story.thread,
        leader_id=world.chair.person.pk,
        decision="第三十一次主任会议决定",
        decided_on=AT.date(),
        actor=doer,
        at=AT,
    )
    assert "领导领办" in client.get(url).content.decode()
    end_leadership(leadership_id=row.pk, reason="换人督办", actor=doer, at=later(1))
    assert "领导领办" not in client.get(url).content.decode()
