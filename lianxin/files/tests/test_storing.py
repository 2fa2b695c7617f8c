"""收附件：什么收、什么不收、收了存成什么样。"""

from functools import partial
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from lianxin.files import storage, usecases
from lianxin.files.models import Attachment
from lianxin.files.names import display_name
from lianxin.files.refusals import FileRefused, FileTooLarge
from lianxin.files.tests import samples
from lianxin.files.tests.people import CLERK, MONDAY, store_document, store_image
from lianxin.kernel.actors import PUBLIC

pytestmark = pytest.mark.django_db


def _stored(row: Attachment) -> bytes:
    with storage.read(row.stored_name) as stream:
        return stream.read()


def _picture(row: Attachment) -> Image.Image:
    return Image.open(BytesIO(_stored(row)))


def test_photo_is_kept_without_its_baggage() -> None:
    """照片重新编码，定位、机型、说明一样不留。"""
    assert samples.GPS_MARK in samples.jpeg()

    row = store_image(samples.jpeg())

    assert samples.GPS_MARK not in _stored(row)
    assert not _picture(row).getexif()
    assert "comment" not in _picture(row).info
    assert (row.kind, row.content_type, row.audience) == ("image", "image/jpeg", "submitter")
    assert (row.size, row.uploaded_by_name) == (len(_stored(row)), "群众")


def test_photo_is_turned_upright_first() -> None:
    """竖着拍的照片先转正再去掉方向标记。"""
    row = store_image(samples.jpeg((64, 48), orientation=6))

    assert (row.width, row.height) == (48, 64)


def test_large_photo_is_scaled_down() -> None:
    """长边超过两千像素的缩小，另存四百像素以内的缩略图。"""
    row = store_image(samples.jpeg((5000, 2500)))

    with storage.read(storage.thumbnail_name(row.stored_name)) as stream:
        thumbnail = Image.open(stream).size
    assert (row.width, row.height) == (2000, 1000)
    assert thumbnail == (400, 200)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "L", "1", "P", "I;16"])
def test_transparent_and_grey_pictures_get_a_white_ground(mode: str) -> None:
    """透明底、黑白、调色板的图都能收，存成普通照片。"""
    row = store_image(samples.png((30, 20), mode))

    assert _picture(row).mode == "RGB"
    if mode in {"RGBA", "LA"}:
        assert _picture(row).getpixel((5, 5)) == (255, 255, 255)


def test_animation_keeps_its_first_frame() -> None:
    """动图只留第一帧。"""
    red, green, _ = _picture(store_image(samples.animated_gif())).getpixel((5, 5))

    assert red > 200 > green


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (samples.pdf(), "PDF"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "矢量图"),
        (b"<!DOCTYPE html><script>1</script>", "网页"),
        (b"\x00\x00\x00\x18ftypheic" + bytes(40), "HEIC"),
        (samples.docx(), "不是照片"),
        (b"MZ" + bytes(100), "不是照片"),
        (samples.jpeg((300, 300))[:900], "没有传完整"),
        (samples.png()[:60], "没有传完整"),
        (samples.many_pixels_png(), "像素太多"),
        (b"", "空的"),
    ],
    ids=["pdf", "svg", "html", "heic", "docx", "exe", "cut-jpeg", "cut-png", "bomb", "empty"],
)
def test_public_form_takes_photos_only(content: bytes, why: str) -> None:
    """公开页面只收照片：改了扩展名的、残缺的、展开撑爆内存的都拒收，并说明原因。"""
    send = partial(store_image, name="照片.jpg")

    with pytest.raises(FileRefused, match=why):
        send(content)
    assert send(samples.jpeg()).kind == "image"


def test_fifty_megabytes_are_refused_clearly() -> None:
    """五十兆的照片拒收，告诉人上限是多少、怎么办；一个字节都不落盘。"""
    with pytest.raises(FileTooLarge, match="超过 20 MB，请压缩"):
        store_image(bytes(50 * 1024 * 1024))
    assert not Attachment.objects.exists()


