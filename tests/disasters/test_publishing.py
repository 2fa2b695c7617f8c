"""开着门换机制：网页、后台都在跑，群众正在提交，命令行发布并采用新的一版。"""

import time
import uuid
from pathlib import Path

from lianxin.ops.packs import MAIN, PACKS
from lianxin.ops.tests.living import wait_until
from tests.disasters.conftest import Town
from tests.disasters.crowd import Answer, ask

PEOPLE = 4
A_LITTLE = 0.5
NEW = 900
VERSION = """
SELECT m.version FROM opinions_opinion o
  JOIN casework_case c ON c.id = o.case_id
  JOIN casework_publishedmechanism m ON m.id = c.mechanism_id
 WHERE o.receipt_no = %s
"""


def newer(folder: Path) -> Path:
    """扫码收件的下一版。"""
    source = (PACKS / "intake_qr" / MAIN).read_text(encoding="utf-8")
    lines = [f"version = {NEW}" if x.startswith("version") else x for x in source.splitlines()]
    path = folder / MAIN
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def handled(town: Town, number: str) -> Answer:
    """街道把这一条转去办。"""
    case_id = town.one("SELECT case_id FROM opinions_opinion WHERE receipt_no = %s", number)
    bearer, facts = f"Bearer {town.ground['street']}", {"facts": {"category": "property"}}
    path = f"/api/v1/cases/{case_id}/moves/handle"
    return ask(town.house.port, "POST", path, facts, Authorization=bearer)


def test_a_version_is_published_while_people_submit(town: Town, tmp_path: Path) -> None:
    """几个人正提交，发布采用新的一版：没有一个人出错；先立的照旧版、后立的照新版，都办得下去。"""
    crowd, file = town.crowd(), newer(tmp_path)
    early = crowd.submit(uuid.uuid4().hex).body["receipt_no"]
    told: list[str] = []

    def publish() -> None:
        time.sleep(A_LITTLE)
        done = town.house.run("mechanism", "publish", str(file), "--adopt", "jx")
        assert done.returncode == 0, done.stderr
        told.append(done.stdout + done.stderr)
        time.sleep(A_LITTLE)

    crowd.rush(people=PEOPLE, meanwhile=publish)
    late = crowd.submit(uuid.uuid4().hex).body["receipt_no"]

    assert f"intake-qr@{NEW}" in told[0]
    assert "照立件时的一版走完" in told[0]
    assert crowd.broken == 0
    assert {answer.status for answer in crowd.answers} == {201}
    town.kept(crowd)
    assert town.one(VERSION, early) < NEW == town.one(VERSION, late)
    assert [handled(town, number).status for number in (early, late)] == [200, 200]
    wait_until(town.house.ready, 30)
