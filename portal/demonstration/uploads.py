"""Puts the export files themselves into a folder, to try the upload by hand, with some that must be refused."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from portal.demonstration.cooperation import COOPERATIONS, SPORTS, ExportFile, story_of

RECENT = 3
"""Files of so many months are written, the present one included."""

EXPLANATION = """\
这些文件与各平台工具导出的一模一样，可以在“月度考核”里自己上传试试。
“有问题的文件”里的每一个都会被退回，并说明哪一行、哪一列、为什么、怎么改。

These files look exactly as the tools export them. Upload them under Months.
Every file in the folder of faulty files is refused, with row, column, reason and remedy.
"""
FAULTY = "有问题的文件"


def write_uploads(folder: Path, today: date) -> int:
    """Write all files below the folder and say how many; files of an earlier run are overwritten."""
    written = 0
    for path, content in (*_exports(today), *_faulty(today)):
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        written += 1
    (folder / "README.txt").write_text(EXPLANATION, "utf-8")
    return written


def _exports(today: date) -> Iterator[tuple[Path, bytes]]:
    for cooperation in COOPERATIONS:
        for back in range(RECENT):
            story = story_of(cooperation, today, back)
            for file in story.files:
                yield Path(cooperation.name) / story.month.key / file.name, file.content


def _faulty(today: date) -> Iterator[tuple[Path, bytes]]:
    good = _last_jd_file(today)
    text = good.content.decode("gb18030")
    head, first, *rest = text.split("\r\n")
    cells = first.split(",")
    faulty = {
        "空文件.csv": b"",
        "图片改名.xlsx": b"\x89PNG\r\n\x1a\n" + bytes(64),
        "表头不对.csv": _lines("姓名,电话,备注", "小朵,,无"),
        "同一天两行.csv": _lines(head, first, first, *rest),
        "负数.csv": _lines(head, ",".join([*cells[:2], "-12", *cells[3:]]), *rest),
        "超过百分之百.csv": _lines(head, first.replace(cells[6], "101%"), *rest),
        "不是这个月.csv": _lines(head, first.replace(cells[0], "2019-01-01"), *rest),
    }
    for name, content in faulty.items():
        yield Path(FAULTY) / name, content


def _last_jd_file(today: date) -> ExportFile:
    """The latest complete JD file of the large shop."""
    return story_of(SPORTS, today, 1).files[1]


def _lines(*lines: str) -> bytes:
    return "\r\n".join(lines).encode("gb18030")
