"""演示的办件机制。随程序带来的全部发布；两个区各采用一套，同一件事走法不同。"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import lianxin
from lianxin.casework.models import PublishedMechanism
from lianxin.casework.usecases import adopt_practice, publish_mechanism
from lianxin.kernel.actors import SYSTEM
from lianxin.kernel.seeding import Garden

PACKS = Path(lianxin.__file__).parent / "packs"
#: 答应的事到期查、答复以后回头看、与检察建议衔接，两地一样。
BOTH = ("promise_ledger", "implementation_lookback", "procuratorial_link")
#: 江夏另外采用的：重点督办、三考、反复提办、滚动连办，监督意见书和它的事项，主题清单、专项行动。
JIANGXIA = (
    "key_suggestion",
    "three_exams",
    "repeat_handling",
    "rolling_handling",
    "jiangxia_123",
    "letter_item",
    "theme_menu",
    "campaign",
)
#: 现场带出来的事：接办、专线、直面、承诺、议事，和调研列进清单的问题。
LIVE = (
    "onsite_dispatch",
    "hotline",
    "live_forum",
    "station_commitment",
    "council_hall",
    "problem_list",
)
#: 哪一级人大采用哪几份（目录名）。
ADOPTED = {
    "jx": ("intake_qr", "jiangxia_1_2_3", "deputy_suggestion", *BOTH, *JIANGXIA, *LIVE),
    "jh": ("intake_qr", "jianghan_list", "deputy_suggestion", *BOTH),
    "wh": ("intake_qr", "tiered_routing", "deputy_suggestion"),
}
#: 去年秋天的事也照这几份办。
_AGO = timedelta(days=540)


def plant(garden: Garden) -> None:
    """发布全部机制与本地版，两个区一年半前起各采用一套。"""
    at = garden.at - _AGO
    published: dict[str, PublishedMechanism] = {}
    sources = sorted(PACKS.glob("*/mechanism.toml"))
    for step, path in enumerate(sources, 1):
        text = path.read_text(encoding="utf-8")
        pack = path.parent.name
        published[pack] = publish_mechanism(source=text, path=pack, actor=SYSTEM, at=at)
        for overlay in sorted(path.parent.glob("overlay-*.toml")):
            local = overlay.read_text(encoding="utf-8")
            publish_mechanism(source=text, overlay_source=local, path=pack, actor=SYSTEM, at=at)
        garden.progress("机制", step, len(sources))
    for congress, packs in ADOPTED.items():
        for pack in packs:
            adopt_practice(
                jurisdiction_id=garden.get(congress).pk,
                mechanism_id=published[pack].pk,
                actor=SYSTEM,
                at=at,
            )
