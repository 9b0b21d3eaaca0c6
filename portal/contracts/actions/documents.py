"""Having a contract printed: the text when it is sent, and again with the signatures once it is in force."""

from typing import Any
from zoneinfo import ZoneInfo

from portal.contracts import queries
from portal.contracts.models import Contract, ContractVersion, Signature
from portal.contracts.rules.plain import to_plain
from portal.contracts.rules.text import contract_text
from portal.infra.documents import FAILED, PENDING, Document, documents_for, order_document
from portal.infra.progress import engagement
from portal.kernel.errors import Refused
from portal.kernel.messages import message

TEMPLATE = "contracts/contract_document.html"


def print_version(contract: Contract, version: ContractVersion) -> Document:
    """Order the PDF of a frozen version: the file that both sides read and sign."""
    return _order(contract, version, key=text_key(contract.id, version.number), signatures=[])


def print_signed(contract: Contract, version: ContractVersion) -> Document:
    """Order the PDF with the record of both signatures."""
    return _order(
        contract,
        version,
        key=signed_key(contract.id, version.number),
        signatures=queries.signatures_of(version.id),
    )


def text_key(contract_id: int, number: int) -> str:
    """The occasion of the printed text of a version."""
    return f"contract:{contract_id}:{number}"


def signed_key(contract_id: int, number: int) -> str:
    """The occasion of the printed text with its signatures."""
    return f"{text_key(contract_id, number)}:signed"


def printed(contract: Contract, version: ContractVersion) -> Document | None:
    """The document that is signed, once the version was sent."""
    return next(iter(documents_for(text_key(contract.id, version.number))), None)


def printed_sha256(contract: Contract, version: ContractVersion) -> str:
    """The SHA-256 of the file that is signed.

    Refused while the file is still being made. Where it can't be made at all, the fingerprint of the terms, which
    a signature always names, stands alone and this is empty.
    """
    found = printed(contract, version)
    if found is not None and found.state == PENDING:
        raise Refused(message("The PDF is still being made. Please try again in a few seconds."))
    if found is None or found.state == FAILED:
        return ""
    return found.file_sha256 or ""


def _order(
    contract: Contract, version: ContractVersion, *, key: str, signatures: list[Signature]
) -> Document:
    terms = version.agreed
    text = contract_text(terms)
    values: dict[str, Any] = {
        "text": to_plain(text),
        "contract_number": contract.number,
        "version": version.number,
        "fingerprint": version.fingerprint,
        "merchant": terms.merchant.name,
        "vendor": terms.vendor.name,
        "is_paper": terms.signing.method == "paper",
        "signed": [_evidence(one, terms.time_zone) for one in signatures],
    }
    return order_document(
        kind="contract",
        engagement=engagement(contract.engagement_id),
        number=contract.number,
        title=text.titles[0],
        template=TEMPLATE,
        values=values,
        languages=terms.languages,
        key=key,
    )


def _evidence(signature: Signature, time_zone: str) -> dict[str, str]:
    local = signature.signed_at.astimezone(ZoneInfo(time_zone))
    return {
        "side": signature.side,
        "name": signature.signer_name,
        "authority": signature.authority,
        "at": f"{local:%Y-%m-%d %H:%M:%S} {time_zone}",
        "fingerprint": signature.fingerprint,
        "document_sha256": signature.document_sha256 or "–",
        "address": signature.address,
        "device": signature.device,
    }
