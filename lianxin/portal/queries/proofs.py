"""验回执：回执里写的树根，哪些是本站公开过的。"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from lianxin.audit.models import Seal

_ROOT = re.compile(r"[0-9a-f]{64}")
_MOST = 2000


def known_roots(bundle: object) -> frozenset[str]:
    """回执里提到的树根中，本站真的封过的那些。一条语句。"""
    claimed = {bytes.fromhex(root) for root in _claimed(bundle)}
    found = Seal.objects.filter(root__in=sorted(claimed)[:_MOST]).values_list("root", flat=True)
    return frozenset(bytes(root).hex() for root in found)


def _claimed(bundle: object) -> Iterator[str]:
    entries = bundle.get("entries") if isinstance(bundle, Mapping) else None
    for entry in entries if isinstance(entries, list) else []:
        seal = entry.get("seal") if isinstance(entry, Mapping) else None
        root = seal.get("root") if isinstance(seal, Mapping) else None
        if isinstance(root, str) and _ROOT.fullmatch(root):
            yield root
