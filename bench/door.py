"""会场门口：小世界里开一场活动、发一个签到码，打印签到页的路径和许多部手机的记号。"""

import json
import sys
from datetime import timedelta

from django.utils import timezone

from lianxin.access.models import Account
from lianxin.access.viewers import viewer_for
from lianxin.activities.usecases import ActivityDraft, give_sign_code, plan_activity
from lianxin.casework.policies import Doer
from lianxin.orgs.models import Body
from lianxin.portal.web.phones import new_phone
from lianxin.stations.queries import code_text


def lay(phones: int) -> dict[str, object]:
    """发码，造手机的记号。"""
    now = timezone.now()
    street = Doer(viewer_for(Account.objects.get(username="street"), today=now.date()))
    body = Body.objects.get(slug="jx-wlj")
    draft = ActivityDraft(
        congress_id=body.jurisdiction_id,
        kind="bench_talk",
        title="千人大会",
        body_id=body.pk,
        starts_at=now - timedelta(minutes=10),
        ends_at=now + timedelta(hours=2),
    )
    activity = plan_activity(draft=draft, actor=street, at=now)
    code = give_sign_code(activity_id=activity.pk, actor=street, at=now)
    made = [new_phone() for _ in range(phones)]
    return {"activity": activity.pk, "path": f"/a/{code_text(code.serial)}", "phones": made}


if __name__ == "__main__":
    print(json.dumps(lay(int(sys.argv[1]))))
