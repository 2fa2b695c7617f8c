"""数字：应用登记。"""

from django.apps import AppConfig

from lianxin.audit.sentences import register_all
from lianxin.insight.subscribers import SENTENCES


class InsightConfig(AppConfig):
    """数字。"""

    name = "lianxin.insight"
    label = "insight"
    verbose_name = "数字"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """登记留痕的说法；指标定义有错，启动就报。"""
        from lianxin.insight.definitions import definitions

        register_all(SENTENCES)
        definitions()
