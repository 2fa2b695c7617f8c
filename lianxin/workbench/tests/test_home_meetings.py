"""家常会、广场会：各方到场、议定的事一件件立件，办成的有数，公约的原文留着。"""

from typing import Any

import pytest

from lianxin.activities.models import Item
from lianxin.casework.models import Case
from lianxin.workbench.tests.conftest import Office, adopt
from lianxin.workbench.tests.live.hands import move, paper
from lianxin.workbench.tests.registers.hands import plain
from lianxin.workbench.tests.test_activities import record, words
from lianxin.workbench.tests.test_activity_rows import BARE, made
from lianxin.workbench.tests.test_outcomes import note, verify

COVENANT = "门前三包，车停进线；企业让出空地，村里出工，谁也不占道。"
AGREED: dict[str, Any] = {
    "item_1_text": "把厂门口的空地改成停车场",
    "item_1_kind": "agreed",
    "item_1_disposition": "accepted",
    "item_1_due_on": "2026-04-10",
}


@pytest.mark.row("S0-06")
@pytest.mark.parametrize("kind", ["home_meeting", "square_meeting"])
def test_a_village_meeting_turns_agreed_items_into_results(desk: Office, kind: str) -> None:
    """企业、村民各到几位分开记；议定的事立成承诺，到期凭证据查验，做成的面积有数；公约原文公开。"""
    adopt(desk.world, "station_commitment", "onsite_dispatch")
    unit = {"item_1_body": desk.world.unit_body.pk}
    sides = {"head_firm": "3", "head_farmer": "26", "field_covenant": COVENANT}
    more = {
        "item_2_text": "夜里大车鸣笛太吵",
        "item_2_kind": "problem",
        "item_2_disposition": "noted",
    }
    lacking = record(
        desk, desk.street, kind, **{**BARE, "confirmed": "1", **sides, **AGREED, "item_1_body": ""}
    )
    assert lacking.status_code == 422, words(lacking)
    activity = made(desk, desk.street, kind, **sides, **AGREED, **unit, **more)

    inside = plain(desk.get(desk.street, f"/desk/activities/{activity.pk}/").content.decode())
    for said in (
        "企业与商户",
        "农户",
        "26",
        COVENANT,
        "把厂门口的空地改成停车场",
        "夜里大车鸣笛太吵",
    ):
        assert said in inside
    agreed, noise = Item.objects.filter(activity=activity).order_by("number")
    assert agreed.case is not None
    assert noise.case is None
    case = agreed.case
    assert case.mechanism.key == "station-commitment"

    facts = {"done_note": "停车场建成，划了六十个车位"}
    assert move(desk, "unit", case, "claim", proof=paper(), **facts) == 302
    assert move(desk, "street", case, "verify", check_note="量过了，一千二百平方米") == 302
    assert Case.objects.get(pk=case.pk).result == "kept"
    built = {"metric": "works_area", "value": "1200", "what": "村企共建停车场"}
    assert note(desk, desk.unit, case, **built).status_code == 302
    assert verify(desk, desk.office).status_code == 302
    result = plain(desk.get(desk.office, f"/desk/cases/{case.pk}/outcomes/").content.decode())
    assert "1200平方米" in result.replace(",", "")
    desk.client.logout()
    public = plain(desk.client.get(f"/activities/{activity.pk}/").content.decode())
    assert COVENANT in public
