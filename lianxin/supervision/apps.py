"""监督：应用登记。"""

from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    """监督。"""

    name = "lianxin.supervision"
    label = "supervision"
    verbose_name = "监督"
    default_auto_field = "django.db.models.BigAutoField"
