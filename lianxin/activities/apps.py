"""代表活动：应用登记。"""

from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    """代表活动。"""

    name = "lianxin.activities"
    label = "activities"
    verbose_name = "代表活动"
    default_auto_field = "django.db.models.BigAutoField"
