"""看样子用的假数据：人和事都是编的，只为看版面在长短、有无、各种状态下好不好看。"""

from datetime import UTC, date, datetime
from types import SimpleNamespace as Thing
from typing import Any

from django import forms

TODAY = date(2026, 5, 28)
LONG = "村口到小学这段路没有路灯，冬天孩子放学天就黑了，骑车的摔过好几回。"


class MoveForm(forms.Form):
    """办一步。"""

    lead = forms.ChoiceField(
        label="主办单位", choices=[("1", "区住房和城乡建设局"), ("2", "区城管执法局")]
    )
    assist = forms.MultipleChoiceField(
        label="协办单位",
        required=False,
        choices=[("3", "区教育局"), ("4", "五里界街道办事处")],
        widget=forms.CheckboxSelectMultiple,
    )
    reason = forms.CharField(
        label="交办意见", widget=forms.Textarea, help_text="承办单位会看到这段话。"
    )
    due = forms.DateField(label="请在哪天前答复", widget=forms.DateInput(attrs={"type": "date"}))
    paper = forms.FileField(label="附件", required=False)
    told = forms.BooleanField(label="已经电话告诉承办单位")


TIMELINE = [
    Thing(
        state="done", title="已收到", meta="5 月 12 日 19:42 · 童周岭代表联络站", text="", photos=[]
    ),
    Thing(
        state="done",
        title="周岭梅代表看过，提成代表建议",
        meta="5 月 14 日",
        text="这条路一共缺 11 盏灯，晚上八点以后看不见路面。",
    ),
    Thing(
        state="done", title="交给区住房和城乡建设局", meta="5 月 19 日 · 区人大代工委交办，第 63 号"
    ),
    Thing(state="cur", title="到现场看过，正在定方案", meta="5 月 27 日 · 有 2 张照片"),
    Thing(state="next", title="答复您", meta="不晚于 6 月 3 日"),
    Thing(state="next", title="请您打分，不满意可以要求再办", meta=""),
]

OPINION = Thing(
    receipt_no="JX-2026-05-00417",
    title="村口到小学的路没有路灯，孩子放学不安全",
    text=LONG,
    submitted_at=datetime(2026, 5, 12, 19, 42, tzinfo=UTC),
    category_label="城乡建设",
    followers_words="另有 2 位邻居跟进",
    light="warn",
    stage_label="正在办理",
    due_words="还剩 4 个工作日",
    holder_words="区住房和城乡建设局负责，6 月 3 日前答复您",
    due_reason="从 5 月 19 日交办那天算起，11 个工作日；端午节不算。",
    done=False,
    timeline=TIMELINE,
    answer=None,
)


def _entry(title: str, light: str, words: str, meta: str, tag: str = "") -> Thing:
    return Thing(title=title, url="#", light=light, light_words=words, meta=meta, tag=tag)


MATTERS = [
    _entry(
        "村口到小学的路没有路灯，孩子放学不安全",
        "warn",
        "正在办理",
        "区住房和城乡建设局 · 还剩 4 个工作日",
        "城乡建设",
    ),
    _entry(
        "自来水早晚高峰水压小，三楼上不去水",
        "ok",
        "正在办理",
        "区水务集团 · 6 月 20 日前答复",
        "城乡建设",
    ),
    _entry("小区消防通道被临街门店占用", "bad", "逾期 1 天", "梅苑社区 · 街道城管办", "公共安全"),
    _entry(
        "希望把周末的流动图书车开到村里",
        "none",
        "已经答复",
        "区文旅局 · 群众评价：满意",
        "教科文卫",
    ),
]
STATS = [
    Thing(
        label="收到群众意见", value="1,284", unit="件", url="#", definition_url="#", note="今年以来"
    ),
    Thing(label="已经答复", value="1,107", unit="件", url="#", definition_url="#", note="今年以来"),
    Thing(
        label="群众满意",
        value="93.4",
        unit="%",
        url="#",
        definition_url="#",
        note="收到 642 份评价",
    ),
    Thing(label="代表接待", value="356", unit="人次", url="#", definition_url="#", note="今年以来"),
]


def _item(title: str, light: str, when: str, meta: str, **extra: Any) -> Thing:
    return Thing(
        title=title,
        url="#",
        light=light,
        light_words="",
        when_words=when,
        meta=meta,
        **{"late": False, "active": False, **extra},
    )


