"""小世界本身要合规矩：各人是各人，码扫得开。"""

from django.apps import apps
from django.db.models import Model
from django.test import Client

from lianxin.stations import codes
from tests.world import Persona, Recorded, World, build


def test_everyone_is_who_they_are(world: World) -> None:
    """代工委看得见全区的账；街道、单位、代表各有各的身份；陌生人什么都不是。"""
    assert world.office.viewer.office_of == {world.congress.pk}
    assert world.chair.viewer.office_of == {world.congress.pk}
    assert world.street.viewer.body_ids == {world.street_committee.pk}
    assert not world.street.viewer.office_of
    assert world.unit.viewer.body_ids == {world.unit_body.pk}
    assert world.deputy.viewer.deputy_of == {world.congress.pk}
    assert world.stranger.viewer.sees_nothing


def test_the_code_on_the_door_is_genuine(world: World) -> None:
    """门口的码认得出来，换一个字就认不出。"""
    assert codes.read(world.code) == world.station_code.serial
    assert codes.read(world.code[:-1] + ("0" if world.code[-1] != "0" else "1")) is None


def test_actor_carries_the_post_of_the_day(street: Persona) -> None:
    """经办人写明当时的职务。"""
    assert str(street.actor) == "李文（五里界街道人大工委 主任）"


def test_signing_in_reaches_the_session(client: Client, office: Persona) -> None:
    """登录之后，会话里就是这个账号。"""
    assert office.account is not None
    assert office.sign_in(client).session["_auth_user_id"] == str(office.account.pk)


def test_the_replayed_world_misses_no_table(db: None, recorded_world: Recorded) -> None:
    """经用例造小世界写了哪些表，放回去时一张也不少。"""
    before = _row_counts()
    build()
    written = {table for table, count in _row_counts().items() if count > before[table]}
    assert written == {type(rows[0]) for rows in recorded_world[1]}


def _row_counts() -> dict[type[Model], int]:
    return {table: table._default_manager.count() for table in apps.get_models()}
