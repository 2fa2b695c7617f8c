"""考核评议：应用登记。"""

from django.apps import AppConfig


class AppraisalConfig(AppConfig):
    """考核评议。"""

    name = "lianxin.appraisal"
    label = "appraisal"
    verbose_name = "考核评议"
    default_auto_field = "django.db.models.BigAutoField"
