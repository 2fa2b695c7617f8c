"""身份与可见范围：应用登记。"""

from django.apps import AppConfig

from lianxin.access.sentences import SENTENCES
from lianxin.audit.sentences import register_all


class AccessConfig(AppConfig):
    """身份与可见范围。"""

    name = "lianxin.access"
    label = "access"
    verbose_name = "身份与可见范围"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """登记留痕的说法。"""
        register_all(SENTENCES)
