"""立法联系与备案审查：应用登记。"""

from django.apps import AppConfig

from lianxin.audit.sentences import register_all
from lianxin.legislation.sentences import SENTENCES


class LegislationConfig(AppConfig):
    """立法联系与备案审查。"""

    name = "lianxin.legislation"
    label = "legislation"
    verbose_name = "立法联系与备案审查"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """登记留痕的说法。"""
        register_all(SENTENCES)
