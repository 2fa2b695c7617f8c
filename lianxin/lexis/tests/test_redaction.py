"""遮住个人信息。"""

import time
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianxin.lexis.text import clean, inert_urls, is_citizen_id, redact, title_from

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
MOBILE = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
AROUND = st.sampled_from(["", "电话", "路灯坏了，", "。", " ", "请修："])


@st.composite
def citizen_ids(draw: st.DrawFn) -> str:
    """造一个校验码正确的号码，地区段不对应任何地方。"""
    born = draw(st.dates(min_value=date(1920, 1, 1), max_value=date(2026, 1, 1)))
    body = f"00{draw(st.integers(0, 9999)):04}{born:%Y%m%d}{draw(st.integers(0, 999)):03}"
    total = sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True))
    return body + "10X98765432"[total % 11]


@given(MOBILE, AROUND, AROUND, st.sampled_from(["", " ", "-"]))
def test_no_mobile_number_survives(number: str, before: str, after: str, gap: str) -> None:
    """手机号连写、空开、加横线，都遮得住，前后的话不动。"""
    written = gap.join((number[:3], number[3:7], number[7:]))

    redacted = redact(f"请{before}{written}{after}谢")

    assert redacted.text == redact(f"请{before}〔电话〕{after}谢").text
    assert redacted.found == {"电话": 1}


@given(citizen_ids(), AROUND, st.sampled_from([str.lower, str.upper]))
def test_no_citizen_id_survives(number: str, around: str, write: Callable[[str], str]) -> None:
    """身份证号遮得住，末位写小写也一样。"""
    redacted = redact(f"我{around}{write(number)}号")

    assert number[6:14] not in redacted.text
    assert redacted.found == {"证件号": 1}


@given(citizen_ids(), st.integers(0, 16), st.integers(1, 9))
def test_check_digit_catches_a_single_slip(number: str, place: int, slip: int) -> None:
    """身份证号错一位，校验码就对不上。"""
    wrong = (int(number[place]) + slip) % 10

    assert is_citizen_id(number)
    assert not is_citizen_id(f"{number[:place]}{wrong}{number[place + 1 :]}")


@given(st.text())
def test_redacting_twice_changes_nothing_more(text: str) -> None:
    """遮过的话再遮一遍不变。"""
    once = redact(text).text

    assert redact(once).text == once


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("打 027-87912345 没人接", "打 〔电话〕 没人接"),
        ("（027）87912345", "〔电话〕"),
        ("电话一三八一二三四五六七八", "电话〔电话〕"),
        ("１３８１２３４５６７８", "〔电话〕"),
        ("+86 138 1234 5678", "〔电话〕"),
        ("138\u200b12345678", "〔电话〕"),
        ("卡号6222 0212 3456 7890 128到账", "卡号〔银行卡号〕到账"),
        ("邮箱a.b@example.com谢谢", "邮箱〔邮箱〕谢谢"),
        ("加微信 abc_12345 聊", "加微信 〔社交账号〕 聊"),
        ("QQ：123456789", "QQ：〔社交账号〕"),
        ("鄂A12345乱停，鄂A·D12345也乱停", "〔车牌〕乱停，〔车牌〕也乱停"),
        ("我住3栋2单元501，漏水", "我住〔门牌〕，漏水"),
        ("三栋二单元五零一室漏水", "〔门牌〕漏水"),
        ("12号楼1203室", "〔门牌〕"),
        ("房号12-2-301", "房号〔门牌〕"),
        ("童周岭村三组12号门前", "童周岭村三组〔门牌〕门前"),
        ("我叫周岭梅，今年60岁", "我叫〔姓名〕，今年60岁"),
        ("我叫欧阳小兰家住湖边", "我叫〔姓名〕家住湖边"),
        ("联系人：周岭 电话见上", "联系人：〔姓名〕 电话见上"),
        ("村民：周岭梅", "村民：〔姓名〕"),
        ("本人周岭梅，退休", "本人〔姓名〕，退休"),
    ],
)
def test_personal_details_are_masked(said: str, shown: str) -> None:
    """电话、卡号、邮箱、账号、车牌、门牌、自报的姓名，都换成遮住的字样。"""
    assert redact(said).text == shown


@pytest.mark.parametrize(
    "said",
    [
        "2019-11-28 下午停水",
        "3栋电梯坏了",
        "17栋3楼的灯不亮",
        "3栋120户居民没有热水",
        "二楼300平方米",
        "建设路25号门前积水",
        "业主和物业，都不管",
        "本人于2019年购房",
        "家长向学校反映",
        "工单号20260512000417",
        "请拨打12345",
        "补贴35000元",
        "3-5个月",
    ],
)
def test_ordinary_words_are_left_alone(said: str) -> None:
    """日期、楼栋、公共地址、金额、工单号不是个人信息，原样保留。"""
    assert redact(said).text == said


def test_mistyped_citizen_id_is_still_masked() -> None:
    """号码错一位、校验码对不上，只要里面的生日说得通，照样遮。"""
    assert redact("身份证000101199002291230").found == {}
    assert redact("身份证000101199002281230").found == {"证件号": 1}


@pytest.mark.parametrize(
    "unit",
    ["a.", "-", "1", "1-", "027", "一栋", "鄂A", "我叫王", " ", "http://", "您好", "a@", "\n "],
)
def test_hostile_text_does_not_stall_the_desk(unit: str) -> None:
    """故意写得很怪的长文也在一秒之内收拾完，不拖住别人。"""
    text = unit * 5000
    started = time.process_time()

    for work in (clean, title_from, inert_urls, redact):
        work(text)

    assert time.process_time() - started < 20
