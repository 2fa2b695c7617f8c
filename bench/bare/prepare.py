"""备好裸框架的库：建表，添数据，开一个登录。

最后一行打印登录用的 cookie。
"""

import sys

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.db import connection

# 内容的长短与我们的意见相当。
_FILL = """
WITH made AS (
    INSERT INTO bare_item (code, title, text, category, status, submitted_at)
    SELECT 'C' || lpad(n::text, 12, '0'), '关于第' || n || '处路灯不亮', repeat('路灯不亮，', 16),
           'property', 'received', now() - n * interval '1 minute'
      FROM generate_series(1, %s) AS n
    RETURNING id, submitted_at)
INSERT INTO bare_event (item_id, at, verb, facts)
SELECT id, submitted_at, 'created', '{"by": "public"}' FROM made
"""


def main(rows: str) -> None:
    """建表、添数据、开登录。"""
    call_command("migrate", run_syncdb=True, verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute(_FILL, [int(rows)])
        cursor.execute("ANALYZE")
    print(_signed_in())


def _signed_in() -> str:
    user = User.objects.create(username="bench")
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return str(session.session_key)


if __name__ == "__main__":
    main(*sys.argv[1:])
