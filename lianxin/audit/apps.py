"""留痕：应用登记。"""

from django.apps import AppConfig

from lianxin.audit.sentences import register


class AuditConfig(AppConfig):
    """留痕。"""

    name = "lianxin.audit"
    label = "audit"
    verbose_name = "留痕"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """登记本模块动作的说法。"""
        register("audit.check", "核对了全部留痕：{seals} 次封印、{entries} 条")
