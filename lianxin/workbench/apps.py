"""工作台：应用登记。"""

from django.apps import AppConfig


class WorkbenchConfig(AppConfig):
    """工作台。"""

    name = "lianxin.workbench"
    label = "workbench"
    verbose_name = "工作台"
    default_auto_field = "django.db.models.BigAutoField"
