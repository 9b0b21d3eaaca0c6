"""Every act on a contract works for whoever's turn it is, is refused otherwise, and stands in the trail."""

from dataclasses import replace

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from portal.contracts import queries
from portal.contracts.actions import drafting, ending, sending, signing
from portal.contracts.models import Signature
from portal.contracts.rules.terms import ContractTerms
from portal.infra.db import db
from portal.infra.documents import documents_for, open_file
from portal.infra.events import trail
from portal.infra.jobs import run_due_jobs
from portal.infra.progress import open_duties
from portal.infra.tenancy import TenancyError
from portal.kernel.errors import Conflict, Invalid, NotFound, Refused
from tests.app.contracts.conftest import Person, Town
from tests.factories.contracts import a_draft, a_sent_contract, signed
from tests.unit.contracts.examples import terms


@pytest.fixture
def sent(town: Town, merchant: Person, vendor: Person) -> int:
    with town.acting(merchant):
        contract_id = a_sent_contract(
            merchant_id=merchant.organisation_id, vendor_id=vendor.organisation_id
        ).id
    with town.app.app_context():
        run_due_jobs()
    return contract_id


@pytest.fixture
def draft(town: Town, merchant: Person, vendor: Person) -> int:
    with town.acting(merchant):
        return a_draft(merchant_id=merchant.organisation_id, vendor_id=vendor.organisation_id).id


def events(town: Town, person: Person, contract_id: int) -> list[str]:
    with town.looking(person):
        engagement_id = queries.contract(contract_id).engagement_id
        return [entry.event for entry in reversed(trail(engagement_id))]


def duties(town: Town, person: Person) -> list[str]:
    with town.looking(person):
        return [duty.template for duty in open_duties(debtor_id=person.organisation_id)]


def test_numbers_count_up_per_merchant_and_year(town: Town, merchant: Person, vendor: Person) -> None:
    other = town.person(merchant.side, "另一家")
    numbers = []
    for author in (merchant, merchant, other):
        with town.acting(author):
            numbers.append(
                a_draft(merchant_id=author.organisation_id, vendor_id=vendor.organisation_id).number
            )
    assert numbers == ["HT-2026-0001", "HT-2026-0002", "HT-2026-0001"]


def test_both_signatures_bring_it_into_force_and_the_trail_tells_it(
    town: Town, merchant: Person, vendor: Person, sent: int
) -> None:
    with town.acting(vendor):
        signed(sent)
    assert duties(town, vendor) == []
    assert duties(town, merchant) == ["Read and sign the contract"]
    with town.acting(merchant):
        assert signed(sent, "陈立").state == "in_force"
    assert duties(town, merchant) == []
    assert [one for one in events(town, vendor, sent) if one.startswith("Contract")] == [
        "ContractDrafted",
        "ContractSent",
        "ContractSigned",
        "ContractSigned",
        "ContractTookEffect",
    ]
    with town.looking(vendor):
        contract = queries.contract(sent)
        assert contract.starts_on is not None
        assert queries.terms_for_month(sent, contract.starts_on) == terms()
        assert queries.version_for_month(sent, contract.starts_on) == 1


def test_both_sides_hold_the_same_file_and_signed_its_hash(
    town: Town, merchant: Person, vendor: Person, sent: int
) -> None:
    files = []
    for person in (merchant, vendor):
        with town.looking(person):
            (document,) = documents_for(f"contract:{sent}:1")
            with open_file(document) as file:
                files.append(file.read())
    assert files[0] == files[1]
    assert files[0].startswith(b"%PDF")
    with town.acting(vendor):
        signed(sent)
    with town.looking(merchant):
        (signature,) = db.session.scalars(select(Signature))
        assert signature.document_sha256 == document.file_sha256


def test_the_contract_can_be_read_on_paper_in_both_languages(
    town: Town, merchant: Person, vendor: Person, real_press: None
) -> None:
    both = replace(terms(), languages=("zh-Hans", "en"))
    with town.acting(merchant):
        contract_id = a_sent_contract(
            merchant_id=merchant.organisation_id, vendor_id=vendor.organisation_id, terms=both
        ).id
    with town.app.app_context():
        run_due_jobs()
    with town.looking(vendor):
        (document,) = documents_for(f"contract:{contract_id}:1")
        assert (document.state, document.reason) == ("ready", "")
        with open_file(document) as file:
            pages = [page.extract_text() for page in PdfReader(file).pages]
    text = "\n".join(pages)
    assert "第十五条" in text
    assert "Confidentiality" in text
    assert document.content_hash[:12] in pages[0]


def test_the_signed_copy_is_made_once_the_contract_is_in_force(
    town: Town, merchant: Person, vendor: Person, sent: int
) -> None:
    for person in (vendor, merchant):
        with town.acting(person):
            signed(sent, person.name)
    with town.app.app_context():
        run_due_jobs()
    with town.looking(vendor):
        (document,) = documents_for(f"contract:{sent}:1:signed")
        assert document.state == "ready"


