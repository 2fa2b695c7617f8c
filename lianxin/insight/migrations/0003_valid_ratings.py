"""迟到的评价留着看、不计数：落格的函数只数计数的。"""

from django.db import migrations

CELLS = """
CREATE OR REPLACE FUNCTION insight_rating_cells(r ratings_rating) RETURNS TABLE (
    fact text, jurisdiction_id bigint, month date, category text, channel text, station text,
    state text, days integer
) LANGUAGE sql STABLE AS $$
    SELECT asked.fact, r.jurisdiction_id, insight_month(r.rated_at),
           NULL::text, NULL::text, NULL::text, asked.grade, NULL::integer
    FROM (VALUES ('attitude', r.attitude::text), ('result', r.result::text)) AS asked (fact, grade)
    WHERE r.rater = 'submitter' AND asked.grade <> '' {valid}
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("insight", "0002_cells"), ("ratings", "0003_late")]
    operations = [
        migrations.RunSQL(
            CELLS.replace("{valid}", "AND r.is_valid"), CELLS.replace("{valid}", "")
        )
    ]
