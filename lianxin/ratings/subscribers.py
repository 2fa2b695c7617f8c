"""评价订阅的事件。"""

from lianxin.kernel.events import CaseMoved, subscribe
from lianxin.ratings.usecases import record_from_move


def connect() -> None:
    """办件走了一步，若要记评价就记下。"""
    subscribe(CaseMoved, record_from_move)
