"""考核评议：应用登记。"""

from django.apps import AppConfig

from lianxin.appraisal.sentences import SENTENCES
from lianxin.audit.sentences import register_all


class AppraisalConfig(AppConfig):
    """考核评议。"""

    name = "lianxin.appraisal"
    label = "appraisal"
    verbose_name = "考核评议"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """登记留痕的说法。"""
        register_all(SENTENCES)
