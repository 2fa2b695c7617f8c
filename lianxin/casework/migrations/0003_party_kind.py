"""身份指派另记平台身份：一件办件只有一个主办，不管机制里怎么称呼。"""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("casework", "0002_promises")]
    operations = [
        migrations.RemoveConstraint("party", "party_one_lead"),
        migrations.AddField(
            "party",
            "kind",
            models.CharField(default="lead", max_length=12, verbose_name="平台身份"),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            "party",
            models.UniqueConstraint(
                name="party_one_lead",
                fields=["case"],
                condition=Q(until__isnull=True, kind="lead"),
            ),
        ),
    ]
