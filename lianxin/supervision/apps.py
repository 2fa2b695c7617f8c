"""监督：应用登记。"""

from django.apps import AppConfig

from lianxin.audit.sentences import register_all
from lianxin.supervision.sentences import SENTENCES


class SupervisionConfig(AppConfig):
    """监督。"""

    name = "lianxin.supervision"
    label = "supervision"
    verbose_name = "监督"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """接上事件，登记留痕的说法。"""
        from lianxin.supervision import subscribers

        subscribers.connect()
        register_all(SENTENCES)
