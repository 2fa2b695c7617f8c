"""身份与可见范围：应用登记。"""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """身份与可见范围。"""

    name = "lianxin.access"
    label = "access"
    verbose_name = "身份与可见范围"
    default_auto_field = "django.db.models.BigAutoField"
