"""代表活动：应用登记。"""

from django.apps import AppConfig

from lianxin.activities.research_words import SENTENCES as RESEARCH_SENTENCES
from lianxin.activities.survey_sentences import SENTENCES as SURVEY_SENTENCES
from lianxin.audit.sentences import register_all


class ActivitiesConfig(AppConfig):
    """代表活动。"""

    name = "lianxin.activities"
    label = "activities"
    verbose_name = "代表活动"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """读一遍种类文件（有错就起不来，一次说全），接上事件，登记留痕的说法。"""
        from lianxin.activities import subscribers
        from lianxin.activities.kindfiles import kinds
        from lianxin.activities.programme_sentences import SENTENCES as PROGRAMMES
        from lianxin.activities.sentences import SENTENCES
        from lianxin.activities.sentences_contacts import CONTACT_SENTENCES

        kinds()
        register_all(SENTENCES)
        register_all(CONTACT_SENTENCES)
        register_all(SURVEY_SENTENCES)
        register_all(PROGRAMMES)
        subscribers.connect()
        register_all(RESEARCH_SENTENCES)
