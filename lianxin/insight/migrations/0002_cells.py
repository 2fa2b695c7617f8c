"""触发器：意见、收件办件、评价一变，就记一笔增减；同在那一个事务里，不多跑一趟。

三个 ``insight_*_cells`` 函数说明一行记录落在哪一格，触发器与夜间核对同用，口径只有这一份。
月份与天数都按北京时间的日期算，收到当日不计。
"""

from django.db import migrations

COLUMNS = "fact, jurisdiction_id, month, category, channel, station, state, days"
CELL = """TABLE (
    fact text, jurisdiction_id bigint, month date, category text, channel text, station text,
    state text, days integer
)"""

DATES = """
CREATE FUNCTION insight_day(at timestamptz) RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT (at AT TIME ZONE 'Asia/Shanghai')::date
$$;

CREATE FUNCTION insight_month(at timestamptz) RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT date_trunc('month', at AT TIME ZONE 'Asia/Shanghai')::date
$$;
"""

# 意见：并入同类的随主件答复，不另算天数。
OPINIONS = f"""
CREATE FUNCTION insight_opinion_cells(o opinions_opinion) RETURNS {CELL}
LANGUAGE sql STABLE AS $$
    SELECT 'opinion', o.jurisdiction_id, insight_month(o.submitted_at),
           coalesce(o.category_id, '')::text, o.channel::text, coalesce(o.station_id::text, ''),
           CASE WHEN o.merged_into_id IS NULL THEN 'own' ELSE 'merged' END,
           CASE WHEN o.merged_into_id IS NULL AND o.told_at IS NOT NULL
                THEN greatest(insight_day(o.told_at) - insight_day(o.submitted_at), 0) END
$$;

CREATE FUNCTION insight_opinion_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO insight_delta ({COLUMNS}, n) SELECT c.*, 1 FROM insight_opinion_cells(NEW) c;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO insight_delta ({COLUMNS}, n) SELECT c.*, -1 FROM insight_opinion_cells(OLD) c;
    ELSIF (OLD.told_at, OLD.category_id, OLD.merged_into_id, OLD.submitted_at,
           OLD.channel, OLD.station_id, OLD.jurisdiction_id)
       IS DISTINCT FROM
          (NEW.told_at, NEW.category_id, NEW.merged_into_id, NEW.submitted_at,
           NEW.channel, NEW.station_id, NEW.jurisdiction_id) THEN
        INSERT INTO insight_delta ({COLUMNS}, n)
        SELECT c.*, -1 FROM insight_opinion_cells(OLD) c
        UNION ALL SELECT c.*, 1 FROM insight_opinion_cells(NEW) c;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER insight_opinion_changed AFTER INSERT OR UPDATE OR DELETE ON opinions_opinion
    FOR EACH ROW EXECUTE FUNCTION insight_opinion_changed();
"""

# 办结：只数收件那一件（线索就是它自己），派生出去的办件不重复数。
CASES = f"""
CREATE FUNCTION insight_case_cells(c casework_case) RETURNS {CELL}
LANGUAGE sql STABLE AS $$
    SELECT 'case', c.jurisdiction_id, insight_month(c.opened_at),
           coalesce(c.category_id, '')::text, NULL::text, NULL::text,
           CASE WHEN c.closed_at IS NULL THEN 'open' ELSE c.result::text END, NULL::integer
    WHERE c.subject_kind = 'opinion' AND c.thread = c.id
$$;

CREATE FUNCTION insight_case_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO insight_delta ({COLUMNS}, n) SELECT x.*, 1 FROM insight_case_cells(NEW) x;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO insight_delta ({COLUMNS}, n) SELECT x.*, -1 FROM insight_case_cells(OLD) x;
    ELSIF (OLD.closed_at, OLD.result, OLD.category_id, OLD.opened_at, OLD.thread,
           OLD.subject_kind, OLD.jurisdiction_id)
       IS DISTINCT FROM
          (NEW.closed_at, NEW.result, NEW.category_id, NEW.opened_at, NEW.thread,
           NEW.subject_kind, NEW.jurisdiction_id) THEN
        INSERT INTO insight_delta ({COLUMNS}, n)
        SELECT x.*, -1 FROM insight_case_cells(OLD) x
        UNION ALL SELECT x.*, 1 FROM insight_case_cells(NEW) x;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER insight_case_changed AFTER INSERT OR UPDATE OR DELETE ON casework_case
    FOR EACH ROW EXECUTE FUNCTION insight_case_changed();
"""

# 评价：只数提交人评的；态度和结果各是各的，没问的不数。
RATINGS = f"""
CREATE FUNCTION insight_rating_cells(r ratings_rating) RETURNS {CELL}
LANGUAGE sql STABLE AS $$
    SELECT asked.fact, r.jurisdiction_id, insight_month(r.rated_at),
           NULL::text, NULL::text, NULL::text, asked.grade, NULL::integer
    FROM (VALUES ('attitude', r.attitude::text), ('result', r.result::text)) AS asked (fact, grade)
    WHERE r.rater = 'submitter' AND asked.grade <> ''
$$;

CREATE FUNCTION insight_rating_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        INSERT INTO insight_delta ({COLUMNS}, n) SELECT x.*, -1 FROM insight_rating_cells(OLD) x;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO insight_delta ({COLUMNS}, n) SELECT x.*, 1 FROM insight_rating_cells(NEW) x;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER insight_rating_changed AFTER INSERT OR UPDATE OR DELETE ON ratings_rating
    FOR EACH ROW EXECUTE FUNCTION insight_rating_changed();
"""

# 已经在账上的，从头数一遍记作增减。
BACKFILL = f"""
INSERT INTO insight_delta ({COLUMNS}, n)
SELECT {COLUMNS}, count(*) FROM (
    SELECT x.* FROM opinions_opinion o, insight_opinion_cells(o) x
    UNION ALL SELECT x.* FROM casework_case c, insight_case_cells(c) x
    UNION ALL SELECT x.* FROM ratings_rating r, insight_rating_cells(r) x
) AS everything GROUP BY {COLUMNS};
"""

UNDO = """
DROP TRIGGER insight_opinion_changed ON opinions_opinion;
DROP TRIGGER insight_case_changed ON casework_case;
DROP TRIGGER insight_rating_changed ON ratings_rating;
DROP FUNCTION insight_opinion_changed, insight_case_changed, insight_rating_changed,
    insight_opinion_cells, insight_case_cells, insight_rating_cells, insight_month, insight_day;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("insight", "0001_initial"),
        ("opinions", "0003_local_body"),
        ("casework", "0004_commitments"),
        ("ratings", "0002_one_of_two"),
    ]
    operations = [migrations.RunSQL(DATES + OPINIONS + CASES + RATINGS + BACKFILL, UNDO)]