ITEMS = [
    _item(
        "村口到小学的路没有路灯，孩子放学不安全",
        "warn",
        "今天 19:42",
        "扫码 · 童周岭站 · 周岭梅代表 · 类似 2 件",
        active=True,
    ),
    _item(
        "自来水早晚高峰水压小，三楼上不去水",
        "ok",
        "今天 11:05",
        "接待日 · 梁子湖风景区 · 建议转区级",
    ),
    _item("希望把周末的流动图书车开到村里", "ok", "昨天", "代表专线 第 173 期 · 建言"),
    _item(
        "小区消防通道被临街门店占用",
        "bad",
        "逾期 1 天",
        "走访 · 梅苑社区 · 待街道城管办签收，已催 2 次",
        late=True,
    ),
    _item("鱼塘尾水直排进港，夏天气味大", "warn", "周一", "意见箱 · 法泗街 · 可转公益诉讼线索"),
    _item(
        "老旧小区电动车没地方充电，楼道飞线多", "none", "5 月 20 日", "扫码 · 纸坊街 · 已并入一件"
    ),
]
QUEUE = Thing(
    title="今天要办",
    items=ITEMS,
    next_url="#",
    first_url="",
    url="#",
    empty_title="",
    empty_text="",
    tabs=[
        Thing(label="新到", url="#", count=6, active=True),
        Thing(label="将到期", url="#", count=4, active=False),
        Thing(label="已逾期", url="#", count=1, active=False),
        Thing(label="待答复", url="#", count=3, active=False),
    ],
)
MOVE_WORDS = ["分到区级交办", "街道自办", "当场答复", "并入类似件", "解释说明", "转信访或热线"]
CASE = Thing(
    id=417,
    title=OPINION.title,
    receipt_no=OPINION.receipt_no,
    place_words="童周岭村",
    url="#",
    contact_words="提交人已留电话，可经平台联系",
    light="warn",
    stage_label="等您分析",
    due_words="还剩 2 个工作日，5 月 30 日到期",
    text=LONG,
    photos=[],
    similar=[
        Thing(title="小朱湾路口路灯不亮", url="#", value=81, shown="0.81"),
        Thing(title="学校门口斑马线看不清", url="#", value=52, shown="0.52"),
    ],
    sorting=[
        Thing(label="城乡建设 › 路灯照明", value=96, shown="96%", tone="ok"),
        Thing(label="区级：住房和城乡建设局", value=None, note="按职责清单"),
    ],
    moves=[
        Thing(verb=str(n), label=w, url="#", main=n == 0, direct=n == 1)
        for n, w in enumerate(MOVE_WORDS)
    ],
    mechanism_words="机制：江夏 1+2+3 第 3 版",
    mechanism_url="#",
    clock_words="分析环节 5 个工作日内，5 月 30 日到期",
    basis_words="依据：区人大代表工作办法第十二条",
    duties=[
        Thing(
            holder="五里界街道工委",
            role_label="主办",
            owes="分析并定级",
            light="warn",
            due_words="还剩 2 个工作日",
            history_words="",
        ),
        Thing(
            holder="街道城管办",
            role_label="协办",
            owes="现场核实",
            light="bad",
            due_words="逾期 1 天",
            history_words="已催 1 次",
        ),
    ],
    timeline=TIMELINE[:2],
    links=[Thing(label="曾经", title="2024 年同一路段反映过一次", url="#")],
    wait_words="",
    no_duty_words="",
)
NAV = [
    Thing(label=label, url="#", icon=icon, count=count, active=not n)
    for n, (label, icon, count) in enumerate(
        [
            ("今天要办", "list-check", 14),
            ("群众意见", "message-2", 62),
            ("代表建议", "file-text", 9),
            ("活动", "calendar-event", 3),
            ("联络站", "building-community", 0),
            ("代表", "users", 0),
            ("公示", "speakerphone", 0),
            ("数字与简报", "chart-bar", 0),
        ]
    )
]
DESK = {"desk_nav": NAV, "desk_who": "五里界街道工委 · 李文"}
CHART = {
    "id": "months",
    "title": "每月收到与答复",
    "columns": ["收到", "答复"],
    "data": {
        "kind": "bar",
        "unit": "件",
        "labels": ["2 月", "3 月", "4 月", "5 月"],
        "series": [
            {"name": "收到", "data": [210, 264, 301, 287]},
            {"name": "答复", "data": [188, 251, 270, 280]},
        ],
    },
    "rows": [
        Thing(label="2 月", cells=[210, 188]),
        Thing(label="3 月", cells=[264, 251]),
        Thing(label="4 月", cells=[301, 270]),
        Thing(label="5 月", cells=[287, 280]),
    ],
}
