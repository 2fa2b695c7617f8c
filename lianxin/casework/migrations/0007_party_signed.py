"""签收记在身份上：签过的到了下一个环节不再签；已经签过的照责任补上。"""

from django.db import migrations, models

_FILL = """
UPDATE casework_party p SET signed_at = d.signed_at
  FROM (SELECT case_id, role, holder_body_id, max(signed_at) AS signed_at
          FROM casework_duty WHERE signed_at IS NOT NULL AND holder_body_id IS NOT NULL
         GROUP BY case_id, role, holder_body_id) d
 WHERE p.case_id = d.case_id AND p.role = d.role AND p.body_id = d.holder_body_id
   AND p.until IS NULL AND d.signed_at >= p.since
"""


class Migration(migrations.Migration):
    """身份上记签收时间。"""

    dependencies = [
        ('casework', '0006_fewer_indexes'),
    ]

    operations = [
        migrations.AddField(
            model_name='party',
            name='signed_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='签收时间'),
        ),
        migrations.RunSQL(_FILL, migrations.RunSQL.noop),
    ]
