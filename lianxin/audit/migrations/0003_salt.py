"""每条留痕一份盐，短的原话也不能从摘要猜出来；一环只许接一环，链不分叉。"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_append_only")]
    operations = [
        migrations.AddField(
            model_name="entry",
            name="salt",
            field=models.BinaryField(default=b"", max_length=16, verbose_name="盐"),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="seal",
            name="previous",
            field=models.BinaryField(max_length=32, unique=True, verbose_name="上一环"),
        ),
    ]
