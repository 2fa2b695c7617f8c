"""留痕：应用登记。"""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """留痕。"""

    name = "lianxin.audit"
    label = "audit"
    verbose_name = "留痕"
    default_auto_field = "django.db.models.BigAutoField"
