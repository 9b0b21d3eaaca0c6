"""One file of the corpus and what a careful reader would do with it."""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Verdict = Literal["taken", "refused", "either"]

HEADS = ("日期", "客服账号", "咨询人数", "需要人工回复的咨询人数", "3分钟未回复人数", "平均人工响应时长")


@dataclass(frozen=True)
class Odd:
    """A file with its name, the verdict it deserves, and the buyers it counts when it is taken."""

    name: str
    content: bytes
    verdict: Verdict
    buyers: int | None = None


def days(count: int = 3, buyers: str = "100") -> list[list[str]]:
    """Rows of October 2026 for one agent, with that many buyers a day."""
    return [[f"2026-10-{day:02d}", "小美", buyers, "90", "2", "17"] for day in range(1, count + 1)]


def csv_of(rows: list[list[str]], heads: tuple[str, ...] = HEADS, *, by: str = ",", end: str = "\n") -> str:
    """A plain table as text."""
    return end.join(by.join(row) for row in [list(heads), *rows]) + end


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    """An archive of these members, the same bytes whenever it is made."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            about = zipfile.ZipInfo(name)
            about.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(about, content)
    return out.getvalue()
