"""学习培训：应用登记。"""

from django.apps import AppConfig


class LearningConfig(AppConfig):
    """学习培训。"""

    name = "lianxin.learning"
    label = "learning"
    verbose_name = "学习培训"
    default_auto_field = "django.db.models.BigAutoField"
