"""办件的写：立件、走一步、责任动词、巡查、机制的发布与采用。"""

from lianxin.casework.usecases.besides import open_beside
from lianxin.casework.usecases.dutyverbs import act_on_duty
from lianxin.casework.usecases.moving import move_case
from lianxin.casework.usecases.opening import open_case
from lianxin.casework.usecases.practices import adopt_practice, publish_mechanism
from lianxin.casework.usecases.succeeding import succeed
from lianxin.casework.usecases.sweeping import recompute_provisional, sweep

__all__ = [
    "act_on_duty",
    "adopt_practice",
    "move_case",
    "open_beside",
    "open_case",
    "publish_mechanism",
    "recompute_provisional",
    "succeed",
    "sweep",
]
