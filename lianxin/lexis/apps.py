"""中文文本：应用登记。"""

from django.apps import AppConfig


class LexisConfig(AppConfig):
    """中文文本。"""

    name = "lianxin.lexis"
    label = "lexis"
    verbose_name = "中文文本"
    default_auto_field = "django.db.models.BigAutoField"
