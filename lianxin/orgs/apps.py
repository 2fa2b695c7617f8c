"""地区、机构、人员、岗位、届次、代表资格、工作日历：应用登记。"""

from django.apps import AppConfig


class OrgsConfig(AppConfig):
    """地区、机构、人员、岗位、届次、代表资格、工作日历。"""

    name = "lianxin.orgs"
    label = "orgs"
    verbose_name = "地区、机构、人员、岗位、届次、代表资格、工作日历"
    default_auto_field = "django.db.models.BigAutoField"
