"""Having a contract printed, once per version, so that both sides hold the same file."""

from portal.contracts.models import Contract, ContractVersion


def print_version(contract: Contract, version: ContractVersion) -> None:
    """Order the PDF of a frozen version."""


def printed_sha256(contract: Contract, version: ContractVersion) -> str:
    """The SHA-256 of the printed file; empty while it isn't there."""
    return ""
