"""正式表决与票决：应用登记。"""

from django.apps import AppConfig


class BallotsConfig(AppConfig):
    """正式表决与票决。"""

    name = "lianxin.ballots"
    label = "ballots"
    verbose_name = "正式表决与票决"
    default_auto_field = "django.db.models.BigAutoField"
