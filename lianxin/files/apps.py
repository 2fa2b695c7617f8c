"""附件：应用登记。"""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """附件。"""

    name = "lianxin.files"
    label = "files"
    verbose_name = "附件"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """登记留痕里各动作的中文说法。"""
        from lianxin.audit import sentences

        sentences.register_all(
            {
                "attachment.attach": "附上 {count} 个附件",
                "attachment.hand_over": "送审的 {count} 个附件归到办件",
                "attachment.quarantine": "隔离一个附件：{reason}",
            }
        )
