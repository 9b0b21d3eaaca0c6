"""Files of conversation rows, as many and as odd as wanted, the same for the same seed."""

import csv
import io
import random
from datetime import UTC, date, datetime, timedelta

from portal.kernel.conversations.layout import Layout, Shift

HEADINGS = {
    "conversation": "会话ID",
    "shop": "店铺",
    "channel": "渠道",
    "agent": "客服",
    "started_at": "开始时间",
    "first_response": "首次响应(秒)",
    "response_sum": "响应总秒数",
    "response_turns": "响应次数",
    "ended_at": "结束时间",
    "buyer_messages": "买家消息数",
    "agent_messages": "客服消息数",
    "rating": "评分",
    "transferred": "是否转接",
    "resolved": "是否解决",
    "bot": "是否机器人",
    "order_amount": "支付金额(元)",
}
FIRST, AFTER = date(2026, 11, 1), date(2026, 12, 1)
SHIFTS = (Shift("day", 8 * 60, 18 * 60), Shift("night", 18 * 60, 60))
ODD = {
    "started_at": (
        "",
        "yesterday",
        "2026-10-31 23:59:59",
        "2026/11/3 9:05",
        "2026-11-31 10:00:00",
        " 2026-11-03 10:00",
    ),
    "first_response": ("abc", "-4", "12.3456", "0.0005", "0x1F", "1e3", "nan", "9999999"),
    "response_turns": ("1.5", "three", "-", "１２"),
    "response_sum": ("1,234", "-", "∞"),
    "ended_at": ("", "2026-11-01 00:00:00", "2027-05-01 00:00:00", "?"),
    "buyer_messages": ("4.0", "-2", "many"),
    "rating": ("6", "满意", "4星", "5.0"),
    "resolved": ("Y", "maybe", ""),
    "bot": ("yes", "?"),
    "agent": ("", " 小美 ", 'a"b', "甲,乙", "line\nbreak"),
    "shop": ("", "旗舰 店"),
    "order_amount": ("¥1,299.00", "-5", "0.005", "much"),
    "conversation": ("",),
}


def layout(**changes: object) -> Layout:
    """The layout of these files."""
    return Layout(
        **{"columns": tuple(HEADINGS), "first_day": FIRST, "day_after": AFTER, "shifts": SHIFTS} | changes
    )


def row(chance: random.Random, number: int) -> dict[str, str]:
    """One plain conversation of November 2026."""
    start = datetime(2026, 11, 1, tzinfo=UTC) + timedelta(seconds=chance.randrange(30 * 86_400))
    turns = chance.randrange(1, 12)
    first = int(chance.expovariate(1 / 30)) + 1
    return {
        "conversation": f"C{number:09}",
        "shop": chance.choice(("旗舰店", "专卖店")),
        "channel": chance.choice(("旺旺", "电话", "邮件")),
        "agent": f"客服{chance.choice('甲乙丙丁')}{chance.randrange(8)}",
        "started_at": f"{start:%Y-%m-%d %H:%M:%S}",
        "first_response": "" if chance.random() < 0.02 else str(first),
        "response_sum": str(first * turns),
        "response_turns": str(turns),
        "ended_at": f"{start + timedelta(seconds=chance.randrange(60, 3600)):%Y-%m-%d %H:%M:%S}",
        "buyer_messages": str(chance.randrange(1, 20)),
        "agent_messages": str(chance.randrange(25)),
        "rating": "" if chance.random() < 0.6 else str(chance.randrange(1, 6)),
        "transferred": "是" if chance.random() < 0.08 else "否",
        "resolved": "是" if chance.random() < 0.8 else "否",
        "bot": "是" if chance.random() < 0.15 else "否",
        "order_amount": "" if chance.random() < 0.7 else f"{chance.random() * 500:.2f}",
    }


def rows(count: int, *, seed: int, odd_share: float = 0.0) -> list[list[str]]:
    """Rows in the order of HEADINGS; a share of them has one odd cell."""
    chance = random.Random(seed)
    found = []
    for number in range(count):
        cells = row(chance, number)
        if chance.random() < odd_share:
            column = chance.choice(sorted(ODD))
            cells[column] = chance.choice(ODD[column])
        found.append(list(cells.values()))
    return found


def file_of(
    table: list[list[str]],
    *,
    encoding: str = "utf-8",
    line_end: str = "\n",
    quoting: int = csv.QUOTE_MINIMAL,
    last_line_ends: bool = True,
) -> bytes:
    """The rows under their headings as a file."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator=line_end, quoting=quoting)
    writer.writerow(HEADINGS.values())
    writer.writerows(table)
    content = text.getvalue().encode(encoding)
    return content if last_line_ends else content.removesuffix(line_end.encode())
