"""群众原话的收拾：清洗、取题目、让网址点不动、遮住个人信息。全是纯函数，不查库。"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from lianxin.lexis.wordlists import SURNAMES

_NEWLINES = re.compile(r"\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
# 不可见字符分三类去掉：控制符（换行、制表除外）、格式符（零宽、双向、标签）、半个代理对。
_DROPPED_CATEGORIES: Final = frozenset({"Cc", "Cf", "Cs"})
_LINE_MARKS: Final = str.maketrans("", "", "\n\t")
_JOINER: Final = "\u200d"
_EMOJI: Final = "\U0001f000-\U0001faff\u2600-\u27bf\u2640\u2642\u2b00-\u2bff"
_LOOSE_JOINER = re.compile(rf"(?<![{_EMOJI}\ufe0f]){_JOINER}|{_JOINER}(?![{_EMOJI}])")
_MANY_NEWLINES = re.compile(r"\n{3,}")


def clean(text: str) -> str:
    """入库前的样子：统一写法与换行，去掉看不见的字符，保留表情；再洗一遍不变。"""
    kept = _without_invisible(_NEWLINES.sub("\n", text))
    joined = unicodedata.normalize("NFC", _LOOSE_JOINER.sub("", kept))
    lines = "\n".join(line.rstrip() for line in joined.split("\n"))
    return _MANY_NEWLINES.sub("\n\n", lines).strip()


def _without_invisible(text: str) -> str:
    # 绝大多数话里一个看不见的字符也没有，不必逐字看。
    if text.translate(_LINE_MARKS).isprintable():
        return text
    return "".join(
        character
        for character in text
        if character in "\n\t" or character == _JOINER or _visible(character)
    )


def _visible(character: str) -> bool:
    if unicodedata.category(character) in _DROPPED_CATEGORIES:
        return False
    # 每个平面最后两个码位不是字符，数据库和导出的表格都可能拒收。
    return ord(character) & 0xFFFE != 0xFFFE


_WHO = (
    "领导|书记|省长|市长|区长|县长|镇长|乡长|局长|主任|主席|代表|部长|厅长|政府|"
    "同志|先生|女士|老师|工作人员|编辑|朋友"
)
_GREETING = re.compile(
    rf"^(?:[\s，,：:。！!、~～]*(?:"
    rf"(?:尊敬|敬爱|亲爱|可敬)的?[^，,：:。！!？?\n]{{0,12}}?(?:{_WHO})们?|"
    rf"[^，,：:。！!？?\n]{{0,6}}(?:{_WHO})们?(?=[，,：:！!\s]|您|你)|"
    r"(?:各位|大家|您们|你们|您|你)(?:早上|上午|中午|下午|晚上)?好|"
    r"打扰(?:您|你|一下)?了?|谢谢|辛苦了"
    r"))+[\s，,：:。！!、~～]*"
)
_SENTENCE_END = re.compile(r"[。！？!?；;\n…]+")
_CLAUSE_END = re.compile(r"[，,：:、]+|\s{2,}")
_PREAMBLE = re.compile(
    r"^(?:我们?|本人|我家)(?:是|系|叫|住在|住)[^，,]*$|^(?:现|特)?(?:向您|向你们)?"
    r"(?:反映|咨询|投诉|举报|请教|请问|建议|问|说)(?:您|你)?(?:一下|一个|一件|几个|两个)?"
    r"(?:问题|情况|事情|事)?(?:如下)?$|^事情是这样的?$|^情况如下$"
)
_OPENING = re.compile(
    r"^(?:我们?|本人)?(?:想|要|现|特|特此)?(?:向您|向你们|跟您)?"
    r"(?:反映|咨询|投诉|举报|请教|请问|问)(?:一下|下|一个|关于)?"
)
_SHORTEST_TITLE: Final = 6


def title_from(text: str, limit: int = 30) -> str:
    """从一段话里取一个不超过 ``limit`` 字的题目：去掉称呼问候与自我介绍，取头一句有内容的话。"""
    body = _GREETING.sub("", clean(text))
    sentences = [part.strip() for part in _SENTENCE_END.split(body) if part.strip()]
    for sentence in sentences:
        clauses = _meaningful(sentence)
        if sum(map(len, clauses)) >= _SHORTEST_TITLE:
            return _fit(clauses, limit)
    return _fit([sentences[0] if sentences else clean(text)], limit)


def _meaningful(sentence: str) -> list[str]:
    clauses = [clause.strip() for clause in _CLAUSE_END.split(_GREETING.sub("", sentence))]
    kept = [clause for clause in clauses if clause and not _PREAMBLE.match(clause)]
    if kept and len(direct := _OPENING.sub("", kept[0])) >= _SHORTEST_TITLE:
        kept[0] = direct
    return kept


def _fit(clauses: list[str], limit: int) -> str:
    title = " ".join(clauses[0].split()) if clauses else ""
    for clause in clauses[1:]:
        if len(title) + 1 + len(clause) > limit:
            break
        title = f"{title}，{' '.join(clause.split())}"
    return title if len(title) <= limit else f"{title[: limit - 1]}…"


_SCHEME = re.compile(r"(?:[A-Za-z][A-Za-z0-9+\-]{0,20}\s?)?[:：]\s?[/／\\]{2,}")
_ACTION = re.compile(
    r"(?<![A-Za-z])(javascript|vbscript|data|tel|sms|mailto|weixin|alipays?)\s?[:：]", re.IGNORECASE
)
_HOST_DOT = re.compile(r"(?<=[\w\-])[.．｡](?=[A-Za-z]{2})")
_NUMERIC_HOST = re.compile(
    r"(?<!\d)(\d{1,3})[.．](\d{1,3})[.．](\d{1,3})[.．](\d{1,3})(?=[:/：／])"
)


def inert_urls(text: str) -> str:
    """发给别人的消息里，群众写的网址只能看、不能点。

    去掉 ``协议://``，域名里的点写成 ``[.]``；短信、微信、邮件软件都不会再把它变成链接。
    """
    bare = _ACTION.sub(r"\1 ", _SCHEME.sub("", text))
    return _HOST_DOT.sub("[.]", _NUMERIC_HOST.sub(r"\1[.]\2[.]\3[.]\4", bare))


@dataclass(frozen=True, slots=True)
class Redacted:
    """遮过的话，和各类个人信息各遮了几处。"""

    text: str
    found: Mapping[str, int] = field(default_factory=dict)


def redact(text: str) -> Redacted:
    """把一段话里的个人信息换成〔电话〕这样的字样；宁可多遮，不可漏遮。再遮一遍不变。

    认得：证件号、银行卡号、电话、邮箱、社交账号、车牌、门牌（到单元以下）、自报的姓名。
    """
    current, found = clean(text), Counter[str]()
    for label, pattern, accepts in _RULES:
        current = pattern.sub(_mask(label, accepts, found), current)
    return Redacted(text=current, found=dict(found))


def _mask(
    label: str, accepts: Callable[[str], bool], found: Counter[str]
) -> Callable[[re.Match[str]], str]:
    def replace(match: re.Match[str]) -> str:
        secret = match["secret"]
        if not accepts(secret):
            return match[0]
        found[label] += 1
        start, end = match.start("secret") - match.start(), match.end("secret") - match.start()
        return f"{match[0][:start]}〔{label}〕{match[0][end:]}"

    return replace


def _digits(secret: str) -> str:
    # 全角与其他文种的数字都折成阿拉伯数字。
    return "".join(
        str(unicodedata.digit(character)) if character.isdigit() else character.upper()
        for character in secret
        if character.isalnum()
    )


#: 回执上对提交人说的话，换成对路过的人说的；只换机制里写得出来的几种说法，别的话里的“您”不动。
_TO_SUBMITTER: Final = (
    (re.compile(r"(答复|告诉|给)您"), r"\1反映的人"),
    (re.compile(r"(向|请)您(?=说明|评)"), r"\1反映的人"),
    (re.compile(r"^您(?=评价了|要求|请上级|撤回|说不是|补充)"), "反映的人"),
    (re.compile(r"隐去您的身份后"), "隐去身份后"),
    (re.compile(r"按您的意思"), "按反映的人的意思"),
)


def told_to_all(text: str) -> str:
    """同一步，写给众人看的：回执上“已经答复您”，公开页上是“已经答复反映的人”。"""
    for pattern, words in _TO_SUBMITTER:
        text = pattern.sub(words, text)
    return text


_ID_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def is_citizen_id(number: str) -> bool:
    """十八位公民身份号码的校验码对不对（GB 11643）。"""
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _ID_WEIGHTS, strict=True))
    return "10X98765432"[total % 11] == number[17]


def _looks_like_citizen_id(secret: str) -> bool:
    # 群众手打的号码常错一位：校验码对，或者里面的生日说得通，都按证件号遮。
    number = _digits(secret)
    return is_citizen_id(number) or _is_birthday(number[6:14])


def _is_birthday(eight: str) -> bool:
    try:
        born = date(int(eight[:4]), int(eight[4:6]), int(eight[6:]))
    except ValueError:
        return False
    return 1900 <= born.year <= 2099


def _is_bank_card(secret: str) -> bool:
    number = _digits(secret)
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in number[-2::-2])
    return (sum(doubled) + sum(map(int, number[-1::-2]))) % 10 == 0


def _always(_secret: str) -> bool:
    return True


_GAP = r"[ \t\-—–.·]?"
_NUMERAL = "0-9０-９零〇一二三四五六七八九十百"
_BUILDING = rf"[A-Za-z]?[{_NUMERAL}]{{1,4}}(?:栋|幢|座|号楼|#楼|＃楼|楼|#|＃)"
_UNIT = rf"[{_NUMERAL}]{{1,3}}(?:单元|门洞?|梯)"
_ROOM = (
    rf"[A-Za-z]?[{_NUMERAL}]{{2,6}}(?:室|房|号)?(?![{_NUMERAL}]|[平米㎡元万多余年月天个户人块度])"
)
_FAMILY = "|".join(sorted(SURNAMES, key=lambda name: (-len(name), name)))
# 这些姓也是常用的虚字、动词，前面没有冒号时不当作姓。
_DOUBTFUL = "[和向于从应何时相成由都居平计利信来安高方单连那初有全关管水要强]"
_GIVEN = r"[\u4e00-\u9fff]{1,2}?"
_AFTER_NAME = (
    r"(?=$|[^\u4e00-\u9fff]|家住|住在|住|今年|现年|现在|现|电话|手机|身份证|男|女|来自|在|是|系|于|"
    r"户籍|籍贯|因|从|有|想|要|反映|投诉)"
)
_CALLED = r"(?:我的?名字叫|我的?名字是|我名叫|我叫|名叫)"
_TITLED = r"(?:姓名|联系人|反映人|投诉人|举报人|申请人|当事人|署名|户主|签名|落款)"
_SIGNED = r"(?:本人|村民|居民|业主|市民|选民|群众|家长|学生|租户|商户)"

_RULES: Final[tuple[tuple[str, re.Pattern[str], Callable[[str], bool]], ...]] = (
    (
        "证件号",
        re.compile(rf"(?<!\d)(?P<secret>\d(?:{_GAP}\d){{16}}{_GAP}[\dXxＸｘ])(?![\dA-Za-z])"),
        _looks_like_citizen_id,
    ),
    ("银行卡号", re.compile(rf"(?<!\d)(?P<secret>\d(?:{_GAP}\d){{15,18}})(?!\d)"), _is_bank_card),
    (
        "电话",
        re.compile(
            rf"(?<!\d)(?P<secret>(?:(?:[+＋]|00)?86{_GAP})?[1１][3-9３-９](?:{_GAP}\d){{9}})(?!\d)"
        ),
        _always,
    ),
    (
        "电话",
        re.compile(
            r"(?P<secret>[1一幺][三四五六七八九](?:[ 、]?[零〇一二三四五六七八九幺洞拐勾两]){9})"
        ),
        _always,
    ),
    (
        "电话",
        re.compile(
            r"(?<!\d)(?P<secret>[(（]?[0０]\d{2,3}[)）]?[ \-—]?[2-8２-８]\d{2,3}[ \-—]?\d{4})(?!\d)"
        ),
        _always,
    ),
    (
        "邮箱",
        re.compile(
            r"(?P<secret>[A-Za-z0-9._%+\-]{1,64}\s?(?:@|＠|\(at\)|\[at\])\s?[A-Za-z0-9\-]{1,63}(?:[.．。][A-Za-z0-9\-]{1,63})+)"
        ),
        _always,
    ),
    (
        "社交账号",
        re.compile(
            r"(?:微信|[QqＱｑ]{2}|支付宝|抖音|wechat|WeChat)(?:号码?|账号)?\s*[:：是为]?\s*"
            r"(?P<secret>[A-Za-z0-9_\-]{5,20})(?![A-Za-z0-9_\-])"
        ),
        _always,
    ),
    (
        "车牌",
        re.compile(
            r"(?P<secret>[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]"
            r"[A-HJ-NP-Za-hj-np-z][ ·•.\-]?(?=[A-Za-z]{0,5}[0-9])[A-HJ-NP-Za-hj-np-z0-9]{4,5}"
            r"[A-HJ-NP-Za-hj-np-z0-9学警挂])(?![A-Za-z0-9])"
        ),
        _always,
    ),
    (
        "门牌",
        re.compile(
            rf"(?P<secret>{_BUILDING}\s?(?:{_UNIT}\s?)?(?:[{_NUMERAL}]{{1,3}}(?:楼|层)\s?)?{_ROOM}"
            rf"|{_UNIT}\s?(?:[{_NUMERAL}]{{1,3}}(?:楼|层)\s?)?{_ROOM}"
            r"|(?<![\d\-])[A-Za-z]?\d{1,3}(?:[\-—]\d{1,2}){1,2}[\-—]\d{3,4}(?![\d\-])"
            rf"|(?<![\dA-Za-z])[{_NUMERAL}]{{3,6}}室|(?<=[组湾])[{_NUMERAL}]{{1,4}}号)"
        ),
        _always,
    ),
    ("姓名", re.compile(rf"{_CALLED}\s*(?P<secret>(?:{_FAMILY}){_GIVEN}){_AFTER_NAME}"), _always),
    (
        "姓名",
        re.compile(rf"{_CALLED}\s*(?P<secret>(?:{_FAMILY})[\u4e00-\u9fff]{{1,2}})"),
        _always,
    ),
    (
        "姓名",
        re.compile(rf"{_TITLED}\s*[:：是为（(\s]\s*(?P<secret>(?:{_FAMILY}){_GIVEN}){_AFTER_NAME}"),
        _always,
    ),
    (
        "姓名",
        re.compile(
            rf"{_SIGNED}(?:\s*[:：]\s*|(?!{_DOUBTFUL}))(?P<secret>(?:{_FAMILY}){_GIVEN})"
            r"(?=$|[，,。；;、（(\n]|\s|电话|手机|身份证)"
        ),
        _always,
    ),
)
