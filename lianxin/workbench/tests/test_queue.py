"""今天要办：谁的归谁，急的在前，几堆各是几堆。"""

from lianxin.access.models import Account
from lianxin.access.usecases.accounts import end_post, grant_post
from lianxin.casework.models import Case, Duty
from lianxin.kernel.actors import SYSTEM
from lianxin.workbench.tests.conftest import Office
from tests.world import AT, TODAY, Persona

HX = {"HX-Request": "true"}


def test_new_voices_reach_the_street_first(desk: Office) -> None:
    """群众刚说的事，出现在街道的“新到”里；不归他办的单位看不到。"""
    case = desk.say()

    mine = desk.get(desk.street, "/desk/?tab=new").content.decode()
    theirs = desk.get(desk.unit, "/desk/?tab=new").content.decode()

    assert case.title in mine
    assert "扫码" in mine
    assert case.title not in theirs
    assert "没有新到的事" in theirs


def test_overdue_is_its_own_pile(desk: Office) -> None:
    """过了到期日，从“新到”进到“已逾期”；到期当天不算。"""
    case = desk.say()
    desk.wait(days=3)
    assert case.title not in desk.get(desk.street, "/desk/?tab=overdue").content.decode()

    desk.wait(days=1)
    late = desk.get(desk.street, "/desk/?tab=overdue").content.decode()

    assert case.title in late
    assert "逾期 1 个工作日" in late
    assert case.title not in desk.get(desk.street, "/desk/?tab=new").content.decode()


def test_counts_and_lists_agree(desk: Office) -> None:
    """标签上的数，点进去就是这么多件。"""
    for number in range(3):
        desk.say(text=f"第{number}处路灯不亮，晚上看不见路。")
    page = desk.get(desk.street, "/desk/?tab=new")

    tabs = {tab["label"]: tab["count"] for tab in page.context["queue"]["tabs"]}

    assert tabs == {"新到": 3, "将到期": 3, "已逾期": 0, "待答复": 0, "全部": 3}
    assert len(page.context["queue"]["items"]) == 3


def test_a_backlog_is_counted_only_so_far(desk: Office, monkeypatch) -> None:
    """积压多得数不过来，标签说“以上”；清单照样一件件翻得到。"""
    monkeypatch.setattr("lianxin.workbench.queries.queue.MOST_COUNTED", 2)
    for number in range(3):
        desk.say(text=f"第{number}处路灯不亮，晚上看不见路。")

    queue = desk.get(desk.street, "/desk/").context["queue"]

    assert {tab["label"]: tab["count"] for tab in queue["tabs"]}["全部"] == "2+"
    assert len(queue["items"]) == 3


def test_query_count_does_not_grow(desk: Office, django_assert_max_num_queries) -> None:
    """二十件与一件，查库的次数一样多；认人五条，清单三条。"""
    for number in range(20):
        desk.say(text=f"第{number}处路灯不亮，晚上看不见路。")
    desk.get(desk.street, "/desk/")

    with django_assert_max_num_queries(8):
        page = desk.client.get("/desk/")

    assert len(page.context["queue"]["items"]) == 20


def test_paging_by_due_date_misses_nothing(desk: Office, monkeypatch) -> None:
    """一页放不下的往下翻，一件不漏、一件不重。"""
    monkeypatch.setattr(
        "lianxin.workbench.queries.queue.queue.__kwdefaults__",
        {
            **__import__(
                "lianxin.workbench.queries.queue", fromlist=["queue"]
            ).queue.__kwdefaults__,
            "limit": 2,
        },
    )
    for number in range(5):
        desk.say(text=f"第{number}处路灯不亮，晚上看不见路。")
    seen, url = [], "/desk/"
    while url:
        queue = desk.get(desk.street, url).context["queue"]
        seen += [item["url"] for item in queue["items"]]
        url = queue["next_url"]

    assert len(seen) == len(set(seen)) == 5


def test_the_same_address_serves_page_and_pane(desk: Office) -> None:
    """清单里一件的网址：整页给三栏，有脚本只给右边那一栏。"""
    case = desk.say()
    url = f"/desk/?tab=new&case={case.pk}"

    whole = desk.get(desk.street, url).content.decode()
    pane = desk.get(desk.street, url, **HX).content.decode()

    assert 'class="queue"' in whole
    assert case.number in whole
    assert 'class="queue"' not in pane
    assert case.number in pane
    assert "<html" not in pane


