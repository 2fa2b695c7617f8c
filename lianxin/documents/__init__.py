"""编号公文与可打印的张贴件。"""

from lianxin.documents.posters import (
    Bulletin,
    Poster,
    PostingRow,
    PostingSheet,
    bulletin_pdf,
    poster_pdf,
    poster_png,
    poster_svg,
    posting_sheet_pdf,
)

__all__ = [
    "Bulletin",
    "Poster",
    "PostingRow",
    "PostingSheet",
    "bulletin_pdf",
    "poster_pdf",
    "poster_png",
    "poster_svg",
    "posting_sheet_pdf",
]
