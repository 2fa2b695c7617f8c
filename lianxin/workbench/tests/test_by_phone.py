"""群众留过的电话：编号丢了凭它找得到是哪几件；本人不想再留，随时抹得掉。"""

from lianxin.access.models import SealedContact
from lianxin.audit.models import Entry
from lianxin.opinions.usecases import Contact
from lianxin.workbench.tests.conftest import Office

URL = "/desk/opinions/by-phone/"
PHONE = "13871234567"


def test_the_street_finds_matters_by_the_phone_left(desk: Office) -> None:
    """街道凭电话找得到，写明原因、查一次记一次；没留过的说清楚，写错的、没写原因的不查。"""
    case = desk.say(contact=Contact(name="陈桂芳", phone=PHONE, consents=("contact",)))
    desk.say("村口的垃圾三天没有人收")
    asked = {"phone": "138 7123 4567", "why": "本人来站里，编号丢了"}

    found = desk.post(desk.street, URL, asked)
    none = desk.post(desk.street, URL, {**asked, "phone": "13900000000"})
    wrong = desk.post(desk.street, URL, {**asked, "phone": "12"})
    silent = desk.post(desk.street, URL, {**asked, "why": ""})

    assert [card.case_id for card in found.context["cards"]] == [case.pk]
    assert found.headers["Cache-Control"] == "no-store"
    assert "陈桂芳" not in found.content.decode()
    assert "没有找到" in none.content.decode()
    assert (wrong.status_code, silent.status_code) == (422, 422)
    noted = Entry.objects.filter(verb="contact.search")
    assert [entry.facts["why"] for entry in noted] == [asked["why"]] * 2


def test_only_those_who_serve_people_look_by_phone(desk: Office) -> None:
    """承办单位、代表没有这一页；街道有。"""
    assert desk.get(desk.street, URL).status_code == 200
    assert desk.get(desk.unit, URL).status_code == 404
    assert desk.get(desk.deputy, URL).status_code == 404
    assert desk.post(desk.unit, URL, {"phone": PHONE, "why": "想看看"}).status_code == 404


def test_a_contact_is_erased_when_the_person_asks(desk: Office) -> None:
    """街道照本人的意思抹掉，写明怎么提的、留痕，之后谁也看不到；承办单位抹不了，没写缘由不抹。"""
    case = desk.say(contact=Contact(name="陈桂芳", phone=PHONE, consents=("contact",)))
    url = f"/desk/cases/{case.pk}/contact/"
    asked = {"reason": "来站里当面说的"}

    assert desk.post(desk.unit, f"{url}forget/", asked).status_code == 404
    assert desk.post(desk.street, f"{url}forget/", {"reason": " "}).status_code == 422
    assert SealedContact.objects.get().ciphertext is not None
    assert desk.post(desk.street, f"{url}forget/", asked).status_code == 302

    assert SealedContact.objects.get().ciphertext is None
    assert Entry.objects.get(verb="contact.erase").facts == asked
    late = desk.post(desk.street, url, {"why": "再看一眼"})
    assert late.status_code == 422
    assert PHONE not in late.content.decode()
