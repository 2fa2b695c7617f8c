"""测试用的各种好文件、坏文件，都是现做的。"""

import struct
import zipfile
from collections.abc import Callable, Mapping
from io import BytesIO

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from PIL import Image
from PIL.Image import Exif

GPS_MARK = b"SECRET-CAMERA"


def jpeg(size: tuple[int, int] = (64, 48), *, orientation: int = 1, colour: str = "red") -> bytes:
    """带定位、机型、说明的照片。"""
    exif = Exif()
    exif[0x0112] = orientation
    exif[0x010F] = GPS_MARK.decode()
    exif.get_ifd(0x8825).update({1: "N", 2: (30.0, 22.0, 11.5)})
    return _saved(Image.new("RGB", size, colour), "JPEG", exif=exif, comment=GPS_MARK)


def png(size: tuple[int, int] = (64, 48), mode: str = "RGBA") -> bytes:
    """透明底的截屏。"""
    return _saved(Image.new(mode, size), "PNG")


def animated_gif() -> bytes:
    """三帧动图，第一帧红色。"""
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "green", "blue")]
    return _saved(frames[0], "GIF", save_all=True, append_images=frames[1:])


def many_pixels_png() -> bytes:
    """几十 KB 的图，展开有十四亿像素。"""
    return _saved(Image.new("1", (40_000, 36_000)), "PNG")


def _saved(image: Image.Image, kind: str, **options: object) -> bytes:
    buffer = BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def zipped(members: Mapping[str, bytes | str]) -> bytes:
    """压缩包。"""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def docx(extra: Mapping[str, bytes | str] | None = None) -> bytes:
    """刚好认得出是 Word 的压缩包。"""
    parts = {"[Content_Types].xml": "<Types/>", "word/document.xml": "<document/>"}
    return zipped({**parts, **(extra or {})})


def pdf(extra: bytes = b"") -> bytes:
    """刚好认得出是 PDF 的文件。"""
    return b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\n" + extra + b"\ntrailer<<>>\n%%EOF\n"


def ods(rows: str) -> bytes:
    """一张 ods；``rows`` 是表里的各行。"""
    space = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<office:document-content xmlns:office="{space}:office:1.0" '
        f'xmlns:table="{space}:table:1.0" xmlns:text="{space}:text:1.0">'
        f'<office:body><office:spreadsheet><table:table table:name="表">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    )
    return zipped({"mimetype": kind, "META-INF/manifest.xml": manifest, "content.xml": content})


def ods_row(*cells: str, repeated: int = 1) -> str:
    """Ods 的一行文字。"""
    inside = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
        for cell in cells
    )
    return f'<table:table-row table:number-rows-repeated="{repeated}">{inside}</table:table-row>'


def xls(rows: list[list[str]]) -> bytes:
    """一份旧版 xls：手工拼的复合文档，里面一张文字表。"""
    cells = [
        struct.pack("<HHH", row, column, 15) + _wide(text, "<H")
        for row, line in enumerate(rows)
        for column, text in enumerate(line)
    ]
    sheet = _records((0x0809, _beginning(0x10)), *((0x0204, cell) for cell in cells), (0x0A, b""))

    def globals_at(offset: int) -> bytes:
        bound = struct.pack("<IBB", offset, 0, 0) + _wide("表", "<B")
        return _records(
            (0x0809, _beginning(0x05)), (0x0042, b"\xb0\x04"), (0x0085, bound), (0x0A, b"")
        )

    stream = (globals_at(len(globals_at(0))) + sheet).ljust(4096, b"\x00")
    return _compound(stream)


def _wide(text: str, length: str) -> bytes:
    return struct.pack(length, len(text)) + b"\x01" + text.encode("utf-16-le")


def _beginning(kind: int) -> bytes:
    return struct.pack("<HHHHII", 0x0600, kind, 0x0DBB, 0x07CC, 0, 6)


def _records(*records: tuple[int, bytes]) -> bytes:
    return b"".join(struct.pack("<HH", kind, len(data)) + data for kind, data in records)


def _compound(stream: bytes) -> bytes:
    sectors = (len(stream) + 511) // 512
    table = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, 2 + sectors), 0xFFFFFFFE]
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16)
    header += struct.pack(
        "<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0
    )
    header += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    fat = struct.pack("<128I", *table, *[0xFFFFFFFF] * (128 - len(table)))
    root = _entry("Root Entry", 5, child=1, start=0xFFFFFFFE, size=0)
    book = _entry("Workbook", 2, child=0xFFFFFFFF, start=2, size=len(stream))
    blank = bytes(128)
    return header + fat + root + book + blank + blank + stream.ljust(sectors * 512, b"\x00")


def _entry(name: str, kind: int, *, child: int, start: int, size: int) -> bytes:
    raw = name.encode("utf-16-le") + b"\x00\x00"
    links = struct.pack("<III", 0xFFFFFFFF, 0xFFFFFFFF, child)
    head = raw.ljust(64, b"\x00") + struct.pack("<HBB", len(raw), kind, 1) + links
    return head + bytes(36) + struct.pack("<IQ", start, size)


def xlsx(fill: Callable[[Worksheet], object]) -> bytes:
    """一份 xlsx，内容由 ``fill(工作表)`` 填。"""
    book = Workbook()
    fill(book.active)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()
