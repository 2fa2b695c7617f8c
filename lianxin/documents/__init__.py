"""编号公文与可打印的张贴件。"""

from lianxin.documents.posters import (
    Poster,
    PostingRow,
    PostingSheet,
    poster_pdf,
    poster_png,
    poster_svg,
    posting_sheet_pdf,
)

__all__ = [
    "Poster",
    "PostingRow",
    "PostingSheet",
    "poster_pdf",
    "poster_png",
    "poster_svg",
    "posting_sheet_pdf",
]
