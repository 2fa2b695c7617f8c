"""对外 JSON 接口：应用登记。"""

from django.apps import AppConfig


class OpenapiConfig(AppConfig):
    """对外 JSON 接口。"""

    name = "lianxin.openapi"
    label = "openapi"
    verbose_name = "对外 JSON 接口"
    default_auto_field = "django.db.models.BigAutoField"
