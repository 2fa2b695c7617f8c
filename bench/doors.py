"""许多人同时扫码签到：每部手机点两下，看丢没丢、重没重、最慢的等多久。"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle

from bench.house import House
from bench.load import Outcome, drive, request

CLIENTS = 50
PEOPLE = 2_000


@dataclass(slots=True)
class Rush:
    """一次签到潮的结果。``tapped`` 是点过的手机数，``kept`` 是库里记下的行数。"""

    outcome: Outcome
    tapped: int
    kept: int

    @property
    def exact(self) -> bool:
        """没丢没重，个个答复都办成了。"""
        return self.tapped == self.kept and set(self.outcome.statuses) == {200}

    def words(self) -> str:
        """一句话的成绩。"""
        p95 = self.outcome.percentile(0.95)
        return (
            f"{self.tapped} 部手机、{self.outcome.answers} 次点击，记下 {self.kept} 行，"
            f"每秒 {self.outcome.per_second:.0f} 次，p95 {p95:.0f} 毫秒"
        )


class _Taps:
    """一部部手机轮着点；点完一圈再点一圈，第二圈都是重的。"""

    def __init__(self, path: str, phones: list[str]) -> None:
        self.path, self.phones, self.sent = path, phones, 0

    def __iter__(self) -> Iterator[bytes]:
        for phone in cycle(self.phones):
            self.sent += 1
            headers = {"Cookie": f"phone={phone}", "Sec-Fetch-Site": "same-origin"}
            yield request("POST", self.path, headers=headers, body=b"{}")


def rush(house: House, *, people: int, clients: int, seconds: float) -> Rush:
    """开门签到；到点为止，人还没点完一圈就按点过的算。"""
    ground = json.loads(house.call("bench.door", str(people)))
    taps = _Taps(ground["path"], ground["phones"])
    outcome = drive(house.port, iter(taps), clients=clients, seconds=seconds)
    with house.connect() as connection:
        row = connection.execute(
            "SELECT count(*) FROM activities_attendance WHERE activity_id = %s",
            (ground["activity"],),
        ).fetchone()
    return Rush(outcome, min(taps.sent, people), int(row[0]) if row else 0)
