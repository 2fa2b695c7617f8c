"""文件进出：应用登记。"""

from django.apps import AppConfig

from lianxin.audit.sentences import register_all
from lianxin.exchange.sentences import SENTENCES


class ExchangeConfig(AppConfig):
    """文件进出。"""

    name = "lianxin.exchange"
    label = "exchange"
    verbose_name = "文件进出"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """登记留痕的说法。"""
        register_all(SENTENCES)