@pytest.mark.parametrize(
    ("content", "extension"),
    [
        (samples.pdf(), "pdf"),
        (samples.docx(), "docx"),
        (samples.xlsx(lambda sheet: sheet.append(["甲"])), "xlsx"),
        (samples.jpeg(), "jpg"),
        (samples.png(), "jpg"),
    ],
)
def test_staff_files_are_recognised_by_content(content: bytes, extension: str) -> None:
    """工作人员传的文件按内容认类型，扩展名写错也不要紧。"""
    row = store_document(content, name="方案.exe")

    assert row.original_name == f"方案.{extension}"
    assert row.stored_name.endswith(f".{extension}")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (samples.docx({"word/vbaProject.bin": b"macro"}), "带有宏"),
        (samples.docx({"word/embeddings/oleObject1.bin": b"x"}), "带有宏"),
        (samples.docx({"word/media/zero.bin": bytes(64 * 1024 * 1024)}), "大得不合常理"),
        (samples.docx({f"word/{n}.xml": "" for n in range(4001)}), "小文件"),
        (samples.docx()[:-30], "已损坏"),
        (samples.zipped({"readme.txt": "hi"}), "压缩包不收"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "旧版 Office"),
        (samples.pdf(b"<</S/JavaScript/JS(app.alert(1))>>"), "脚本"),
        (samples.pdf(b"<</Encrypt 2 0 R>>"), "密码"),
        (samples.pdf()[:-20], "没有传完整"),
        (b"#!/bin/sh\n", "这种文件不收"),
        (b"<svg/>", "这种文件不收"),
    ],
)
def test_staff_form_refuses_what_may_harm(content: bytes, why: str) -> None:
    """带宏、带脚本、加密、残缺、压缩炸弹、认不出的，都拒收并说明原因。"""
    send = partial(store_document, name="方案.docx")

    with pytest.raises(FileRefused, match=why):
        send(content)
    assert send(samples.docx()).kind == "document"


def test_lying_zip_directory_is_caught() -> None:
    """压缩包谎报大小，真的解开一数就露馅。"""
    honest = samples.docx({"word/media/a.bin": bytes(3_000_000)})
    lying = honest.replace((3_000_000).to_bytes(4, "little"), (30).to_bytes(4, "little"))

    with pytest.raises(FileRefused, match="已损坏"):
        store_document(lying)
    assert store_document(honest).kind == "document"


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("../../etc/passwd.jpg", "passwd.jpg"),
        ("C:\\照片\\路灯.png", "路灯.jpg"),
        ("路\u202egpj.exe", "路gpj.jpg"),
        ("..", "附件.jpg"),
        ('a<b>:"c".jpg', "a_b_c_.jpg"),
        ("长" * 300 + ".jpg", "长" * 96 + ".jpg"),
        ("没有扩展名", "没有扩展名.jpg"),
    ],
)
def test_file_names_are_for_reading_only(raw: str, shown: str) -> None:
    """原文件名收拾过再显示：去路径、去隐形字符，扩展名改成真的。"""
    assert display_name(raw, "jpg") == shown


def test_files_are_sharded_and_whole(media_root: Path) -> None:
    """文件分两级目录存放，没有写了一半的临时文件。"""
    row = store_image(samples.jpeg())

    names = {path.relative_to(media_root).as_posix() for path in media_root.rglob("*.*")}
    assert names == {row.stored_name, storage.thumbnail_name(row.stored_name)}
    assert row.stored_name == f"{row.id.hex[:2]}/{row.id.hex[2:4]}/{row.id.hex}.jpg"


def test_uploader_is_kept_as_text() -> None:
    """谁传的按当时的姓名留存；群众传的没有编号。"""
    send = partial(usecases.store_image, original_name="灯.jpg", audience="submitter", at=MONDAY)

    by_public = send(upload=BytesIO(samples.jpeg()), actor=PUBLIC)
    by_clerk = send(upload=BytesIO(samples.jpeg()), actor=CLERK)

    assert (by_public.uploaded_by_id, by_public.uploaded_by_name) == (None, "群众")
    assert (by_clerk.uploaded_by_id, by_clerk.uploaded_by_name) == (CLERK.id, CLERK.name)
