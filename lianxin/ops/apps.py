"""运维命令：应用登记。"""

from django.apps import AppConfig


class OpsConfig(AppConfig):
    """运维命令。"""

    name = "lianxin.ops"
    label = "ops"
    verbose_name = "运维命令"
    default_auto_field = "django.db.models.BigAutoField"
