"""What can be asked about contracts; whoever may not see one hears that there is none."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, bindparam, select
from sqlalchemy.orm import aliased

from portal.accounts.models import Organisation
from portal.contracts.models import (
    Attachment,
    Contract,
    ContractVersion,
    ReturnNote,
    Signature,
    standing_of,
)
from portal.contracts.rules.amendments import EffectiveTerms, terms_on
from portal.contracts.rules.definitions import with_offered
from portal.contracts.rules.lifecycle import ContractState, Standing, whose_turn
from portal.contracts.rules.terms import ContractTerms
from portal.infra.db import db
from portal.kernel.errors import NotFound
from portal.kernel.permissions import Side
from portal.reference.queries import ready_metrics

BINDING = (ContractState.IN_FORCE, ContractState.ENDED)
"""States in which a contract's terms hold for the days it covers."""


@dataclass(frozen=True)
class ContractLine:
    """A contract as a list shows it."""

    id: int
    engagement_id: int
    number: str
    state: ContractState
    merchant: str
    vendor: str
    starts_on: date | None
    ends_on: date | None
    turn: Side | None
    is_existing: bool
    is_confirmed: bool


def contract(contract_id: int) -> Contract:
    """One contract that the viewer is party to."""
    found: Contract | None = db.session.get(Contract, contract_id)
    if found is None:
        raise NotFound
    return found


def contract_of_award(award_id: int) -> Contract | None:
    """The contract that an award led to."""
    return db.session.scalars(select(Contract).where(Contract.award_id == award_id)).one_or_none()


def contract_of_engagement(engagement_id: int) -> Contract | None:
    """The latest contract of a cooperation, if there is one yet."""
    query = select(Contract).where(Contract.engagement_id == engagement_id).order_by(Contract.id.desc())
    return db.session.scalars(query).first()


def current_version(of: Contract) -> ContractVersion:
    """The version that counts now; while the other side still drafts, the last one the viewer may see."""
    query = (
        select(ContractVersion)
        .where(ContractVersion.contract_id == of.id, ContractVersion.number <= of.version)
        .order_by(ContractVersion.number.desc())
    )
    found = db.session.scalars(query).first()
    if found is None:
        raise NotFound
    return found


def terms_to_edit(version: ContractVersion) -> ContractTerms:
    """The terms of a draft together with the own metrics that the editing side can bring in."""
    return with_offered(version.agreed, ready_metrics())


def versions_of(contract_id: int) -> list[ContractVersion]:
    """All versions the viewer may see, newest first."""
    return list(db.session.scalars(_of_contract(ContractVersion), {"contract_id": contract_id}))


@cache
def _of_contract(kind: Any) -> Select[*tuple[Any, ...]]:
    newest_first = {ContractVersion: ContractVersion.number.desc(), ReturnNote: ReturnNote.id.desc()}
    query = select(kind).where(kind.contract_id == bindparam("contract_id"))
    return query.order_by(newest_first.get(kind, kind.id))


def signatures_of(version_id: int) -> list[Signature]:
    """The signatures under a version, in the order of signing."""
    return list(db.session.scalars(_signatures(), {"version_id": version_id}))


@cache
def _signatures() -> Select[*tuple[Any, ...]]:
    query = select(Signature).where(Signature.version_id == bindparam("version_id"))
    return query.order_by(Signature.signed_at, Signature.id)


def standing(of: Contract) -> Standing:
    """Where a contract stands, for the rules."""
    query = (
        select(Signature.side)
        .join(ContractVersion, ContractVersion.id == Signature.version_id)
        .where(Signature.contract_id == of.id, ContractVersion.number == of.version)
    )
    return standing_of(of, frozenset(Side(side) for side in db.session.scalars(query)))


def attachments_of(contract_id: int) -> list[Attachment]:
    """The files kept with a contract, oldest first."""
    return list(db.session.scalars(_of_contract(Attachment), {"contract_id": contract_id}))


def attachment(contract_id: int, attachment_id: int) -> Attachment:
    """One file of a contract."""
    query = select(Attachment).where(Attachment.id == attachment_id, Attachment.contract_id == contract_id)
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound
    return found


def return_notes(contract_id: int) -> list[ReturnNote]:
    """Why versions were sent back, newest first."""
    return list(db.session.scalars(_of_contract(ReturnNote), {"contract_id": contract_id}))


