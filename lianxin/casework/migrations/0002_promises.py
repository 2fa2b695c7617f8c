"""数据库把守的两条：已发布的机制不可改；未办结的办件，提交时必有未解除的责任或写明的理由。"""

from django.db import migrations

FROZEN = """
CREATE FUNCTION casework_mechanism_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '已发布的机制不可修改，请升版本' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER casework_mechanism_frozen BEFORE UPDATE OR DELETE ON casework_publishedmechanism
    FOR EACH ROW EXECUTE FUNCTION casework_mechanism_frozen();
"""

# 事事有人管：延迟到提交时才查，一个事务里先解除旧责任、再立新责任是允许的。
CARED_FOR = """
CREATE FUNCTION casework_must_be_cared_for(subject bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM casework_case c
        WHERE c.id = subject AND c.closed_at IS NULL AND c.waits = ''
          AND NOT EXISTS (
              SELECT 1 FROM casework_duty d WHERE d.case_id = c.id AND d.discharged_at IS NULL
          )
    ) THEN
        RAISE EXCEPTION '办件 % 没有责任人，也没有写明理由', subject USING ERRCODE = 'check_violation';
    END IF;
END $$;
CREATE FUNCTION casework_case_cared_for() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM casework_must_be_cared_for(NEW.id); RETURN NULL; END $$;
CREATE FUNCTION casework_duty_cared_for() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM casework_must_be_cared_for(OLD.case_id); RETURN NULL; END $$;
CREATE CONSTRAINT TRIGGER casework_case_cared_for AFTER INSERT OR UPDATE ON casework_case
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.closed_at IS NULL AND NEW.waits = '')
    EXECUTE FUNCTION casework_case_cared_for();
CREATE CONSTRAINT TRIGGER casework_duty_cared_for AFTER UPDATE OF discharged_at ON casework_duty
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (OLD.discharged_at IS NULL AND NEW.discharged_at IS NOT NULL)
    EXECUTE FUNCTION casework_duty_cared_for();
CREATE CONSTRAINT TRIGGER casework_duty_kept AFTER DELETE ON casework_duty
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    EXECUTE FUNCTION casework_duty_cared_for();
"""

UNDO = """
DROP FUNCTION casework_mechanism_frozen() CASCADE;
DROP FUNCTION casework_case_cared_for() CASCADE;
DROP FUNCTION casework_duty_cared_for() CASCADE;
DROP FUNCTION casework_must_be_cared_for(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0001_initial")]
    operations = [migrations.RunSQL(FROZEN + CARED_FOR, UNDO)]
