"""Files kept with a contract, such as the scan of the stamped paper."""

from typing import IO, BinaryIO, cast

from sqlalchemy import select

from portal.contracts import queries
from portal.contracts.events import ContractFileKept
from portal.contracts.models import Attachment
from portal.infra.access import actor, now
from portal.infra.db import db
from portal.infra.events import record
from portal.infra.files import keep, open_stored

SCANS = frozenset({".pdf", ".png", ".jpg", ".jpeg"})


def keep_attachment(contract_id: int, stream: IO[bytes], name: str) -> Attachment:
    """Keep a file with a contract; the same content twice stays one file."""
    contract = queries.contract(contract_id)
    stored = keep(cast(BinaryIO, stream), name, SCANS)
    found = db.session.scalars(
        select(Attachment).where(
            Attachment.contract_id == contract_id, Attachment.file_sha256 == stored.sha256
        )
    ).one_or_none()
    if found is not None:
        return found
    kept = Attachment(
        merchant_id=contract.merchant_id,
        vendor_id=contract.vendor_id,
        author_id=actor().party,
        visible_from=now() if contract.visible_from else None,
        contract_id=contract.id,
        name=name[:200],
        file_sha256=stored.sha256,
        size=stored.size,
        media_type=stored.media_type,
        kept_at=now(),
    )
    db.session.add(kept)
    db.session.flush()
    record(
        ContractFileKept(
            engagement_id=contract.engagement_id,
            contract_id=contract.id,
            number=contract.number,
            file=kept.name,
            sha256=kept.file_sha256,
        )
    )
    return kept


def open_attachment(attachment: Attachment) -> BinaryIO:
    """The content of a kept file."""
    return open_stored(attachment.file_sha256)
