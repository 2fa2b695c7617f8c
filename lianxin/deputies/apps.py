"""代表公开名录与履职公开信息：应用登记。"""

from django.apps import AppConfig

from lianxin.audit.sentences import register_all
from lianxin.deputies.sentences import SENTENCES


class DeputiesConfig(AppConfig):
    """代表公开名录与履职公开信息。"""

    name = "lianxin.deputies"
    label = "deputies"
    verbose_name = "代表公开名录与履职公开信息"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """登记留痕的说法。"""
        register_all(SENTENCES)
