"""公开：应用登记。"""

from django.apps import AppConfig

from lianxin.audit.sentences import register_all
from lianxin.publicity.sentences import SENTENCES


class PublicityConfig(AppConfig):
    """公开。"""

    name = "lianxin.publicity"
    label = "publicity"
    verbose_name = "公开"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """登记留痕的说法，接上事件。"""
        from lianxin.publicity import subscribers

        register_all(SENTENCES)
        subscribers.connect()
