"""验回执：只凭手里的文件，不连网、不查库，谁都能算。"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from lianxin.audit.chain import Inclusion, is_included, link_of
from lianxin.audit.digest import combine, commitment
from lianxin.kernel.errors import RuleViolation

FORMAT = "lianxin-receipt/1"
_HEX = re.compile(r"[0-9a-f]{64}")
_RULE = re.compile(r"[01]+")
_BEIJING = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Verdict:
    """验的结果：``valid`` 相符，``pending`` 内容自洽但还没封印，``invalid`` 不符。"""

    state: Literal["valid", "pending", "invalid"]
    lines: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """全部相符，且都已封印。"""
        return self.state == "valid"


class _Broken(RuleViolation):
    """这一条对不上。"""


def verify_bundle(bundle: object, *, roots: Collection[str] = ()) -> Verdict:
    """验一份回执。

    :param bundle: 回执文件读出来的 JSON
    :param roots: 公开的封印树根（十六进制）；给了就逐条核对，不给则请人自己去核对
    """
    try:
        entries = _entries(bundle)
        results = [
            _check_entry(number, entry, roots) for number, entry in enumerate(entries, start=1)
        ]
    except _Broken as fault:
        return Verdict("invalid", (str(fault), "回执不可信：请回到原网站重新下载，再验一次。"))
    lines = tuple(line for line, _ in results)
    if not all(sealed for _, sealed in results):
        return Verdict("pending", (*lines, "有的条目还没有封印：请十分钟后重新下载回执再验。"))
    return Verdict("valid", (*lines, "全部相符：这些内容自封印之后没有被改动过。"))


def _entries(bundle: object) -> list[Mapping[str, Any]]:
    whole = _exactly(bundle, {"format", "entries"}, "回执")
    if whole["format"] != FORMAT:
        raise _Broken("这不是连心桥的回执，或版本不认得。")
    entries = whole["entries"]
    if not isinstance(entries, list) or not entries:
        raise _Broken("回执里没有内容。")
    return entries


def _check_entry(number: int, raw: object, roots: Collection[str]) -> tuple[str, bool]:
    where = f"第 {number} 条"
    entry = _exactly(raw, {"fields", "withheld", "digest", "seal", "proof"}, where)
    if _digest(entry, where).hex() != entry["digest"]:
        raise _Broken(f"{where}不符：内容与摘要对不上，有人改过内容。")
    told = f"{where}相符：{_told(entry['fields'])}"
    if entry["seal"] is None and entry["proof"] is None:
        return f"{told}；尚未封印", False
    return f"{told}；{_check_seal(entry, where, roots)}", True


def _digest(entry: Mapping[str, Any], where: str) -> bytes:
    withheld = _hex_list(entry["withheld"], where)
    if sorted(withheld) != withheld:
        raise _Broken(f"{where}不符：未公开各栏的次序被动过。")
    shown = entry["fields"]
    if not isinstance(shown, Mapping):
        raise _Broken(f"{where}的格式不对。")
    return combine([*map(bytes.fromhex, withheld), *_commitments(shown, where)])


def _commitments(shown: Mapping[str, Any], where: str) -> Iterator[bytes]:
    for name, raw in shown.items():
        cell = _exactly(raw, {"key", "value"}, where)
        yield commitment(bytes.fromhex(_hex(cell["key"], where)), name, cell["value"])


def _check_seal(entry: Mapping[str, Any], where: str, roots: Collection[str]) -> str:
    seal = _exactly(
        entry["seal"], {"sealed_at", "entry_count", "root", "previous", "chained"}, where
    )
    root, previous = _hex(seal["root"], where), _hex(seal["previous"], where)
    size = _count(seal["entry_count"], where)
    if not isinstance(seal["sealed_at"], str):
        raise _Broken(f"{where}的封印时间不对。")
    if link_of(seal["sealed_at"], size, root, previous).hex() != seal["chained"]:
        raise _Broken(f"{where}不符：封印与链对不上。")
    digest = bytes.fromhex(_hex(entry["digest"], where))
    inclusion = _inclusion(entry["proof"], where)
    if not is_included(digest, inclusion, size=size, root=bytes.fromhex(root)):
        raise _Broken(f"{where}不符：这条内容不在所说的封印里。")
    return _anchored(seal, where, roots)


def _anchored(seal: Mapping[str, Any], where: str, roots: Collection[str]) -> str:
    sealed = f"{_when(seal['sealed_at'])}封印"
    if not roots:
        return f"{sealed}，请与网站公开的树根核对：{seal['root']}"
    if seal["root"] not in roots:
        raise _Broken(f"{where}不符：公开的封印里没有这个树根。")
    return f"{sealed}，树根与公开的一致"


def _inclusion(raw: object, where: str) -> Inclusion:
    proof = _exactly(raw, {"leaf", "rule", "path"}, where)
    if not isinstance(proof["rule"], str) or not _RULE.fullmatch(proof["rule"]):
        raise _Broken(f"{where}的证明格式不对。")
    path = tuple(_hex_list(proof["path"], where))
    return Inclusion(_count(proof["leaf"], where), proof["rule"], path)


def _exactly(raw: object, keys: set[str], where: str) -> Mapping[str, Any]:
    """多一栏少一栏都不认：没有被摘要管住的内容，不许混在回执里。"""
    if not isinstance(raw, Mapping) or set(raw) != keys:
        raise _Broken(f"{where}的格式不对，栏目有增减。")
    return raw


def _hex(raw: object, where: str) -> str:
    if not isinstance(raw, str) or not _HEX.fullmatch(raw):
        raise _Broken(f"{where}里有一个摘要写法不对。")
    return raw


def _hex_list(raw: object, where: str) -> list[str]:
    if not isinstance(raw, list):
        raise _Broken(f"{where}的格式不对。")
    return [_hex(item, where) for item in raw]


def _count(raw: object, where: str) -> int:
    if type(raw) is not int or raw < 0:
        raise _Broken(f"{where}里有一个数不对。")
    return raw


def _told(fields: Mapping[str, Any]) -> str:
    shown = [_when(fields["at"]["value"])] if "at" in fields else []
    values = (fields[name]["value"] for name in sorted(fields) if name.startswith("facts/"))
    shown += [f"“{text}”" for text in map(_words, values) if text]
    return "，".join(shown) or "内容与摘要一致"


def _words(value: object) -> str:
    """一栏里给人看的字：文字本身，或成组材料里的 ``text``。"""
    text = value.get("text") if isinstance(value, Mapping) else value
    return text if isinstance(text, str) else ""


def _when(text: object) -> str:
    try:
        at = datetime.fromisoformat(str(text)).astimezone(_BEIJING)
    except ValueError:
        return str(text)
    return f"{at:%Y-%m-%d %H:%M}"
