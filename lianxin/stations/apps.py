"""家站室名录：应用登记。"""

from django.apps import AppConfig

from lianxin.audit.sentences import register_all
from lianxin.stations.sentences import SENTENCES


class StationsConfig(AppConfig):
    """家站室名录。"""

    name = "lianxin.stations"
    label = "stations"
    verbose_name = "家站室名录"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """登记留痕的说法。"""
        register_all(SENTENCES)
