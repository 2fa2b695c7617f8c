"""民生实事项目票决：应用登记。"""

from django.apps import AppConfig


class LivelihoodConfig(AppConfig):
    """民生实事项目票决。"""

    name = "lianxin.livelihood"
    label = "livelihood"
    verbose_name = "民生实事项目票决"
    default_auto_field = "django.db.models.BigAutoField"
