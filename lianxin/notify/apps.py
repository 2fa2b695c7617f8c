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
        from lianxin.audit.sentences import register_all
        from lianxin.notify import sentences, subscribers

        subscribers.connect()
        register_all(sentences.SENTENCES)
