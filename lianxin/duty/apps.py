"""履职记录与计分：应用登记。"""

from django.apps import AppConfig


class DutyConfig(AppConfig):
    """履职记录与计分。"""

    name = "lianxin.duty"
    label = "duty"
    verbose_name = "履职记录与计分"
    default_auto_field = "django.db.models.BigAutoField"
