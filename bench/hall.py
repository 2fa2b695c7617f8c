"""会场里：小世界里开一项测评，造每部手机的标记；在那套服务的环境里跑，打印出来。"""

import json
import sys
from datetime import timedelta
from typing import Any

from django.core import signing
from django.utils import timezone

from lianxin.access.models import Account
from lianxin.access.viewers import viewer_for
from lianxin.activities.usecases import ActivityDraft, plan_activity
from lianxin.activities.usecases.live import PollDraft, add_poll, open_live, start_poll
from lianxin.casework.policies import Doer
from lianxin.orgs.models import Body
from lianxin.portal.web.phones import COOKIE, SALT


def lay(phones: int) -> dict[str, Any]:
    """一场共评会、一项开着的测评、若干部手机。"""
    now = timezone.now()
    office = viewer_for(Account.objects.get(username="office"), today=now.date())
    body = Body.objects.get(pk=office.posts[0].body_id)
    note: dict[str, Any] = {"actor": Doer(office), "at": now}
    draft = ActivityDraft(
        congress_id=body.jurisdiction_id,
        kind="co_rate",
        title="两千部手机的测评",
        body_id=body.pk,
        starts_at=now,
        ends_at=now + timedelta(hours=2),
    )
    meeting = plan_activity(draft=draft, **note)
    live = open_live(activity_id=meeting.pk, **note)
    poll = add_poll(activity_id=meeting.pk, draft=PollDraft("十件实事办得怎样", "three"), **note)
    start_poll(poll_id=poll.pk, **note)
    marks = [f"{COOKIE}={signing.dumps(f'phone-{n}', salt=SALT)}" for n in range(phones)]
    return {"number": live.number, "poll": poll.pk, "phones": marks}


if __name__ == "__main__":
    print(json.dumps(lay(int(sys.argv[1]))))
