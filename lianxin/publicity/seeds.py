"""演示用的几篇文章，和一件从一句话办成的实事。人和事都是编的。"""

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from lianxin.casework.models import Case
from lianxin.casework.policies import Doer
from lianxin.casework.seeds.cast import Cast
from lianxin.casework.seeds.drawings import picture
from lianxin.casework.state import day_of
from lianxin.files.usecases import store_image
from lianxin.kernel.actors import SYSTEM, Actor
from lianxin.kernel.seeding import DemoLink, Garden
from lianxin.outcomes.usecases import Figure, record_outcome, verify_outcome
from lianxin.publicity.models import Article, PublicMatter
from lianxin.publicity.queries import photo_choices
from lianxin.publicity.usecases import (
    archive_article,
    publish_article,
    publish_letter,
    publish_photo,
)
from lianxin.publicity.usecases.coverage import (
    CoverageDraft,
    publish_coverage,
    record_coverage,
)
from lianxin.supervision.queries.results import home_of

_NEWS = (
    (
        3,
        "工作动态",
        "代表进站接待日：这个月谈物业",
        "本月代表接待日定在十五日上午，主题是小区物业。\n\n"
        "# 怎么参加\n\n- 到就近的代表联络站，当面说\n- 扫站里的码，不用注册\n\n"
        "说过的每一件事都有编号，办到哪一步，扫码就能看。",
    ),
    (
        20,
        "公告",
        "关于公示群众意见办理情况的公告",
        "自本月起，各代表联络站每次活动之后张贴公示单，写明每件事谁在办、什么时候答复、办得怎么样。\n\n"
        "公示的内容已经隐去个人信息。",
    ),
    (
        400,
        "工作动态",
        "代表联络站换了新门牌",
        "全区代表联络站统一换了门牌，门口的码也换成了新的，旧码不再使用。",
    ),
)
SOURCE = "代表工作委员会"
ARCHIVE_AFTER = timedelta(days=365)


def plant(garden: Garden) -> None:
    """种下区人大门户的文章。"""
    congress = garden.get("jx")
    seed_articles(jurisdiction_id=congress.pk, actor=SYSTEM, at=garden.at)
    shown = PublicMatter.objects.get(thread=garden.get("jx.praised"))
    _prove(garden, shown)
    _report(garden, shown)
    garden.point_out(DemoLink("一件公开的事", f"/matters/{shown.number}/"))
    office = Cast(congress, garden.today).of("da")
    letter = publish_letter(letter_id=garden.get("jx.letter"), actor=office.actor(), at=garden.at)
    garden.point_out(DemoLink("一份公开的监督意见书", f"/letters/{letter.number}/"))


_PROOFS = (
    ("works_fittings", 11, "exact", "", "村口到小学路段装太阳能路灯"),
    ("works_length", 600, "about", "", "照亮的路段"),
    ("funds", 86_000, "exact", "special", "路灯采购和安装"),
    ("funds", 20_000, "over", "self_raised", "村民凑的地基和线缆钱"),
    ("households", 130, "over", "", "沿路住户"),
    ("labour", 24, "exact", "", "村民挖坑、立杆"),
)
_WAITING = ("people", 400, "near", "", "每天走这段路的学生和老人")


def _prove(garden: Garden, shown: PublicMatter) -> None:
    """这件办成了什么：承办单位记，代工委核，挑两张照片公开；另有一项还等着核。"""
    cast = Cast(garden.get("jx"), garden.today)
    case = Case.objects.filter(thread=shown.thread).exclude(pk=shown.thread).latest("id")
    before = _before(cast.of("zjj"), garden)
    for proof in _PROOFS:
        row = _note(cast.of("zjj"), case, proof, garden, before if proof is _PROOFS[0] else ())
        office = cast.of("da")
        home = home_of(viewer=office.viewer, case_id=case.pk)
        verify_outcome(outcome_id=row, home=home, actor=office.actor(), at=garden.at)
    _note(cast.of("zjj"), case, _WAITING, garden)
    _show_photos(cast.of("da"), shown, garden)


