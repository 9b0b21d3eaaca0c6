"""What can be said about a register number from its form alone: warnings, never a refusal."""

from portal.kernel.identifiers import Scheme, check_identifier
from portal.kernel.messages import Message

SCHEMES = {"CN": Scheme.USCC, "TW": Scheme.TAIWAN_UBN}


def notes_on_identifier(country: str, identifier: str) -> tuple[Message, ...]:
    """What to look at again; nothing for an empty number or one of a register we do not know.

    A right check digit says nothing about whether the company exists, so nothing is said then either.
    """
    if not identifier or country not in SCHEMES:
        return ()
    check = check_identifier(SCHEMES[country], identifier)
    return (*check.faults, *check.warnings)
