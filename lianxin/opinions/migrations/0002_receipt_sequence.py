"""回执流水号：数据库序列，不锁行，不重号（允许跳号）。"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("opinions", "0001_initial")]
    operations = [
        migrations.RunSQL(
            "CREATE SEQUENCE opinions_receipt_seq;", "DROP SEQUENCE opinions_receipt_seq;"
        )
    ]