SHOWN = (
    Contract.id,
    Contract.engagement_id,
    Contract.number,
    Contract.state,
    Contract.drafted_by,
    Contract.first_signer,
    Contract.starts_on,
    Contract.ends_on,
    Contract.is_existing,
    Contract.is_confirmed,
)
"""What a list needs of each contract."""


@cache
def _lines() -> Select[*tuple[Any, ...]]:
    merchant, vendor = aliased(Organisation), aliased(Organisation)
    return (
        select(*SHOWN, merchant.name.label("merchant"), vendor.name.label("vendor"))
        .join(merchant, merchant.id == Contract.merchant_id)
        .join(vendor, vendor.id == Contract.vendor_id)
        .order_by(Contract.id.desc())
    )


def contracts_of(states: tuple[ContractState, ...] = ()) -> list[ContractLine]:
    """The viewer's contracts, newest first; of some states only, if any are named."""
    query = _lines() if not states else _lines().where(Contract.state.in_(states))
    return [_line(row) for row in db.session.execute(query)]


def _line(found: Row[Any]) -> ContractLine:
    return ContractLine(
        id=found.id,
        engagement_id=found.engagement_id,
        number=found.number,
        state=ContractState(found.state),
        merchant=found.merchant,
        vendor=found.vendor,
        starts_on=found.starts_on,
        ends_on=found.ends_on,
        turn=whose_turn(standing_of(found, _assumed_signers(found))),
        is_existing=found.is_existing,
        is_confirmed=found.is_confirmed,
    )


def _assumed_signers(found: Row[Any]) -> frozenset[Side]:
    """Half signed means that the side which signs first has signed."""
    is_half = found.state == ContractState.HALF_SIGNED
    return frozenset({Side(found.first_signer)}) if is_half else frozenset()


def binding_contracts() -> list[Contract]:
    """The viewer's contracts that are or were in force, oldest first."""
    query = select(Contract).where(Contract.state.in_(BINDING)).order_by(Contract.id)
    return list(db.session.scalars(query))


def effective_versions(contract_id: int) -> list[EffectiveTerms]:
    """The versions that took effect, each with the day from which it holds."""
    query = select(ContractVersion).where(
        ContractVersion.contract_id == contract_id, ContractVersion.effective_from.is_not(None)
    )
    return [
        EffectiveTerms(version.number, version.effective_from, version.agreed)
        for version in db.session.scalars(query.order_by(ContractVersion.number))
        if version.effective_from is not None
    ]


def effective_versions_of(contract_ids: Collection[int]) -> dict[int, list[EffectiveTerms]]:
    """The same for several contracts at once, for lists."""
    query = select(ContractVersion).where(
        ContractVersion.contract_id.in_(contract_ids), ContractVersion.effective_from.is_not(None)
    )
    found: dict[int, list[EffectiveTerms]] = {}
    for version in db.session.scalars(query.order_by(ContractVersion.number)):
        if version.effective_from is not None:
            held = EffectiveTerms(version.number, version.effective_from, version.agreed)
            found.setdefault(version.contract_id, []).append(held)
    return found


def terms_for_month(contract_id: int, day: date) -> ContractTerms:
    """The terms that hold on a day, usually the first of a service month.

    A month that has begun before the contract did is judged by the terms it starts with.
    """
    return terms_among(effective_versions(contract_id), day)


def terms_among(versions: Sequence[EffectiveTerms], day: date) -> ContractTerms:
    """Of the versions that took effect the one that judges a month; NotFound when there is none."""
    if not versions:
        raise NotFound
    held = terms_on(versions, day) or min(versions, key=lambda one: one.effective_from)
    return held.terms


def version_for_month(contract_id: int, day: date) -> int:
    """The number of the version whose terms hold on a day."""
    versions = effective_versions(contract_id)
    if not versions:
        raise NotFound
    return (terms_on(versions, day) or min(versions, key=lambda one: one.effective_from)).version


def party_names(of: Contract) -> tuple[str, str]:
    """The names of merchant and vendor."""
    query = select(Organisation.id, Organisation.name).where(
        Organisation.id.in_((of.merchant_id, of.vendor_id))
    )
    names: dict[int, str] = {row.id: row.name for row in db.session.execute(query)}
    return names[of.merchant_id], names[of.vendor_id]