def test_someone_elses_case_does_not_exist(desk: Office) -> None:
    """看不见的一件，从清单的网址硬打开也是没有。"""
    case = desk.say()

    assert desk.get(desk.street, f"/desk/?case={case.pk}").status_code == 200
    assert desk.get(desk.unit, f"/desk/?case={case.pk}").status_code == 404


def test_two_posts_see_both_and_may_filter(desk: Office) -> None:
    """一个人有两个岗位，两边的事都排在一起，也可以只看一边。"""
    grant_post(
        person=desk.street.person,
        body=desk.unit_body,
        kind="handler",
        title="承办人",
        starts_on=AT.date(),
        actor=SYSTEM,
        at=AT,
    )
    desk.say(text="自来水早晚高峰水压小，三楼上不去水")
    handling = desk.dispatched()

    both = desk.get(desk.street, "/desk/").content.decode()
    one = desk.get(desk.street, f"/desk/?post={desk.unit_body.pk}").content.decode()

    assert "水压小" in both
    assert handling.title in both
    assert "全部岗位" in both
    assert "水压小" not in one
    assert handling.title in one


def test_strangers_go_to_sign_in(desk: Office) -> None:
    """没登录的先去登录，登录后回到这一页。"""
    desk.client.logout()
    answer = desk.client.get("/desk/")

    assert answer.status_code == 302
    assert "next=/desk/" in answer.url


def test_an_account_without_a_post_is_told_why(desk: Office) -> None:
    """离任之后，桌面是空的，并告诉他找谁。"""
    assert desk.get(desk.unit, "/desk/").status_code == 200
    end_post(post_id=desk.unit.viewer.posts[0].id, on=TODAY, reason="调离", actor=SYSTEM, at=AT)

    answer = desk.get(desk.unit, "/desk/")

    assert answer.status_code == 422
    assert "没有在任的岗位" in answer.content.decode()


def test_waiting_to_answer_is_its_own_pile(desk: Office) -> None:
    """办得有结果、还欠提交人一句话的，在“待答复”里。"""
    case = desk.say()
    desk.step(case, desk.street, "handle", category="property")
    handling = desk.child(case)
    assert case.title not in desk.get(desk.street, "/desk/?tab=answer").content.decode()

    desk.step(
        handling,
        desk.street,
        "explain",
        analysis="路灯已在采购",
        handling_answer="路灯已经买好，这个月底前装上。",
    )

    assert Case.objects.get(pk=case.pk).stage == "to_tell"
    assert case.title in desk.get(desk.street, "/desk/?tab=answer").content.decode()


def test_the_operator_lands_on_a_page_that_explains(desk: Office) -> None:
    """系统管理员登录后看到运行的门路，没有业务内容；停了任的普通账号仍说请核对任职。"""
    desk.say()
    desk.client.force_login(
        Account.objects.create_superuser("root-of-all", "x"),
        backend="django.contrib.auth.backends.ModelBackend",
    )

    page = desk.client.get("/desk/")

    assert page.status_code == 200
    assert "系统管理" in page.content.decode()
    assert "路灯" not in page.content.decode()
    desk.client.force_login(
        Account.objects.create_user("nobody", "x"),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    assert desk.client.get("/desk/").status_code == 422


def test_a_row_says_what_is_owed(desk: Office) -> None:
    """清单里写明欠的是什么：一件事压着几份责任的，几行分得清。"""
    desk.say()

    (item,) = desk.get(desk.street, "/desk/").context["queue"]["items"]

    owed = Duty.objects.open().get(holder_body=desk.street.body)
    assert item["meta"].startswith(owed.owes)


def test_a_deputy_at_work_reaches_voices_and_suggestions_with_one_tap(desk: Office) -> None:
    """又是代表又有岗位的，手机底部就有群众意见、代表建议；没有代表身份的还是最前面四个。"""

    def pinned(who: Persona) -> list[str]:
        nav = desk.get(who, "/desk/notices/").context["desk_nav"]
        return [item.key for item in nav if item.pinned]

    before = pinned(desk.street)
    office = desk.street.body
    grant_post(
        person=desk.deputy.person,
        body=office,
        kind="staff",
        title="干事",
        starts_on=TODAY,
        actor=SYSTEM,
        at=AT,
    )

    assert before == ["home", "decisions", "notices", "opinions"]
    assert pinned(desk.deputy) == ["home", "deputy", "notices", "opinions", "suggestions"]
