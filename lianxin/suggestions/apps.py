"""代表建议：应用登记。"""

from django.apps import AppConfig


class SuggestionsConfig(AppConfig):
    """代表建议。"""

    name = "lianxin.suggestions"
    label = "suggestions"
    verbose_name = "代表建议"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """接上事件。"""
        from lianxin.audit import sentences
        from lianxin.suggestions import subscribers

        subscribers.connect()
        sentences.register_all(subscribers.SENTENCES)
