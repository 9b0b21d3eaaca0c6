"""What can happen to a contract, each in one sentence of the audit trail."""

from dataclasses import dataclass
from typing import ClassVar

from portal.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ContractDrafted(Event):
    """A first draft was made."""

    summary: ClassVar[str] = "Contract %(number)s drafted"

    contract_id: int
    number: str


@dataclass(frozen=True, kw_only=True)
class ContractEntered(Event):
    """A contract that was concluded elsewhere was entered and counts from its start."""

    summary: ClassVar[str] = "Existing contract %(number)s entered"

    contract_id: int
    number: str


@dataclass(frozen=True, kw_only=True)
class ContractChanged(Event):
    """Part of a draft was changed."""

    summary: ClassVar[str] = "Contract %(number)s: draft changed"

    contract_id: int
    number: str
    version: int
    section: str
    fingerprint: str


@dataclass(frozen=True, kw_only=True)
class ContractSent(Event):
    """A version was frozen and sent for signature."""

    summary: ClassVar[str] = (
        "Contract %(number)s version %(version)s sent for signature (SHA-256 %(fingerprint)s)"
    )

    contract_id: int
    number: str
    version: int
    fingerprint: str


@dataclass(frozen=True, kw_only=True)
class ContractRecalled(Event):
    """Whoever sent an unsigned version took it back."""

    summary: ClassVar[str] = "Contract %(number)s version %(version)s recalled"

    contract_id: int
    number: str
    version: int


@dataclass(frozen=True, kw_only=True)
class ContractReturned(Event):
    """The other side sent a version back instead of signing it."""

    summary: ClassVar[str] = "Contract %(number)s version %(version)s returned: %(reason)s"

    contract_id: int
    number: str
    version: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class ContractDiscarded(Event):
    """A draft was dropped before it was sent."""

    summary: ClassVar[str] = "Contract %(number)s: draft of version %(version)s dropped"

    contract_id: int
    number: str
    version: int


@dataclass(frozen=True, kw_only=True)
class ContractRevised(Event):
    """A new version was begun after a recall or return."""

    summary: ClassVar[str] = "Contract %(number)s: version %(version)s begun"

    contract_id: int
    number: str
    version: int


@dataclass(frozen=True, kw_only=True)
class ContractSigned(Event):
    """One side signed."""

    summary: ClassVar[str] = (
        "Contract %(number)s version %(version)s signed by %(signer)s"
        " (terms SHA-256 %(fingerprint)s, document SHA-256 %(document)s)"
    )

    contract_id: int
    number: str
    version: int
    side: str
    signer: str
    fingerprint: str
    document: str


@dataclass(frozen=True, kw_only=True)
class ContractTookEffect(Event):
    """The last side signed, or an existing contract was entered: it counts from now on."""

    summary: ClassVar[str] = "Contract %(number)s is in force"

    contract_id: int
    number: str


@dataclass(frozen=True, kw_only=True)
class ContractConfirmed(Event):
    """The other side confirmed an entered contract."""

    summary: ClassVar[str] = "Existing contract %(number)s confirmed by the other side"

    contract_id: int
    number: str


@dataclass(frozen=True, kw_only=True)
class ContractEnded(Event):
    """A contract was ended with its last day of service."""

    summary: ClassVar[str] = "Contract %(number)s ended, last day of service %(last_day)s"

    contract_id: int
    number: str
    last_day: str


@dataclass(frozen=True, kw_only=True)
class ContractFileKept(Event):
    """A file was added to a contract."""

    summary: ClassVar[str] = "File “%(file)s” kept with contract %(number)s (SHA-256 %(sha256)s)"

    contract_id: int
    number: str
    file: str
    sha256: str
