"""往外发的话：填空、遮住联系方式、把别人的网址变成点不动的；唯一的链接是我们自己的。"""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Iterable, Mapping

#: 控制字、零宽字、改变书写方向的字：不看得见，却能骗过下面的各条。
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]")
_EMAIL = re.compile(r"[\w.+-]+\s*@[@\s]*[\w-]+(?:\.[\w-]+)*")
#: 七位以上的号码，中间可以隔着空格、横线、括号：电话、身份证、银行卡、QQ 都在内。
_NUMBER = re.compile(r"\+?\d(?:[\s\-()（）·.]{0,2}\d){6,}[\dXx]?")
_WECHAT = re.compile(r"((?:微信|wechat|weixin|vx|qq)\s*号?\s*[:：]?\s*)[A-Za-z][\w-]{4,}", re.I)
_SCHEME = re.compile(r"[A-Za-z0-9+.\-]*\s*[:：]\s*/[\s/]*/")
_DOT = re.compile(r"(?<=\w)\.(?=[^\W\d_])|(?<=\d)\.(?=\d+\.)|(?<=[A-Za-z0-9])[。｡](?=[A-Za-z])")
_DATE = re.compile(r"\d{4}[-.]\d{1,2}[-.]\d{1,2}")
_ORDINARY = re.compile(r"[A-Za-z0-9./@+-]+")
HIDDEN = "〔联系方式略〕"


def inert(text: str) -> str:
    """别人写的话：一行、没有联系方式、里面的网址点不动。"""
    plain = _plain(_UNSEEN.sub("", " ".join(text.split())))
    plain = _EMAIL.sub(HIDDEN, plain)
    plain = _WECHAT.sub(rf"\1{HIDDEN}", plain)
    plain = _SCHEME.sub("网址：", plain)
    plain = _DOT.sub("[.]", plain)
    return " ".join(plain.split())


def _plain(text: str) -> str:
    """换着样子写的字母、数字、点和斜线变回平常的；中文标点不动。"""
    return "".join(_plain_letter(letter) for letter in text)


def _plain_letter(letter: str) -> str:
    if letter.isascii():
        return letter
    found = unicodedata.normalize("NFKC", letter)
    return found if _ORDINARY.fullmatch(found) else letter


def hide_numbers(text: str) -> str:
    """遮住七位以上的号码。编号和日期是我们自己写的，不经过这里。"""
    return _NUMBER.sub(_hidden_unless_date, _plain(_UNSEEN.sub("", text)))


def _hidden_unless_date(found: re.Match[str]) -> str:
    return found[0] if _DATE.fullmatch(found[0]) else HIDDEN


class _Blanks(dict[str, str]):
    """没有的空着。"""

    def __missing__(self, key: str) -> str:
        return ""


#: 系统自己填的，不是人写的话。
OURS = frozenset({"number", "due", "category"})


def filled(template: str, words: Mapping[str, str]) -> str:
    """填好的一句话；别人写的那几样先变成安全的。"""
    safe = _Blanks(
        {
            name: inert(value if name in OURS else hide_numbers(value))
            for name, value in words.items()
        }
    )
    said = string.Formatter().vformat(template, (), safe)
    return said.rstrip("。 ，") if template.endswith("{note}") and not safe["note"] else said


def clipped(text: str, most: int) -> str:
    """太长就截断，末尾加省略号。"""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def sms(texts: Iterable[str], link: str, *, most: int) -> str:
    """一条短信：话太长就截，链接总在。"""
    said = "；".join(texts)
    return f"{clipped(said, max(most - len(link) - 1, 1))} {link}"


def letter(texts: Iterable[str], link: str) -> str:
    """一封信：一件事一行，末尾是我们自己的链接。"""
    lines = "\n".join(f"· {text}" for text in texts)
    return f"{lines}\n\n登录后查看和办理：{link}\n\n这封信由系统发出，回信没有人收。"
