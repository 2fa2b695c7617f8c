"""地区、机构、人员、岗位、届次、代表资格与工作日历的表。"""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q


def in_force(on: date, *, prefix: str = "") -> Q:
    """在 ``on`` 这一天有效的条件：已开始，且没有结束或结束在其后。"""
    return Q(**{f"{prefix}starts_on__lte": on}) & (
        Q(**{f"{prefix}ends_on__isnull": True}) | Q(**{f"{prefix}ends_on__gt": on})
    )


#: 区划代码里，到这一级为止用几位。
SIGNIFICANT_DIGITS = {"province": 2, "city": 4, "county": 6, "town": 9, "village": 12}


class Region(models.Model):
    """地区：省、市、县、乡级、村级，一棵树。"""

    class Level(models.TextChoices):
        """行政层级。"""

        PROVINCE = "province", "省"
        CITY = "city", "市"
        COUNTY = "county", "县（区）"
        TOWN = "town", "乡镇（街道）"
        VILLAGE = "village", "村（社区）"

    code = models.CharField("统计用区划代码", max_length=12, primary_key=True)
    name = models.CharField("名称", max_length=60)
    level = models.CharField("层级", max_length=10, choices=Level.choices)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="上级"
    )

    class Meta:
        verbose_name = "地区"

    def __str__(self) -> str:
        return f"{self.name}（{self.code}）"

    @property
    def prefix(self) -> str:
        """代码里管本级的几位；下级的代码都以它开头。"""
        return self.code[: SIGNIFICANT_DIGITS[self.level]]


class Body(models.Model):
    """机构：人大、工委、单位、小组，一套账里的一棵树。"""

    class Kind(models.TextChoices):
        """机构种类。"""

        CONGRESS = "congress", "人民代表大会"
        STANDING_COMMITTEE = "standing_committee", "人大常委会"
        CHAIR_COUNCIL = "chair_council", "主任会议"
        DEPUTY_AFFAIRS = "deputy_affairs", "代表工作委员会"
        SPECIAL_COMMITTEE = "special_committee", "专门（工作）委员会"
        STREET_COMMITTEE = "street_committee", "人大街道工委"
        PRESIDIUM = "presidium", "乡镇人大主席团"
        GOVERNMENT = "government", "人民政府"
        DEPARTMENT = "department", "政府部门"
        SUBDISTRICT = "subdistrict", "街道办事处"
        SECTION = "section", "街道科室"
        COURT = "court", "人民法院"
        PROCURATORATE = "procuratorate", "人民检察院"
        SUPERVISION = "supervision", "监察委员会"
        VILLAGE = "village", "村（社区）"
        GROUP = "group", "代表小组"
        PROFESSIONAL_GROUP = "professional_group", "专业代表小组"
        COUNCIL = "council", "议事组织"
        ENTERPRISE = "enterprise", "企业"
        SERVICE = "service", "服务机构"
        MEDIA = "media", "媒体"

    kind = models.CharField("种类", max_length=20, choices=Kind.choices)
    name = models.CharField("全称", max_length=80)
    short_name = models.CharField("简称", max_length=40)
    slug = models.SlugField("代号", max_length=60, unique=True)
    level = models.CharField("层级", max_length=10, choices=Region.Level.choices)
    region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="所在地区")
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="上级机构"
    )
    congress = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="所属人大（管辖）",
    )
    prefix = models.CharField("编号字头", max_length=8, blank=True)
    domains = models.JSONField("业务领域", default=list, blank=True)
    starts_on = models.DateField("成立日期")
    ends_on = models.DateField("撤销日期", null=True, blank=True)

    class Meta:
        verbose_name = "机构"
        constraints = [
            models.CheckConstraint(
                name="body_congress_has_prefix",
                condition=~Q(kind="congress") | ~Q(prefix=""),
            ),
            models.CheckConstraint(
                name="body_others_have_congress",
                condition=Q(kind="congress") | Q(congress__isnull=False),
            ),
            models.CheckConstraint(
                name="body_ends_after_start",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")),
            ),
            models.UniqueConstraint(
                name="body_congress_prefix_unique", fields=["prefix"], condition=Q(kind="congress")
            ),
            models.UniqueConstraint(
                name="body_one_deputy_affairs",
                fields=["congress"],
                condition=Q(kind="deputy_affairs", ends_on__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["congress", "kind"], name="body_by_congress")]

    def __str__(self) -> str:
        return f"#{self.pk} {self.name}"

    @property
    def jurisdiction_id(self) -> int:
        """这个机构在哪一级人大的账上。"""
        return self.congress_id or self.pk


class Person(models.Model):
    """人：一个人只有一条，身份写在岗位和代表资格里。"""

    name = models.CharField("姓名", max_length=40)
    gender = models.CharField("性别", max_length=4, blank=True)
    workplace = models.CharField("工作单位", max_length=80, blank=True)
    work_title = models.CharField("职务", max_length=60, blank=True)
    employer = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="所在承办单位"
    )

    class Meta:
        verbose_name = "人员"

    def __str__(self) -> str:
        return f"#{self.pk} {self.name}"


