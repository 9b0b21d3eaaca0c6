"""Making a contract and changing its draft."""

from sqlalchemy import select

from portal.contracts import queries
from portal.contracts.actions.documents import print_version
from portal.contracts.actions.steps import acting_side, follow, move
from portal.contracts.events import ContractChanged, ContractDrafted, ContractRevised
from portal.contracts.models import Contract, ContractCounter, ContractVersion, standing_of
from portal.contracts.rules.definitions import only_used
from portal.contracts.rules.lifecycle import Act, ContractState, refusal
from portal.contracts.rules.plain import fingerprint, to_plain
from portal.contracts.rules.readiness import problems
from portal.contracts.rules.terms import ContractTerms
from portal.infra.access import actor, now
from portal.infra.db import db
from portal.infra.events import record
from portal.infra.progress import Engagement
from portal.kernel.errors import Conflict, Invalid, Refused
from portal.kernel.messages import message
from portal.kernel.permissions import Side


def draft_contract(on: Engagement, terms: ContractTerms, *, award_id: int | None = None) -> Contract:
    """A first draft that only its author sees; returns the contract with its number."""
    contract = new_contract(on, terms, award_id=award_id)
    follow(contract, standing_of(contract, frozenset()))
    record(
        ContractDrafted(engagement_id=contract.engagement_id, contract_id=contract.id, number=contract.number)
    )
    return contract


def new_contract(on: Engagement, terms: ContractTerms, *, award_id: int | None = None) -> Contract:
    """The rows of a new contract and its first version, without telling anybody."""
    contract = Contract(
        merchant_id=on.merchant_id,
        vendor_id=on.vendor_id,
        author_id=actor().party,
        visible_from=None,
        engagement_id=on.id,
        number=_next_number(),
        state=ContractState.DRAFT,
        version=1,
        drafted_by=acting_side(),
        first_signer=Side(terms.signing.first),
        is_existing=False,
        is_confirmed=False,
        starts_on=terms.term.start,
        ends_on=terms.term.last_day,
        award_id=award_id,
        created_at=now(),
    )
    db.session.add(contract)
    db.session.flush()
    _add_version(contract, terms)
    return contract


def change_terms(
    contract_id: int, *, section: str, terms: ContractTerms, seen: str | None = None
) -> ContractVersion:
    """Change a draft. ``seen`` is the fingerprint of the terms the editor started from.

    Refused once the draft has left the house; a conflict when somebody else changed it meanwhile.
    """
    contract, version = editable(contract_id)
    if seen is not None and seen != version.fingerprint:
        raise Conflict(
            message("Somebody else has changed this draft meanwhile. Open it again and repeat your change.")
        )
    terms = only_used(terms)
    if fingerprint(terms) == version.fingerprint:
        return version
    version.terms, version.fingerprint, version.changed_at = to_plain(terms), fingerprint(terms), now()
    contract.first_signer = Side(terms.signing.first)
    contract.starts_on, contract.ends_on = terms.term.start, terms.term.last_day
    if contract.state == ContractState.IN_FORCE:
        _correct(contract, version, terms)
    record(
        ContractChanged(
            engagement_id=contract.engagement_id,
            contract_id=contract.id,
            number=contract.number,
            version=version.number,
            section=section,
            fingerprint=version.fingerprint,
        )
    )
    return version


def _correct(contract: Contract, version: ContractVersion, terms: ContractTerms) -> None:
    """An entered contract that is in force already stays complete, and is printed anew."""
    missing = problems(terms)
    if missing:
        raise Invalid(missing[0].reason)
    version.effective_from = terms.term.start
    print_version(contract, version)


def editable(contract_id: int) -> tuple[Contract, ContractVersion]:
    """A contract and its draft, if this side may change it now; refused with the reason otherwise."""
    contract = queries.contract(contract_id)
    reason = refusal(Act.EDIT, queries.standing(contract), acting_side())
    if reason is not None:
        raise Refused(reason)
    return contract, queries.current_version(contract)


def revise(contract_id: int) -> Contract:
    """Begin a new version with the terms of the one that was recalled or returned."""
    contract = queries.contract(contract_id)
    last = queries.current_version(contract)
    move(contract, Act.REVISE)
    contract.version = last.number + 1
    _add_version(contract, last.agreed)
    record(
        ContractRevised(
            engagement_id=contract.engagement_id,
            contract_id=contract.id,
            number=contract.number,
            version=contract.version,
        )
    )
    return contract


def _add_version(contract: Contract, terms: ContractTerms) -> None:
    db.session.add(
        ContractVersion(
            merchant_id=contract.merchant_id,
            vendor_id=contract.vendor_id,
            author_id=actor().party,
            visible_from=None,
            contract_id=contract.id,
            number=contract.version,
            terms=to_plain(terms),
            fingerprint=fingerprint(terms),
            effective_from=None,
            created_at=now(),
            changed_at=now(),
            sent_at=None,
        )
    )
    db.session.flush()


def _next_number() -> str:
    """The next number of this organisation in this year, given under the lock of its counter."""
    year = now().year
    query = select(ContractCounter).where(
        ContractCounter.organisation_id == actor().party, ContractCounter.year == year
    )
    counter = db.session.scalars(query.with_for_update()).one_or_none()
    if counter is None:
        counter = ContractCounter(organisation_id=actor().party, year=year, last=0)
        db.session.add(counter)
    counter.last += 1
    db.session.flush()
    return f"HT-{year}-{counter.last:04d}"
