"""按经办人查他做过什么。"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_salt")]
    operations = [
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(
                condition=models.Q(("actor_id__isnull", False)),
                fields=["actor_id", "id"],
                name="entry_by_actor",
            ),
        ),
    ]
