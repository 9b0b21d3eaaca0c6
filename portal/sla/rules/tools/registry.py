"""All export tools, which one a file comes from, and which headings mean anything at all."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from portal.sla.rules.headers import heading_of
from portal.sla.rules.tools.definition import COMMON, Tool
from portal.sla.rules.tools.general import (
    CHAT,
    CHATWOOT,
    CHATWOOT_CSAT,
    CHATWOOT_SLA,
    CONVERSATION_ROWS,
    INTERCOM,
    TELEPHONE,
    UNIFIED,
    ZAMMAD,
    ZENDESK,
)
from portal.sla.rules.tools.marketplaces import DOUYIN, JD, JD_LIGHT, KUAISHOU, PDD
from portal.sla.rules.tools.own import OWN
from portal.sla.rules.tools.taobao import CHITU, TAOBAO_OTHER

TOOLS: dict[str, Tool] = {
    tool.key: tool
    for tool in (
        OWN,
        CHITU,
        TAOBAO_OTHER,
        JD,
        JD_LIGHT,
        PDD,
        DOUYIN,
        KUAISHOU,
        UNIFIED,
        CHAT,
        TELEPHONE,
        CHATWOOT,
        CHATWOOT_CSAT,
        CHATWOOT_SLA,
        ZAMMAD,
        ZENDESK,
        INTERCOM,
        CONVERSATION_ROWS,
    )
}
"""Every tool by key; our own template comes first and wins no ties."""

KNOWN_HEADINGS = frozenset(heading for tool in TOOLS.values() for heading in tool.headings)
_IDENTITY = frozenset(COMMON)


@dataclass(frozen=True)
class Likeness:
    """How well a header fits a tool: figures known, and headings known in all."""

    tool: Tool
    figures: int
    known: int


def known_heading(text: str) -> bool:
    """Whether any tool has this heading; the table reader finds encoding, delimiter and heading row by it."""
    if not text or len(text) > 60:
        return False
    heading = heading_of(text)
    return heading.name in KNOWN_HEADINGS or heading.bare in KNOWN_HEADINGS


def likely_tools(header: Iterable[str]) -> Sequence[Likeness]:
    """The tools that know headings of this table, best first; ties go to the more specific tool."""
    headings = [heading_of(text) for text in header if text.strip()]
    found = []
    for tool in TOOLS.values():
        keys = {key for heading in headings if (key := tool.field_of(heading))}
        found.append(Likeness(tool, len(keys - _IDENTITY), len(keys)))
    ranked = sorted(
        found, key=lambda like: (like.known, like.tool is not OWN, -len(like.tool.columns)), reverse=True
    )
    return [like for like in ranked if like.known]


def suggestion_for(text: str, tool: Tool) -> str | None:
    """The field an unknown heading may have meant; only ever offered, never taken."""
    names = get_close_matches(heading_of(text).name, tool.headings, n=1, cutoff=0.75)
    return tool.headings[names[0]] if names else None