class Post(models.Model):
    """岗位：某人在某机构担任什么，从何时到何时。"""

    class Kind(models.TextChoices):
        """岗位种类。"""

        HEAD = "head", "负责人"
        LIAISON = "liaison", "联络员"
        STAFF = "staff", "工作人员"
        KEEPER = "keeper", "站点管理员"
        HANDLER = "handler", "承办人"
        MEMBER = "member", "成员"

    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="人员")
    body = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="机构")
    kind = models.CharField("种类", max_length=10, choices=Kind.choices)
    title = models.CharField("职务名称", max_length=40)
    is_full_time = models.BooleanField("专职", default=False)
    starts_on = models.DateField("任职日期")
    ends_on = models.DateField("离任日期", null=True, blank=True)

    class Meta:
        verbose_name = "岗位"
        constraints = [
            models.CheckConstraint(
                name="post_ends_after_start",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
            models.UniqueConstraint(
                name="post_no_double",
                fields=["person", "body", "kind"],
                condition=Q(ends_on__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["person"], name="post_by_person")]

    def __str__(self) -> str:
        return f"#{self.pk} {self.title}"


class Term(models.Model):
    """届：五年一届，从第一次会议起算（代表法 2 条③）。"""

    congress = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="人大")
    ordinal = models.PositiveSmallIntegerField("第几届")
    starts_on = models.DateField("起")
    ends_on = models.DateField("止", null=True, blank=True)

    class Meta:
        verbose_name = "届"
        constraints = [
            models.UniqueConstraint(name="term_once", fields=["congress", "ordinal"]),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} 第{self.ordinal}届"


class Session(models.Model):
    """次会议；两次会议之间为闭会期间。"""

    term = models.ForeignKey(Term, models.PROTECT, related_name="+", verbose_name="届")
    ordinal = models.PositiveSmallIntegerField("第几次会议")
    starts_on = models.DateField("开幕")
    ends_on = models.DateField("闭幕")

    class Meta:
        verbose_name = "会议"
        constraints = [
            models.UniqueConstraint(name="session_once", fields=["term", "ordinal"]),
            models.CheckConstraint(
                name="session_ends_after_start", condition=Q(ends_on__gte=F("starts_on"))
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} 第{self.ordinal}次会议"


class Constituency(models.Model):
    """选区或选举单位。"""

    congress = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="人大")
    name = models.CharField("名称", max_length=60)
    regions = models.ManyToManyField(Region, related_name="+", verbose_name="范围")

    class Meta:
        verbose_name = "选区"
        constraints = [
            models.UniqueConstraint(name="constituency_once", fields=["congress", "name"]),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.name}"


class Mandate(models.Model):
    """代表资格：某人是某一级人大某一届的代表；一人可兼任多级。"""

    class State(models.TextChoices):
        """资格状态（代表法 61–63 条）。"""

        ACTIVE = "active", "在任"
        SUSPENDED = "suspended", "暂停执行职务"
        ENDED = "ended", "终止"

    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="人员")
    congress = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="人大")
    term = models.ForeignKey(Term, models.PROTECT, related_name="+", verbose_name="届")
    constituency = models.ForeignKey(
        Constituency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="选区"
    )
    number = models.CharField("代表证号", max_length=20)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.ACTIVE)
    starts_on = models.DateField("资格确认日期")
    ends_on = models.DateField("终止日期", null=True, blank=True)
    end_reason = models.CharField("终止原因", max_length=60, blank=True)

    class Meta:
        verbose_name = "代表资格"
        constraints = [
            models.UniqueConstraint(name="mandate_once_a_term", fields=["person", "term"]),
            models.UniqueConstraint(name="mandate_number", fields=["term", "number"]),
            models.CheckConstraint(
                name="mandate_end_has_reason",
                condition=~Q(state="ended") | (Q(ends_on__isnull=False) & ~Q(end_reason="")),
            ),
        ]
        indexes = [models.Index(fields=["person"], name="mandate_by_person")]

    def __str__(self) -> str:
        return f"#{self.pk} {self.number}"


