"""编号公文与可打印的张贴件：应用登记。"""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """编号公文与可打印的张贴件。"""

    name = "lianxin.documents"
    label = "documents"
    verbose_name = "编号公文与可打印的张贴件"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """登记留痕的说法。"""
        from lianxin.audit.sentences import register_all
        from lianxin.documents.sentences import SENTENCES

        register_all(SENTENCES)
