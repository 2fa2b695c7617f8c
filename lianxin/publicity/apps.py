"""公开：应用登记。"""

from django.apps import AppConfig


class PublicityConfig(AppConfig):
    """公开。"""

    name = "lianxin.publicity"
    label = "publicity"
    verbose_name = "公开"
    default_auto_field = "django.db.models.BigAutoField"
