"""附件：查毒查得怎样；待扫描的排着队，有毒的一定隔离。"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('files', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='attachment',
            name='scan',
            field=models.CharField(choices=[('none', '没有配置查毒'), ('clean', '没有毒'), ('waiting', '待扫描'), ('infected', '有毒')], default='none', max_length=10, verbose_name='查毒'),
        ),
        migrations.AddIndex(
            model_name='attachment',
            index=models.Index(condition=models.Q(('scan', 'waiting')), fields=['uploaded_at'], name='attachment_to_scan'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('scan', 'infected'), _negated=True), models.Q(('quarantined_reason', ''), _negated=True), _connector='OR'), name='attachment_infected_is_quarantined'),
        ),
    ]
