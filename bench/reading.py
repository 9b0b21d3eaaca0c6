"""From a table file to the figures of a month: a workbook, against openpyxl that only reads it."""

import gc
import io
import statistics
import time
from collections.abc import Callable

import openpyxl
import xlsxwriter

from bench.figures import Figure, at_least
from portal.sla.actions.table_child import read_by_column
from portal.sla.actions.wanted import Wanted

HEADS = [
    "日期",
    "店铺",
    "客服账号",
    "咨询人数",
    "需要人工回复的咨询人数",
    "3分钟未回复人数",
    "平均人工响应时长",
    "客服销售额(元)",
    "询单人数",
    "最终成团人数",
    "30秒应答率",
    "评分≤3订单数",
    "纠纷退款数",
    "投诉数",
    "备注甲",
    "备注乙",
]
WANTED = Wanted(
    name="数据.xlsx",
    tool="pdd",
    slot_tool="pdd",
    slot_shop="甲店",
    first_day="2026-10-01",
    last_day="2026-10-31",
    until="2026-10-31",
    zone="Asia/Shanghai",
    currency_digits=2,
    mappings={},
)


def table(rows: int) -> list[list[object]]:
    """Rows of agents and days, sixteen columns."""
    return [
        [
            f"2026-10-{n % 31 + 1:02d}",
            "甲店",
            f"客服{n // 31}",
            100 + n % 17,
            90 + n % 17,
            n % 5,
            18 + n % 9,
            (400 + n % 311) * 1.25,
            30 + n % 7,
            9 + n % 5,
            f"{90 + n % 9}.{n % 10}%",
            n % 3,
            n % 2,
            n % 2,
            "",
            "",
        ]
        for n in range(rows)
    ]


def workbook(quick: bool) -> list[Figure]:
    """I5: 100,000 rows of XLSX to figures, in CPU seconds against openpyxl only reading the cells, taking turns."""
    rows, turns = (5_000, 3) if quick else (100_000, 5)
    content = workbook_file(rows)
    ours, theirs = [], []
    for _ in range(turns):
        ours.append(_spent(lambda: read_by_column(content, WANTED).row_count, rows))
        theirs.append(_spent(lambda: _cells(content), rows + 1))
    own, other = statistics.median(ours), statistics.median(theirs)
    detail = f"{rows} × 16: ours {own:.2f} s to figures, openpyxl read-only {other:.2f} s to cells"
    return [at_least("I5", other / own, "× openpyxl", 10, f"{detail} (medians of {turns} in turns)")]


def workbook_file(rows: int) -> bytes:
    """The table as a workbook."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("数据")
    for number, row in enumerate([HEADS, *table(rows)]):
        sheet.write_row(number, 0, row)
    book.close()
    return out.getvalue()


def _cells(content: bytes) -> int:
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    count = sum(1 for _ in book.worksheets[0].iter_rows(values_only=True))
    book.close()
    return count


def _spent(work: Callable[[], int], expected: int) -> float:
    gc.collect()
    gc.disable()
    began = time.process_time()
    found = work()
    spent = time.process_time() - began
    gc.enable()
    if found != expected:
        raise AssertionError(f"{found} rows instead of {expected}")
    return spent
