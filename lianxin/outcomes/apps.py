"""可量的结果：应用登记。"""

from django.apps import AppConfig


class OutcomesConfig(AppConfig):
    """可量的结果。"""

    name = "lianxin.outcomes"
    label = "outcomes"
    verbose_name = "可量的结果"
    default_auto_field = "django.db.models.BigAutoField"
