"""Files with one row per conversation: which heading is which column, and what their sums mean as figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from portal.kernel.conversations.cells import Fault
from portal.kernel.conversations.columns import COLUMNS, FIGURES, Content, delivered
from portal.kernel.conversations.layout import Layout
from portal.kernel.conversations.tally import BadCell, Tally
from portal.kernel.messages import Message, message
from portal.sla.rules.columns import PERSONAL, letter_of
from portal.sla.rules.headers import heading_of
from portal.sla.rules.imported import CellError, FigureRow, IgnoredColumn
from portal.sla.rules.values.dates import Days
from portal.sla.rules.values.durations import UNITS

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "conversation": (
        "会话ID",
        "對話ID",
        "Conversation ID",
        "会话编号",
        "会话号",
        "Session ID",
        "Chat ID",
        "Ticket ID",
    ),
    "shop": ("店铺", "店鋪", "Shop", "店铺名称", "店铺名", "Store", "Inbox"),
    "channel": ("渠道", "管道", "Channel", "会话渠道", "来源渠道", "接入渠道"),
    "agent": (
        "客服",
        "客服人員",
        "Agent",
        "客服昵称",
        "客服账号",
        "客服姓名",
        "接待客服",
        "旺旺",
        "Agent name",
        "Assignee",
    ),
    "started_at": (
        "开始时间",
        "開始時間",
        "Started at",
        "会话开始时间",
        "接入时间",
        "进线时间",
        "Created at",
        "Start time",
    ),
    "first_response": (
        "首次响应时长(秒)",
        "首次回應時間(秒)",
        "First response time (s)",
        "首次响应",
        "首响",
        "首次响应时间",
        "首次回复时长",
        "First response",
    ),
    "first_reply_at": ("首次回复时间", "首次回覆時間", "First reply at", "首次应答时间", "First response at"),
    "response_sum": (
        "响应总时长(秒)",
        "回應總時間(秒)",
        "Sum of response times (s)",
        "响应总秒数",
        "总响应时长",
    ),
    "response_turns": ("响应次数", "回應次數", "Turns answered", "响应轮次", "应答次数"),
    "ended_at": (
        "结束时间",
        "結束時間",
        "Ended at",
        "会话结束时间",
        "关闭时间",
        "Closed at",
        "Resolved at",
        "End time",
    ),
    "buyer_messages": (
        "买家消息数",
        "買家訊息數",
        "Buyer messages",
        "客户消息数",
        "客户总消息数",
        "Customer messages",
    ),
    "agent_messages": ("客服消息数", "客服訊息數", "Agent messages", "客服总消息数"),
    "rating": ("评分", "評分", "Rating", "满意度评价", "评价星级", "满意度", "CSAT score"),
    "transferred": ("是否转接", "是否轉接", "Transferred", "转接", "是否转出"),
    "resolved": ("是否解决", "是否解決", "Resolved", "已解决", "解决状态"),
    "bot": ("是否机器人", "是否機器人", "Bot", "机器人接待", "仅机器人"),
    "order_amount": ("支付金额(元)", "付款金額(元)", "Paid amount", "订单金额", "成交金额", "Order amount"),
}
"""Column → heading in 简体, 繁體 and English, then other wordings; the first three make the template."""

EXAMPLE = {
    "conversation": "C0000001",
    "started_at": "2026-11-01 09:30:00",
    "ended_at": "2026-11-01 09:42:10",
    "first_reply_at": "2026-11-01 09:30:18",
    "first_response": "18",
    "response_sum": "96",
    "response_turns": "5",
    "buyer_messages": "6",
    "agent_messages": "7",
    "rating": "5",
    "transferred": "0",
    "resolved": "1",
    "bot": "0",
    "order_amount": "199.00",
    "shop": "A",
    "channel": "chat",
    "agent": "Ann",
}
ALIASES = {heading_of(text).name: key for key, texts in HEADINGS.items() for text in texts}
TIMES = frozenset(key for key, column in COLUMNS.items() if column.content is Content.SECONDS)
LEAST_KNOWN = 4
BOT = "bot"
CONVERSATIONS = "conversations"
"""The tool of files with one row per conversation, whichever system they come from."""

REASONS: Mapping[Fault, tuple[Message, Message]] = {
    Fault.MISSING: (message("The cell is empty."), message("Enter the value, or delete the row.")),
    Fault.UNREADABLE: (
        message("The letters cannot be read in the encoding of the file."),
        message("Save the file as UTF-8 and upload it again."),
    ),
    Fault.NOT_TIME: (message("This is not a date with a time."), message("Write 2026-11-01 09:30:00.")),
    Fault.OUTSIDE_MONTH: (
        message("The conversation did not start in the reported month."),
        message("Export the file for this month only, or upload it to the month it belongs to."),
    ),
    Fault.BEFORE_START: (
        message("This moment lies before the start of the conversation."),
        message("Check whether the columns have moved."),
    ),
    Fault.TOO_LONG: (
        message("This moment lies more than 31 days after the start of the conversation."),
        message("Check whether the columns have moved."),
    ),
    Fault.NOT_SECONDS: (
        message("This is not a duration."),
        message("Write seconds, for example 18 or 18.5."),
    ),
    Fault.NOT_COUNT: (
        message("This is not a number of messages or turns."),
        message("Write a whole number."),
    ),
    Fault.NOT_AMOUNT: (message("This is not an amount."), message("Write a number such as 199.00.")),
    Fault.NOT_FLAG: (message("This says neither yes nor no."), message("Write 1 for yes or 0 for no.")),
    Fault.NOT_RATING: (
        message("This is not a rating."),
        message("Write a whole number from 1 to 5, or leave the cell empty."),
    ),
    Fault.NEGATIVE: (
        message("The number is less than zero."),
        message("Check whether the columns have moved."),
    ),
    Fault.WRONG_CELLS: (
        message("The row has more or fewer cells than the heading."),
        message("Put texts that hold a comma into quotation marks, or delete the row."),
    ),
}
"""Why a cell was not taken and what to do about it."""


@dataclass(frozen=True)
class RowsPlan:
    """How the columns of a heading will be read; `missing` are required columns that are not there.

    Personal data is never read; columns nobody knows and second columns of one meaning are passed over.
    """

    columns: tuple[str | None, ...]
    units: Mapping[str, int]
    ignored: tuple[IgnoredColumn, ...]
    personal: tuple[IgnoredColumn, ...]
    missing: tuple[str, ...]


def is_of_conversations(header: Sequence[str]) -> bool:
    """Whether a heading belongs to a file with one row per conversation."""
    known = {ALIASES.get(heading_of(text).name) for text in header} - {None}
    return {"conversation", "started_at"} <= known and len(known) >= LEAST_KNOWN


def plan_rows(header: Sequence[str], *, sheet: str = "") -> RowsPlan:
    """Give every heading its column."""
    columns: list[str | None] = []
    units: dict[str, int] = {}
    ignored: list[IgnoredColumn] = []
    personal: list[IgnoredColumn] = []
    for place, text in enumerate(header):
        heading = heading_of(text)
        key = ALIASES.get(heading.name)
        if key is None or key in columns:
            left_out = IgnoredColumn(sheet, letter_of(place), text)
            if text.strip():
                (personal if PERSONAL.search(heading.name) else ignored).append(left_out)
            key = None
        elif key in TIMES and heading.unit in UNITS:
            units[key] = UNITS[heading.unit]
        columns.append(key)
    required = (key for key, column in COLUMNS.items() if column.is_required)
    return RowsPlan(
        columns=tuple(columns),
        units=units,
        ignored=tuple(ignored),
        personal=tuple(personal),
        missing=tuple(key for key in required if key not in columns),
    )


def rows_of(tally: Tally, layout: Layout) -> list[FigureRow]:
    """The sums as rows of figures per agent, day and shift, and the percentiles of the whole file.

    A percentile belongs to the file as a whole and can never be added to another's. Conversations stand for
    buyers where a metric counts buyers; such figures are marked approximate when they are added up.
    """
    given = frozenset(delivered(layout.present))
    found: list[FigureRow] = []
    for number, ((day, shift, agent), sums) in enumerate(sorted(tally.groups.items()), start=1):
        on = layout.first_day + timedelta(days=day)
        values = {figure: value for figure, value in zip(FIGURES, sums, strict=True) if figure in given}
        found.append(
            FigureRow(
                sheet="",
                number=number,
                values=_with_meaning(values),
                days=Days(on, on),
                agent=agent or BOT,
                shift=layout.shifts[shift].name if shift < len(layout.shifts) else None,
                stands_for=sums[0],
            )
        )
    percentiles = {
        key: value
        for key, share in (("frt_median", 50), ("frt_p90", 90))
        if (value := tally.percentile(share)) is not None
    }
    if percentiles:
        found.append(FigureRow(sheet="", number=0, values=percentiles, is_total=True))
    return found


def error_of(cell: BadCell, header: Sequence[str], layout: Layout) -> CellError:
    """A bad cell in words, at its place."""
    place = layout.columns.index(cell.column) if cell.column else None
    reason, remedy = REASONS[cell.fault]
    return CellError(
        sheet="",
        row=cell.row,
        column="" if place is None else letter_of(place),
        heading="" if place is None else header[place],
        value=cell.value,
        reason=reason,
        remedy=remedy,
    )


def template_rows(place: int) -> list[list[str]]:
    """The template in one language (0 简体, 1 繁體, 2 English): the heading and an example row."""
    keys = [key for key in HEADINGS if key != "first_reply_at"]
    return [[HEADINGS[key][place] for key in keys], [EXAMPLE[key] for key in keys]]


def _with_meaning(values: dict[str, int]) -> dict[str, int]:
    conversations = values["sessions_eligible"]
    values = values | {"consult_users": conversations, "received_users": conversations}
    if "frt_count" in values:
        values["replied_users"] = values["frt_count"]
    if "votes_5" in values:
        values["votes_good"] = values["votes_5"] + values["votes_4"]
        values["votes_neutral"] = values["votes_3"]
        values["votes_bad"] = values["votes_2"] + values["votes_1"]
        values["evaluations"] = values["votes_good"] + values["votes_neutral"] + values["votes_bad"]
    return values
