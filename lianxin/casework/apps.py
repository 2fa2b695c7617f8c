"""办件运行时：应用登记。"""

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    """办件运行时。"""

    name = "lianxin.casework"
    label = "casework"
    verbose_name = "办件运行时"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """接上事件。"""
        from lianxin.audit import sentences
        from lianxin.casework import news, subscribers

        subscribers.connect()
        news.connect()
        sentences.register_all(subscribers.SENTENCES)