def _before(worker: Doer, garden: Garden) -> tuple[UUID]:
    """办之前的一张，和成果放在一起好对照。"""
    kept = store_image(
        upload=picture("lamp"),
        original_name="现场.jpg",
        audience="staff",
        actor=worker.actor(),
        at=garden.at,
    )
    return (kept.pk,)


def _note(
    worker: Doer,
    case: Case,
    proof: tuple[str, int, str, str, str],
    garden: Garden,
    evidence: tuple[UUID, ...] = (),
) -> int:
    metric, value, precision, source, what = proof
    figure = Figure(
        metric=metric,
        value=Decimal(value),
        what=what,
        happened_on=day_of(case.closed_at or garden.at),
        precision=precision,
        source=source,
    )
    home = home_of(viewer=worker.viewer, case_id=case.pk)
    row = record_outcome(
        home=home, figure=figure, actor=worker.actor(), at=garden.at, evidence=evidence
    )
    return row.pk


def _show_photos(office: Doer, shown: PublicMatter, garden: Garden) -> None:
    for choice in photo_choices(viewer=office.viewer, matter_id=shown.pk):
        after = choice.name.startswith("办好")
        publish_photo(
            matter_id=shown.pk,
            photo=choice.id,
            phase="after" if after else "before",
            alt="装好的路灯亮着，照亮村口的路" if after else "没有路灯的村口，一片漆黑",
            viewer=office.viewer,
            actor=office.actor(),
            at=garden.at,
        )


def seed_articles(*, jurisdiction_id: int, actor: Actor, at: datetime) -> int:
    """发几篇演示文章，一年前的归档；已经有文章的不再发。返回发了几篇。"""
    if Article.objects.filter(jurisdiction=jurisdiction_id).exists():
        return 0
    for days_ago, column, title, body in _NEWS:
        published_at = at - timedelta(days=days_ago)
        article = publish_article(
            jurisdiction_id=jurisdiction_id,
            title=title,
            body=body,
            source=SOURCE,
            column=column,
            published_at=published_at,
            actor=actor,
            at=at,
        )
        if at - published_at > ARCHIVE_AFTER:
            archive_article(article_id=article.pk, actor=actor, at=at)
    return len(_NEWS)


#: 几天前登的、哪家、哪一类、标题、讲了什么、是什么、公开没有；第一篇连着那件公开的事。
_PRESS = (
    (
        (6, "区融媒体中心", "wechat", "report", True),
        "从一句话到一件实事",
        "居民扫码说了一句话，街道、部门、代表一起跑，办好了，还请居民来看。",
    ),
    (
        (15, "市晚报", "press", "model", True),
        "童周岭有位“路灯代表”",
        "一位村里的代表，十年里走遍十二个湾子，把听来的话一件一件办成。",
    ),
    (
        (24, "区融媒体中心", "site", "report", True),
        "板凳会开到家门口",
        "代表把会开在樟树底下，现场答复，带回去的写明哪天以前办。",
    ),
    (
        (2, "省报客户端", "site", "report", False),
        "家门口的共评小组",
        "居民抽签组成小组给微改造打分，好的奖，差的改。",
    ),
)


def _report(garden: Garden, shown: PublicMatter) -> None:
    """代工委记的几篇，批准了三篇。"""
    cast = Cast(garden.get("jx"), garden.today)
    case = Case.objects.filter(thread=shown.thread).order_by("id")[0]
    deputy = cast.deputy("wulijie", 0)
    for place, ((back, outlet, medium, kind, is_public), title, summary) in enumerate(_PRESS):
        row = record_coverage(
            jurisdiction_id=cast.congress.pk,
            draft=CoverageDraft(
                kind=kind,
                title=title,
                summary=summary,
                outlet=outlet,
                medium=medium,
                on=garden.today - timedelta(days=back),
                about=(("deputy", deputy), *((("case", case.pk),) if place == 0 else ())),
            ),
            actor=cast.of("da"),
            at=garden.at,
        )
        if is_public:
            publish_coverage(coverage_id=row.pk, actor=cast.of("da"), at=garden.at)
