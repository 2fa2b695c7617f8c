"""数字：应用登记。"""

from django.apps import AppConfig


class InsightConfig(AppConfig):
    """数字。"""

    name = "lianxin.insight"
    label = "insight"
    verbose_name = "数字"
    default_auto_field = "django.db.models.BigAutoField"