class Membership(models.Model):
    """小组成员：代表编入哪个小组，从何时到何时。"""

    class Role(models.TextChoices):
        """在组里的身份。"""

        LEADER = "leader", "组长"
        DEPUTY_LEADER = "deputy_leader", "副组长"
        MEMBER = "member", "组员"
        CONTACT = "contact", "联系人"

    body = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="小组")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="人员")
    role = models.CharField("身份", max_length=14, choices=Role.choices)
    starts_on = models.DateField("编入日期")
    ends_on = models.DateField("调出日期", null=True, blank=True)

    class Meta:
        verbose_name = "小组成员"
        constraints = [
            models.UniqueConstraint(
                name="membership_no_double",
                fields=["body", "person"],
                condition=Q(ends_on__isnull=True),
            ),
            models.UniqueConstraint(
                name="membership_one_leader",
                fields=["body"],
                condition=Q(ends_on__isnull=True, role="leader"),
            ),
        ]
        indexes = [models.Index(fields=["person"], name="membership_by_person")]

    def __str__(self) -> str:
        return f"#{self.pk} {self.role}"


class CalendarYear(models.Model):
    """一年的放假安排：国务院办公厅通知公布之后才装入。"""

    year = models.PositiveSmallIntegerField("年份", primary_key=True)
    source = models.CharField("依据", max_length=120)
    revision = models.PositiveSmallIntegerField("修订次数", default=1)
    loaded_at = models.DateTimeField("装入时间")

    class Meta:
        verbose_name = "放假安排"

    def __str__(self) -> str:
        return f"{self.year} 年（第 {self.revision} 次）"


class CalendarDay(models.Model):
    """特殊的一天：放假，或者调休上班。没写的日子按周一至周五上班。"""

    class Kind(models.TextChoices):
        """这一天是什么日子。"""

        HOLIDAY = "holiday", "放假"
        MAKEUP = "makeup", "调休上班"

    date = models.DateField("日期", primary_key=True)
    kind = models.CharField("种类", max_length=8, choices=Kind.choices)
    name = models.CharField("名称", max_length=30)

    class Meta:
        verbose_name = "特殊日期"

    def __str__(self) -> str:
        return f"{self.date} {self.name}"


class Category(models.Model):
    """事项类别：两级；领域（domain）把类别对到承办单位和对口委员会。"""

    key = models.SlugField("代号", max_length=40, primary_key=True)
    label = models.CharField("名称", max_length=30)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="上级类别"
    )
    domain = models.CharField("领域", max_length=30, blank=True)
    order = models.PositiveSmallIntegerField("排序", default=0)

    class Meta:
        verbose_name = "事项类别"

    def __str__(self) -> str:
        return f"{self.label}（{self.key}）"
