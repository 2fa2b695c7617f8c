"""演示的人大、机构、人员与账号。江夏、江汉两个区，上面一个武汉市；地名是真的，人是编的。"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from lianxin.access.seeds.bodies import Congress, Note, lay_out, lay_out_upper
from lianxin.access.seeds.names import made_up_people
from lianxin.access.seeds.people import Staffing, elect, group, leave_gaps, staff
from lianxin.access.seeds.plans import plan
from lianxin.access.usecases.accounts import open_account
from lianxin.access.usecases.calendar import load_published
from lianxin.access.usecases.registers import register_region
from lianxin.kernel.actors import SYSTEM
from lianxin.kernel.seeding import DemoPersona, Garden
from lianxin.orgs.models import Term
from lianxin.orgs.queries import find_body


def _persona(username: str, name: str, role: str, path: str = "/desk/") -> DemoPersona:
    return DemoPersona(username, f"lianxin-2026-{username}", name, role, path)


#: 代表先看自己的：等我办的、找过我的、写着的。
MINE = "/desk/mine/"
#: 演示里可以登录的人；密码是公开的，只能用于演示。
PERSONAS = (
    _persona("street", "李文", "五里界街道人大工委主任：登记、分流、答复群众意见"),
    _persona("keeper", "王静", "五里界代表联络站管理员：接待、台账"),
    _persona("office", "陈诚", "江夏区人大代工委主任：交办、督办、考核"),
    _persona("deputy", "周岭梅", "区、市两级代表，童周岭村党总支书记：提建议、履职", MINE),
    _persona("deputy2", "何秋生", "区人大代表：附议、评价", MINE),
    _persona("unit", "赵明", "区住房和城乡建设局承办人：签收、办理、答复"),
    _persona("unit2", "钱远", "区城市管理执法局承办人：协办"),
    _persona("committee", "孙立", "区人大城环委主任委员：对口督办"),
    _persona("chair", "吴远山", "区人大常委会副主任：领衔督办、看大屏"),
    _persona(
        "procuratorate", "冯素清", "江夏区人民检察院承办人：公益问题立不立案、检察建议、复查反馈"
    ),
    _persona("jhoffice", "郑云帆", "江汉区人大代工委主任：另一级人大，互不相见"),
    _persona("jhdeputy", "罗晓岚", "江汉区人大代表：建议稿先经双重联审", MINE),
    _persona("jhstreet", "蒋立春", "江汉区万松街道人大工委主任：代表团初审"),
    _persona("whoffice", "沈知行", "武汉市人大代工委工作人员：接下面报上来的事"),
    _persona("admin", "系统管理员", "只管运行，看不到业务内容"),
)
_SINCE = date(2022, 1, 10)
_GAP = timedelta(days=20)
_UPPER_SINCE = date(2022, 1, 5)
_JX_OWN = {
    "da": "office",
    "cc": "chair",
    "urban": "committee",
    "zjj": "unit",
    "cgj": "unit2",
    "jcy": "procuratorate",
    "wulijie": "street",
}
_JH_OWN = {"da": "jhoffice", "wansong": "jhstreet"}
_JX_DEPUTIES = {("wulijie", 0): "deputy", ("wulijie", 1): "deputy2"}
_JH_DEPUTIES = {("wansong", 0): "jhdeputy"}
_STEPS = 5


def plant(garden: Garden) -> None:
    """种下两个区和一个市；上层的种子用 ``garden.get("jx")`` 等取这几级人大。"""
    note: Note = {"actor": SYSTEM, "at": garden.at}
    load_published(**note)
    province = register_region(code="420000000000", name="湖北省", level="province", **note)
    city, upper, upper_term = lay_out_upper(province=province, starts_on=_UPPER_SINCE, note=note)
    garden.progress("市人大", 1, _STEPS)
    congresses = []
    for key in ("jiangxia", "jianghan"):
        congresses.append(lay_out(plan(key), city=city, upper=upper, note=note))
        garden.progress("区人大的机构", 1 + len(congresses), _STEPS)
    names = made_up_people(taken=[persona.name for persona in PERSONAS])
    for step, congress in enumerate(congresses, 4):
        work = _staffing(names, note)
        _people(congress, upper_term, work)
        garden.progress("区人大的人", step, _STEPS)
        garden.put(congress.plan.slug, congress.body)
    garden.put("wh", upper)
    _few_more(work, today=garden.today)
    for persona in PERSONAS:
        garden.introduce(persona)


def _staffing(names: Iterator[tuple[str, str]], note: Note) -> Staffing:
    return Staffing(
        names=names,
        named={persona.username: persona.name for persona in PERSONAS},
        passwords={persona.username: persona.password for persona in PERSONAS},
        note=note,
        since=_SINCE,
    )


def _people(congress: Congress, upper: Term, work: Staffing) -> None:
    """工作人员到任，代表当选，编组。"""
    is_first = congress.plan.slug == "jx"
    staff(congress, work, own=_JX_OWN if is_first else _JH_OWN)
    elect(congress, upper, work, own=_JX_DEPUTIES if is_first else _JH_DEPUTIES)
    group(congress, work)


def _few_more(work: Staffing, *, today: date) -> None:
    """站点管理员、市人大工作人员、系统管理员；另留一个空缺、一次交接。"""
    work.hire(find_body("jx-wulijie"), "keeper", "联络站管理员", username="keeper")
    work.hire(find_body("wh-da"), "staff", "工作人员", username="whoffice")
    admin = work.passwords["admin"]
    open_account(username="admin", password=admin, person=None, **work.note)
    leave_gaps(find_body("jx-husi"), work, on=today - _GAP)
