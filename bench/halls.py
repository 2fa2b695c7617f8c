"""满场手机半分钟里一起评：一部一票，看丢没丢、最慢的等多久。"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from bench.house import House
from bench.load import Outcome, drive, request

CLIENTS = 50
PEOPLE = 2_000
SECONDS = 30.0
CHOICES = ("satisfied", "basic", "dissatisfied")
_FORM = "application/x-www-form-urlencoded"


@dataclass(slots=True)
class Hall:
    """一场测评：哪一场、哪一项、各部手机的标记。"""

    house: House
    ground: dict[str, Any]

    @classmethod
    def open(cls, house: House, *, people: int) -> Hall:
        """开一场，备好手机。"""
        return cls(house, json.loads(house.call("bench.hall", str(people))))

    def tap(self, *, clients: int = CLIENTS, seconds: float = SECONDS) -> Outcome:
        """每部手机各按一次。"""
        return drive(self.house.port, self._taps(), clients=clients, seconds=seconds)

    def _taps(self) -> Iterator[bytes]:
        path = f"/live/{self.ground['number']}/rate/"
        for place, cookie in enumerate(self.ground["phones"]):
            form = {
                "poll": self.ground["poll"],
                "scale": "three",
                "group": "voter" if place % 5 else "deputy",
                "choice": CHOICES[place % 3],
            }
            headers = {"Cookie": cookie, "Sec-Fetch-Site": "same-origin"}
            body = urlencode(form).encode()
            yield request("POST", path, headers=headers, body=body, kind=_FORM)

    def wanted(self) -> Counter[str]:
        """按下去的，各是多少。"""
        return Counter(CHOICES[place % 3] for place in range(len(self.ground["phones"])))

    def kept(self) -> Counter[str]:
        """库里记下的，各是多少。"""
        with self.house.connect() as connection:
            rows = connection.execute(
                "SELECT choice, count(*) FROM activities_mark WHERE poll_id = %s GROUP BY choice",
                [self.ground["poll"]],
            ).fetchall()
        return Counter(dict(rows))


def rate(house: House, *, people: int) -> str:
    """量一遍，一句话的成绩。"""
    hall = Hall.open(house, people=people)
    outcome = hall.tap()
    exact = hall.kept() == hall.wanted() and set(outcome.statuses) == {200}
    return (
        f"{outcome.answers} 部手机 {outcome.seconds:.1f} 秒评完，"
        f"每秒 {outcome.per_second:.0f} 部，p95 {outcome.percentile(0.95):.0f} 毫秒"
        + ("" if exact else "（有丢有重！）")
    )
