"""附件：应用登记。"""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """附件。"""

    name = "lianxin.files"
    label = "files"
    verbose_name = "附件"
    default_auto_field = "django.db.models.BigAutoField"
