"""规章制度：类别、规章、引用；施行过的正文由触发器把守。"""

import django.db.models.constraints
import django.db.models.deletion
from django.db import migrations, models


FROZEN = """
CREATE FUNCTION documents_rule_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    open_fields text[] := ARRAY['status', 'category_id', 'is_public', 'repealed_on', 'repeal_reason'];
BEGIN
    IF OLD.status = 'draft' THEN
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - open_fields = to_jsonb(OLD) - open_fields
       AND NEW.status IN (OLD.status, 'repealed') THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '施行过的规章制度不可修改，请另定一项代替' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER documents_rule_frozen BEFORE UPDATE OR DELETE ON documents_rule
    FOR EACH ROW EXECUTE FUNCTION documents_rule_frozen();
"""
UNDO = "DROP FUNCTION documents_rule_frozen() CASCADE;"


class Migration(migrations.Migration):

    dependencies = [
        ('documents', '0002_frozen'),
        ('orgs', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='RuleCategory',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=30, verbose_name='名称')),
                ('position', models.PositiveSmallIntegerField(verbose_name='排第几')),
                ('jurisdiction', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.body', verbose_name='人大')),
            ],
            options={
                'verbose_name': '规章类别',
                'constraints': [models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('jurisdiction', 'name'), name='rule_category_once'), models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='rule_category_named')],
            },
        ),
        migrations.CreateModel(
            name='Rule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=120, verbose_name='名称')),
                ('status', models.CharField(choices=[('draft', '草稿'), ('in_force', '现行'), ('repealed', '已废止')], default='draft', max_length=10, verbose_name='状态')),
                ('number', models.CharField(blank=True, max_length=60, verbose_name='文号')),
                ('issuing_body', models.CharField(blank=True, max_length=60, verbose_name='制定机关')),
                ('adopted_on', models.DateField(blank=True, null=True, verbose_name='通过日期')),
                ('effective_on', models.DateField(blank=True, null=True, verbose_name='施行日期')),
                ('text', models.TextField(blank=True, verbose_name='正文')),
                ('is_public', models.BooleanField(default=False, verbose_name='在公开网站上公开')),
                ('repealed_on', models.DateField(blank=True, null=True, verbose_name='废止日期')),
                ('repeal_reason', models.CharField(blank=True, max_length=200, verbose_name='废止的理由')),
                ('recorded_at', models.DateTimeField(verbose_name='登记时间')),
                ('jurisdiction', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.body', verbose_name='人大')),
                ('supersedes', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.rule', verbose_name='代替哪一项')),
                ('category', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.rulecategory', verbose_name='哪一类')),
            ],
            options={
                'verbose_name': '规章制度',
                'indexes': [models.Index(fields=['jurisdiction', '-id'], name='rule_by_congress')],
                'constraints': [models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='rule_titled'), models.CheckConstraint(condition=models.Q(('status', 'draft'), models.Q(('adopted_on__isnull', False), ('effective_on__isnull', False), models.Q(('issuing_body', ''), _negated=True)), _connector='OR'), name='rule_enacted_is_whole'), models.CheckConstraint(condition=models.Q(('effective_on__lt', models.F('adopted_on')), _negated=True), name='rule_dates_in_order'), models.CheckConstraint(condition=models.Q(models.Q(('repealed_on__isnull', False), ('status', 'repealed'), models.Q(('repeal_reason', ''), _negated=True)), models.Q(models.Q(('status', 'repealed'), _negated=True), ('repeal_reason', ''), ('repealed_on__isnull', True)), _connector='OR'), name='rule_repealed_says_why'), models.UniqueConstraint(condition=models.Q(('status', 'draft'), _negated=True), fields=('supersedes',), name='rule_superseded_once')],
            },
        ),
        migrations.CreateModel(
            name='RuleCitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('basis', models.CharField(max_length=200, verbose_name='机制依据里的写法')),
                ('jurisdiction', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.body', verbose_name='人大')),
                ('rule', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.rule', verbose_name='规章制度')),
            ],
            options={
                'verbose_name': '规章引用',
                'constraints': [models.UniqueConstraint(fields=('jurisdiction', 'basis'), name='rule_citation_once'), models.CheckConstraint(condition=models.Q(('basis', ''), _negated=True), name='rule_citation_named')],
            },
        ),
        migrations.RunSQL(FROZEN, UNDO),
    ]
