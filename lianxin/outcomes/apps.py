"""可量的结果：应用登记。"""

from django.apps import AppConfig

from lianxin.audit.sentences import register_all
from lianxin.outcomes.sentences import SENTENCES


class OutcomesConfig(AppConfig):
    """可量的结果。"""

    name = "lianxin.outcomes"
    label = "outcomes"
    verbose_name = "可量的结果"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """登记留痕的说法。"""
        register_all(SENTENCES)
