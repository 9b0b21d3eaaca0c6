"""What is no table at all: pictures, papers, programs, archives, web pages, and headers with nothing behind them."""

import random
import struct

from tests.corpus.odd import Odd, zipped

OLE = bytes.fromhex("d0cf11e0a1b11ae1")
STARTS: dict[str, bytes] = {
    "图.xlsx": b"\x89PNG\r\n\x1a\n",
    "照片.csv": b"\xff\xd8\xff\xe0\x00\x10JFIF",
    "动图.xls": b"GIF89a",
    "文件.xlsx": b"%PDF-1.7\n",
    "程序.csv": b"\x7fELF\x02\x01\x01",
    "程序.xlsx": b"MZ\x90\x00",
    "压缩.csv": b"\x1f\x8b\x08\x00",
    "压缩.xlsx": b"7z\xbc\xaf\x27\x1c",
    "压缩.xls": b"Rar!\x1a\x07\x00",
    "库.csv": b"SQLite format 3\x00",
    "列存.csv": b"PAR1",
    "影片.csv": b"\x00\x00\x00\x18ftypmp42",
    "信.csv": b"{\\rtf1\\ansi",
    "网页.xls": b"<html><table><tr><td>1</td></tr></table></html>",
    "网页.csv": b"<!DOCTYPE html><p>login</p>",
    "标记.xls": b'<?xml version="1.0"?><Workbook/>',
}


def broken_files(chance: random.Random) -> list[Odd]:
    """None of these may be taken."""
    named = [Odd(name, start + chance.randbytes(600), "refused") for name, start in STARTS.items()]
    return [*named, *_empty(), *_old_workbooks(chance), *_archives()]


def _empty() -> list[Odd]:
    contents = (b"", b" \n\n ", b"\xef\xbb\xbf", b"\x00" * 5_000, b"\xff\xfe", b"\r\n" * 1_000)
    return [Odd(f"空{number}.csv", content, "refused") for number, content in enumerate(contents)]


def _old_workbooks(chance: random.Random) -> list[Odd]:
    """Containers of the old format with wild sector tables and dimensions."""
    files = [Odd("旧1.xls", OLE, "refused"), Odd("旧2.xls", OLE + b"\xff" * 5_000, "refused")]
    for number in range(12):
        head = bytearray(OLE + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 478)
        head[44:76] = chance.randbytes(32)
        files.append(Odd(f"旧格式{number}.xls", bytes(head) + chance.randbytes(4_096), "refused"))
    return files


def _archives() -> list[Odd]:
    def of(**members: bytes) -> bytes:
        return zipped(
            {name.replace("__", "/").replace("_dot_", "."): content for name, content in members.items()}
        )

    return [
        Odd("文档.xlsx", of(word__document_dot_xml=b"<w/>"), "refused"),
        Odd("演示.xlsx", of(ppt__presentation_dot_xml=b"<p/>"), "refused"),
        Odd("二进制.xlsx", of(xl__workbook_dot_bin=b"\0"), "refused"),
        Odd("ODS.xlsx", of(content_dot_xml=b"<o/>"), "refused"),
        Odd("包.xlsx", of(a_dot_csv=b"1,2"), "refused"),
        Odd("空包.xlsx", of(), "refused"),
        Odd("空簿.xlsx", of(xl__workbook_dot_xml=b"<workbook/>"), "refused"),
        Odd("假目录.xlsx", b"PK\x05\x06" + b"\xff" * 18, "refused"),
    ]
