"""Which role an agent works in, from the name of the group that a file puts the agent in."""

from collections.abc import Iterable

from portal.sla.rules.folding import simplified

WORDS = (
    ("pre_sales", ("售前", "pre-sales", "presales", "pre sales")),
    ("after_sales", ("售后", "after-sales", "aftersales", "after sales")),
)
COMBINED = "combined"


def role_of(groups: Iterable[str | None]) -> str:
    """The role that the groups of one agent name; both together are one for both, no name is no role."""
    text = " ".join(simplified(group).casefold() for group in groups if group)
    found = [role for role, words in WORDS if any(word in text for word in words)]
    return COMBINED if len(found) > 1 else "".join(found)
