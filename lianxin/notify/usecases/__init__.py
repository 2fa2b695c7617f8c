"""消息的写：发一批、读过；分到各人、装成份、往外送；各人各地的设置。"""

from lianxin.notify.usecases.delivering import deliver, resend
from lianxin.notify.usecases.notices import (
    mark_one_read,
    mark_read,
    post_each,
    post_notices,
    post_once,
)
from lianxin.notify.usecases.packing import pack
from lianxin.notify.usecases.settings import change_rule, set_preference
from lianxin.notify.usecases.spreading import gather, spread

__all__ = [
    "change_rule",
    "deliver",
    "gather",
    "mark_one_read",
    "mark_read",
    "pack",
    "post_each",
    "post_notices",
    "post_once",
    "resend",
    "set_preference",
    "spread",
]
