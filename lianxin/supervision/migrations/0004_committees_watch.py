"""早先登记的领衔督办，配合的专工委也看得见那一件，不用重新登记。"""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.db import migrations

#: 与办件里“看着的身份”同一个写法。
WATCHING, KIND = "+watch", "watch"


def let_committees_watch(apps, schema_editor):
    """还在领衔、写明了配合的专工委的，补上看着的身份，从决定那天起；已经有的不动。"""
    leaderships = apps.get_model("supervision", "Leadership")
    parties = apps.get_model("casework", "Party")
    rows = leaderships.objects.filter(ended_at__isnull=True, committee__isnull=False)
    for case_id, body_id, day in rows.values_list("case", "committee", "decided_on"):
        since = datetime.combine(day, time(), ZoneInfo("Asia/Shanghai"))
        parties.objects.get_or_create(
            case_id=case_id,
            body_id=body_id,
            role=WATCHING,
            until=None,
            defaults={"kind": KIND, "since": since},
        )


class Migration(migrations.Migration):

    dependencies = [
        ("casework", "0005_side_by_side"),
        ("supervision", "0003_letters"),
    ]

    operations = [
        migrations.RunPython(let_committees_watch, migrations.RunPython.noop),
    ]
