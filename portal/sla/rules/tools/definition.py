"""What is known about one export tool, and how its headings are looked up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from portal.kernel.messages import Message
from portal.sla.rules.headers import Heading, heading_of

COMMON = {
    "day": (
        "日期",
        "时间",
        "统计日期",
        "统计时间",
        "数据日期",
        "Date",
        "Day",
        "月份",
        "统计周期",
        "Month",
        "Period",
    ),
    "agent": ("客服", "客服昵称", "客服姓名", "客服账号", "客服名称", "Agent", "Agent name"),
    "shop": ("店铺", "店铺名", "店铺名称", "卖场", "Shop", "Store", "Shop name"),
    "platform": ("平台", "电商平台", "Platform"),
    "group": ("分组", "客服分组", "客服组", "技能组", "Group", "Team"),
    "shift": ("班次", "班别", "Shift"),
}
"""Headings that name rows and mean the same in every tool."""


@dataclass(frozen=True)
class Tool:
    """One export tool.

    `columns` gives for each figure the headings that mean it, as the tool prints them; `units` the unit of bare
    numbers where the heading does not say it; `by_conversation` marks tools with one row per conversation.
    """

    key: str
    label: Message
    platform: str
    columns: Mapping[str, Sequence[str]]
    units: Mapping[str, str] = field(default_factory=dict)
    by_conversation: bool = False

    @cached_property
    def headings(self) -> Mapping[str, str]:
        """Folded heading → field; the tool's own words come before the common ones."""
        found: dict[str, str] = {}
        for columns in (self.columns, COMMON):
            for key, texts in columns.items():
                for text in texts:
                    found.setdefault(heading_of(text).name, key)
        return found

    def field_of(self, heading: Heading) -> str | None:
        """The figure a heading means in this tool: exact first, then without its bracket."""
        return self.headings.get(heading.name) or self.headings.get(heading.bare)
