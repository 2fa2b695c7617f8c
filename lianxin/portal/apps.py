"""公众门户：应用登记。"""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """公众门户。"""

    name = "lianxin.portal"
    label = "portal"
    verbose_name = "公众门户"
    default_auto_field = "django.db.models.BigAutoField"
