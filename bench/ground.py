"""小世界和两条样本：一条刚收到的、一条已经办结的；全部经用例造出来，打印令牌、码、样本编号。"""

import json
from datetime import datetime
from typing import Any

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from bench.words import ANSWER, TEXT
from lianxin.access.usecases.tokens import issue_token
from lianxin.casework.policies import Doer
from lianxin.casework.usecases import adopt_practice, move_case, publish_mechanism
from lianxin.kernel.actors import PUBLIC, SYSTEM
from lianxin.opinions.usecases import (
    Contact,
    Draft,
    Registered,
    rate_opinion,
    register_opinion,
)
from lianxin.ops.packs import PACKS
from tests import world as small
from tests.packs.story import PRAISE
from tests.promises.test_suggestion_numbers import Walk
from tests.world import Persona, World

PRACTISED = ("intake_qr", "jiangxia_1_2_3", "deputy_suggestion")


def lay() -> dict[str, Any]:
    """造一遍；返回打压要用的令牌、码和样本编号。"""
    now = timezone.now()
    world = small.build()
    for pack in PRACTISED:
        path = PACKS / pack / "mechanism.toml"
        row = publish_mechanism(source=path.read_text(), path=str(path), actor=SYSTEM, at=now)
        adopt_practice(jurisdiction_id=world.congress.pk, mechanism_id=row.pk, actor=SYSTEM, at=now)
    opened = _register(world, at=now)
    closed = _register(world, at=now)
    _finish(world, closed, at=now)
    return {
        "code": world.code,
        "street": _token(world.street, now),
        "office": _token(world.office, now),
        "session": _session(world.street),
        "office_session": _session(world.office),
        "suggestion": _suggestion(world),
        "open": opened.opinion_id,
        "closed": closed.opinion_id,
    }


def _register(world: World, *, at: datetime) -> Registered:
    return register_opinion(
        draft=Draft(
            jurisdiction_id=world.congress.pk,
            text=TEXT,
            channel="scan",
            category_id="property",
            region_id=world.village.pk,
            place="村口到小学",
            station_id=world.station.pk,
            local_body_id=world.street_committee.pk,
            contact=Contact(name="王女士", phone="13900000000"),
        ),
        actor=PUBLIC,
        at=at,
    )


def _finish(world: World, one: Registered, *, at: datetime) -> None:
    move_case(
        case_id=one.case_id,
        verb="answer",
        actor=Doer(world.street.viewer),
        at=at,
        facts={"category": "property", "answer": ANSWER},
    )
    rate_opinion(
        receipt_no=one.receipt_no,
        receipt_key=one.receipt_key,
        attitude="satisfied",
        result="satisfied",
        at=at,
    )


def _suggestion(world: World) -> int:
    """一件办完、评完、归了档的建议。"""
    walk = Walk(world, at=timezone.now()).sent().replied()
    walk.step(world.deputy, "rate", **PRAISE)
    walk.step(world.office, "close")
    return walk.case.subject_id


def _token(persona: Persona, at: datetime) -> str:
    assert persona.account is not None
    return issue_token(account=persona.account, at=at)


def _session(persona: Persona) -> str:
    """登录好的浏览器 cookie。"""
    assert persona.account is not None
    session = SessionStore()
    session[SESSION_KEY] = str(persona.account.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = persona.account.get_session_auth_hash()
    session.save()
    return str(session.session_key)


if __name__ == "__main__":
    print(json.dumps(lay()))
