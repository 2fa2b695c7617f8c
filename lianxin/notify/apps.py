"""消息：应用登记。"""

from django.apps import AppConfig


class NotifyConfig(AppConfig):
    """消息。"""

    name = "lianxin.notify"
    label = "notify"
    verbose_name = "消息"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """接上事件。"""
        from lianxin.notify import subscribers

        subscribers.connect()
