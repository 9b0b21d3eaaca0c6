"""Writes agents' days as a help desk exports them: one row per conversation, with a column that may not be read."""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from random import Random

from portal.demonstration.work import AgentDay

HEADINGS = (
    "對話ID",
    "店鋪",
    "客服人員",
    "買家姓名",
    "開始時間",
    "首次回應時間(秒)",
    "結束時間",
    "買家訊息數",
    "客服訊息數",
    "評分",
    "是否解決",
    "付款金額(元)",
)
OPENS, MINUTES_OPEN = time(10), 9 * 60
NAMES = ("王**", "陳**", "林**", "張**", "李**")


def conversations(random: Random, days: Sequence[AgentDay], *, shop: str) -> bytes:
    """The month as a CSV of single conversations, in the order in which they began on each day."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADINGS)
    for row in days:
        writer.writerows(_rows(random, row, shop))
    return out.getvalue().encode("utf-8-sig")


def _rows(random: Random, day: AgentDay, shop: str) -> Iterator[tuple[str | int, ...]]:
    begins = sorted(random.randrange(MINUTES_OPEN * 60) for _ in range(day.wrote))
    votes = [5 - place for place, count in enumerate(day.votes) for _ in range(count)]
    answered = set(random.sample(range(day.wrote), day.received))
    rated = dict(zip(random.sample(sorted(answered), len(votes)), votes, strict=True))
    paid = set(random.sample(sorted(answered), min(day.paid, len(answered))))
    for place, seconds in enumerate(begins):
        start = datetime.combine(day.day, OPENS) + timedelta(seconds=seconds)
        turns = random.randint(2, 9)
        yield (
            f"{day.day:%Y%m%d}{day.agent}{place:04}",
            shop,
            day.agent,
            random.choice(NAMES),
            f"{start:%Y-%m-%d %H:%M:%S}",
            _first_response(random, day) if place in answered else "",
            f"{start + timedelta(seconds=60 * turns):%Y-%m-%d %H:%M:%S}",
            turns,
            turns + random.randint(-1, 2) if place in answered else 0,
            rated.get(place, ""),
            "是" if place in answered and random.random() < 0.86 else "否",
            round(day.sales_minor / 100 / max(day.paid, 1)) if place in paid else "",
        )


def _first_response(random: Random, day: AgentDay) -> int:
    """Most are quick and a few take long; the mean stays about that of the day."""
    return max(1, round(random.expovariate(1 / day.first_response)))
