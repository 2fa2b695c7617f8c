"""机制只问态度或只问结果的，没问的一项空着；两项都空的不收。"""

from django.db import migrations, models

GRADES = [("satisfied", "满意"), ("basic", "基本满意"), ("dissatisfied", "不满意")]


class Migration(migrations.Migration):
    dependencies = [("ratings", "0001_initial")]
    operations = [
        migrations.AlterField(
            model_name="rating",
            name="attitude",
            field=models.CharField(
                blank=True, choices=GRADES, max_length=12, verbose_name="办理态度"
            ),
        ),
        migrations.AlterField(
            model_name="rating",
            name="result",
            field=models.CharField(
                blank=True, choices=GRADES, max_length=12, verbose_name="办理结果"
            ),
        ),
        migrations.AddConstraint(
            model_name="rating",
            constraint=models.CheckConstraint(
                condition=models.Q(("attitude", ""), ("result", ""), _negated=True),
                name="rating_says_something",
            ),
        ),
    ]
