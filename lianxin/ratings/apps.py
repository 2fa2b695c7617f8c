"""评价：应用登记。"""

from django.apps import AppConfig


class RatingsConfig(AppConfig):
    """评价。"""

    name = "lianxin.ratings"
    label = "ratings"
    verbose_name = "评价"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """订阅办件的事件。"""
        from lianxin.ratings import news, subscribers

        subscribers.connect()
        news.connect()
