"""种类文件能用的词：归哪一族、有哪些身份、栏目几种写法、产出什么；新词是代码改动加测试。"""

from types import MappingProxyType

from lianxin.activities.models import Item, Target
from lianxin.kernel.mechanism.vocabulary import MAIN_SLOTS, SLOT_SUBJECTS
from lianxin.kernel.words import Words, words

FAMILIES = words(
    reception="接待",
    visit="走访联系",
    talk="座谈协商",
    forum="议事论坛",
    research="调研",
    inspection="视察监督",
    live="专线与直播",
    study="学习培训",
    service="助力服务",
    internal="机关内部",
)
"""活动归哪一族：登记时先挑族，清单与统计也按它分。"""
ROLES = words(
    deputy="代表",
    leader="领导班子成员",
    official="部门负责人",
    staff="工作人员",
    cadre="村（社区）干部",
    expert="专家",
    teacher="主讲人",
    host="主持人",
    judge="法官检察官律师",
    media="记者",
    partner="合作单位人员",
    resident="群众",
    voter="选民",
    firm="企业与商户",
    farmer="农户",
    trainee="学员",
)
"""到场的身份；有名有姓的和只数人头的用同一份，才加得到一起。"""
FIELD_KINDS = words(
    line="一行字", text="一段话", number="数字", choice="单选", yesno="是或否", date="日期"
)
YIELDS = words(
    opinion="意见", item="事项", minutes="记录", progress="办件进展", report="报告", photo="照片"
)
"""一种活动产出什么；登记页只列它有的。"""
NEEDS = words(region="写明在哪个村（社区）", station="写明在哪个站", targets="写明去了哪几处")
"""这种活动非写不可的。"""
MODULES = words(internal="机关内部活动")
"""平时不开、各地自己选开的部分。"""
ITEM_KINDS: Words = MappingProxyType(dict(Item.Kind.choices))
TARGET_KINDS: Words = MappingProxyType(dict(Target.Kind.choices))
ITEM_SLOTS: Words = MappingProxyType(
    {slot: MAIN_SLOTS[slot] for slot, kind in SLOT_SUBJECTS.items() if kind == "activity_item"}
)
"""活动事项走得了的几段机制。"""
