"""印发的公文不可改、不可删，只许作废一次；发文字号只进不退。"""

from django.db import migrations

FROZEN = """
CREATE FUNCTION documents_document_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.withdrawn_at IS NULL AND NEW.withdrawn_at IS NOT NULL
       AND to_jsonb(NEW) - 'withdrawn_at' - 'withdrawn_reason'
         = to_jsonb(OLD) - 'withdrawn_at' - 'withdrawn_reason' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '印发的公文不可修改，请作废后另发' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER documents_document_frozen BEFORE UPDATE OR DELETE ON documents_document
    FOR EACH ROW EXECUTE FUNCTION documents_document_frozen();
CREATE FUNCTION documents_series_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.last >= OLD.last AND NEW.last <= OLD.last + 1 THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '发文字号只进不退，也不跳号' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER documents_series_forward BEFORE UPDATE OR DELETE ON documents_documentseries
    FOR EACH ROW EXECUTE FUNCTION documents_series_forward();
"""
UNDO = """
DROP FUNCTION documents_document_frozen() CASCADE;
DROP FUNCTION documents_series_forward() CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial")]
    operations = [migrations.RunSQL(FROZEN, UNDO)]
