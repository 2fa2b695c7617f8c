"""会议：应用登记。"""

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    """会议。"""

    name = "lianxin.meetings"
    label = "meetings"
    verbose_name = "会议"
    default_auto_field = "django.db.models.BigAutoField"
