"""工作台：应用登记。"""

from django.apps import AppConfig

from lianxin.audit.sentences import register_all
from lianxin.workbench.sentences import SENTENCES


class WorkbenchConfig(AppConfig):
    """工作台。"""

    name = "lianxin.workbench"
    label = "workbench"
    verbose_name = "工作台"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """登记留痕的说法。"""
        register_all(SENTENCES)
