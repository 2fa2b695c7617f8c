"""门户要凑的几样读：可选的地点与类别、说给谁听、这地方多久有人看、回执上的附件。"""

from lianxin.portal.queries.places import (
    CategoryGroup,
    PlaceOption,
    category_groups,
    guessed_category,
    places_in,
)
from lianxin.portal.queries.proofs import known_roots
from lianxin.portal.queries.receipts import ReceiptPage, receipt_page
from lianxin.portal.queries.sites import (
    BoardPerson,
    deputy_board,
    intake_promise,
    open_congresses,
    opinion_behind,
    public_suggestions,
)
from lianxin.portal.queries.targets import (
    Target,
    target_at_congress,
    target_at_station,
    target_of_code,
    target_of_deputy,
)

__all__ = [
    "BoardPerson",
    "CategoryGroup",
    "PlaceOption",
    "ReceiptPage",
    "Target",
    "category_groups",
    "deputy_board",
    "guessed_category",
    "intake_promise",
    "known_roots",
    "open_congresses",
    "opinion_behind",
    "places_in",
    "public_suggestions",
    "receipt_page",
    "target_at_congress",
    "target_at_station",
    "target_of_code",
    "target_of_deputy",
]
