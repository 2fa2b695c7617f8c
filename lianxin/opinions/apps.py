"""群众意见：应用登记。"""

from django.apps import AppConfig


class OpinionsConfig(AppConfig):
    """群众意见。"""

    name = "lianxin.opinions"
    label = "opinions"
    verbose_name = "群众意见"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """接上事件。"""
        from lianxin.audit import sentences
        from lianxin.opinions import subscribers

        subscribers.connect()
        sentences.register_all(subscribers.SENTENCES)
