"""文件进出：应用登记。"""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """文件进出。"""

    name = "lianxin.exchange"
    label = "exchange"
    verbose_name = "文件进出"
    default_auto_field = "django.db.models.BigAutoField"