def test_nobody_signs_before_the_file_is_made(town: Town, merchant: Person, vendor: Person) -> None:
    with town.acting(merchant):
        contract_id = a_sent_contract(
            merchant_id=merchant.organisation_id, vendor_id=vendor.organisation_id
        ).id
    with pytest.raises(Refused, match="still being made"), town.acting(vendor):
        signed(contract_id)


def test_nobody_signs_twice_or_out_of_turn(town: Town, merchant: Person, vendor: Person, sent: int) -> None:
    with pytest.raises(Refused, match="other side signs first"), town.acting(merchant):
        signed(sent)
    with town.acting(vendor):
        signed(sent)
    with pytest.raises(Refused, match="signed already"), town.acting(vendor):
        signed(sent)


def test_nobody_signs_a_text_that_has_changed_since(town: Town, vendor: Person, sent: int) -> None:
    intent = signing.Intent("李诚", "", True, True, "0" * 64, "", "")
    with pytest.raises(Conflict, match="has changed since"), town.acting(vendor):
        signing.sign(sent, intent)


def test_a_frozen_version_cannot_be_changed_not_even_by_its_author(
    town: Town, merchant: Person, vendor: Person, sent: int
) -> None:
    for person in (merchant, vendor):
        with pytest.raises(Refused), town.acting(person):
            drafting.change_terms(sent, section="term", terms=ContractTerms())
    with pytest.raises(TenancyError), town.acting(vendor):
        queries.current_version(queries.contract(sent)).fingerprint = "0" * 64


def test_a_change_of_the_draft_is_recorded_and_an_unchanged_one_is_not(
    town: Town, merchant: Person, draft: int
) -> None:
    with town.acting(merchant):
        drafting.change_terms(draft, section="frame", terms=terms())
        drafting.change_terms(draft, section="frame", terms=replace(terms(), start_day=26))
    assert events(town, merchant, draft).count("ContractChanged") == 1


def test_two_editors_do_not_overwrite_each_other(town: Town, merchant: Person, draft: int) -> None:
    with town.looking(merchant):
        seen = queries.current_version(queries.contract(draft)).fingerprint
    with town.acting(merchant):
        drafting.change_terms(draft, section="frame", terms=replace(terms(), start_day=26), seen=seen)
    with pytest.raises(Conflict, match="Somebody else"), town.acting(merchant):
        drafting.change_terms(draft, section="frame", terms=replace(terms(), start_day=10), seen=seen)


def test_an_incomplete_contract_is_not_sent(town: Town, merchant: Person, vendor: Person) -> None:
    with town.acting(merchant):
        contract_id = a_draft(
            merchant_id=merchant.organisation_id,
            vendor_id=vendor.organisation_id,
            terms=replace(terms(), content=()),
        ).id
    with pytest.raises(Refused, match="service content is missing"), town.acting(merchant):
        sending.send(contract_id)


def test_a_returned_contract_carries_its_reason_and_can_be_revised_by_either_side(
    town: Town, merchant: Person, vendor: Person, sent: int
) -> None:
    with pytest.raises(Invalid), town.acting(vendor):
        sending.return_unsigned(sent, reason=" ")
    with town.acting(vendor):
        sending.return_unsigned(sent, reason="价格有误")
        drafting.revise(sent)
    with town.looking(merchant):
        assert [note.reason for note in queries.return_notes(sent)] == ["价格有误"]
        assert queries.current_version(queries.contract(sent)).number == 1
    with town.acting(vendor):
        sending.send(sent)
    with town.looking(merchant):
        assert queries.current_version(queries.contract(sent)).number == 2


def test_a_recalled_contract_cannot_be_signed(
    town: Town, merchant: Person, vendor: Person, sent: int
) -> None:
    with town.acting(merchant):
        sending.recall(sent)
    with pytest.raises(Refused, match="recalled"), town.acting(vendor):
        signed(sent)
    assert "ContractRecalled" in events(town, vendor, sent)


def test_a_dropped_draft_leaves_no_duty_and_can_be_taken_up_again(
    town: Town, merchant: Person, draft: int
) -> None:
    with town.acting(merchant):
        ending.discard(draft)
    assert duties(town, merchant) == []
    with town.acting(merchant):
        assert drafting.revise(draft).version == 2
    assert duties(town, merchant) == ["Send the contract for signature"]


def test_a_contract_in_force_is_ended_with_its_last_day(
    town: Town, merchant: Person, vendor: Person, sent: int
) -> None:
    for person in (vendor, merchant):
        with town.acting(person):
            signed(sent, person.name)
    with town.acting(vendor):
        ended = ending.end(sent)
    assert ended.state == "ended"
    assert ended.ends_on is not None
    assert "ContractEnded" in events(town, merchant, sent)
    with pytest.raises(Refused, match="has ended"), town.acting(merchant):
        ending.end(sent)


def test_strangers_hear_that_there_is_no_such_contract(town: Town, merchant: Person, sent: int) -> None:
    stranger = town.person(merchant.side, "别家")
    with town.looking(stranger):
        with pytest.raises(NotFound):
            queries.contract(sent)
        assert queries.contracts_of() == []
        assert queries.attachments_of(sent) == []
        with pytest.raises(NotFound):
            queries.attachment(sent, 1)
