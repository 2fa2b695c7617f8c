"""可以以哪几个机构的名义记活动；别的模块从这里取。"""

from lianxin.activities.policies import may_edit, may_record, recordable_bodies

__all__ = ["may_edit", "may_record", "recordable_bodies"]
