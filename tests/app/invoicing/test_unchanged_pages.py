"""Pages that may be shown again: as long as the tag of a page is the same, so is the page, for both sides."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from portal.infra.db import db
from portal.infra.progress import close_duty, engagement, open_duty
from portal.infra.tenancy import across_tenants
from portal.infra.transactions import transaction
from portal.invoicing.actions.issuing import issue, make_void
from portal.invoicing.actions.paying import record_payment, take_payment_back
from portal.invoicing.queries import payments_of, standing_invoice
from portal.kernel.messages import message
from portal.kernel.money import Money
from portal.reviews.actions.reviewing import comment
from portal.reviews.queries import review_rows
from portal.sla.actions.answering import accept, give_back, reopen
from portal.sla.actions.claiming import Words, answer_claim, raise_claim
from portal.sla.actions.submitting import hand_in
from portal.sla.queries.months import month
from portal.sla.rules.claims import Act
from tests.app.contracts.conftest import Person, Town
from tests.factories.months import AGREED_AT, Parties, contract_in_force, figures_handed_in
from tests.visitor import Visitor

LISTS = ("/today", "/contracts", "/months", "/invoices", "/reviews")
ONCE = re.compile(r'(name="(?:csrf_token|idempotency_key)" value=")[^"]+')
NOTED = datetime(2026, 10, 10, 4, tzinfo=UTC)


class Readers:
    """Both sides in front of every page that has a tag; a tag that stood for another page fails the test."""

    def __init__(self, town: Town, *people: Person) -> None:
        self.browsers: list[Visitor] = [town.browser(person) for person in people]
        self.known: dict[tuple[int, str, str], str] = {}
        self.latest: dict[tuple[int, str], str] = {}
        for browser in self.browsers:
            browser.get("/today")

    def look(self, addresses: list[str]) -> int:
        """Open every page; returns how many of them the browser could show again."""
        return sum(
            self._open(reader, url) for reader in range(len(self.browsers)) for url in (*LISTS, *addresses)
        )

    def _open(self, reader: int, url: str) -> bool:
        client = self.browsers[reader].client
        answer = client.get(url)
        page = ONCE.sub(r"\1", answer.get_data(as_text=True))
        assert answer.status_code == 200, f"{url}: {page[:300]}"
        tag = answer.headers["ETag"]
        before = self.known.setdefault((reader, url, tag), page)
        assert before == page, f"{url} changed while its tag stayed"
        held = self.latest.get((reader, url))
        self.latest[reader, url] = tag
        again = client.get(url, headers={"If-None-Match": held or "none"})
        assert (again.status_code == 304) == (held == tag), url
        assert again.status_code != 304 or again.get_data() == b""
        return again.status_code == 304


@pytest.fixture
def readers(town: Town, merchant: Person, vendor: Person) -> Readers:
    return Readers(town, merchant, vendor)


@pytest.fixture
def noon() -> Iterator[time_machine.Traveller]:
    """A moment in the middle of a quarter of an hour, at which the clock of this process stands still."""
    with time_machine.travel(datetime(2026, 12, 1, 4, 7, tzinfo=UTC), tick=False) as traveller:
        yield traveller


def addresses(month_id: int, parties: Parties) -> list[str]:
    with parties.as_merchant(AGREED_AT):
        invoice = standing_invoice(month_id)
        reviews = [row.id for row in review_rows()]
    found = ["/contracts/1", f"/months/{month_id}"]
    return [
        *found,
        *([f"/invoices/{invoice.id}"] if invoice else []),
        *(f"/reviews/{one}" for one in reviews),
    ]


def test_a_page_is_shown_again_only_while_nothing_on_it_has_changed(
    noon: time_machine.Traveller, parties: Parties, readers: Readers
) -> None:
    def objected() -> None:
        raise_claim(month(month_id), line="reply_rate", act=Act.OBJECTED, words=Words("平台故障"))

    def reviewed() -> None:
        comment(review_rows()[0].id, kind="comment", text="请补充说明")

    def paid() -> None:
        amount = Money(1_000_00, "CNY")
        record_payment(_invoice(month_id), amount=amount, paid_on=NOTED.date(), reference="网银")

    contract_id = contract_in_force(parties)
    readers.look([f"/contracts/{contract_id}"])
    month_id = figures_handed_in(parties, contract_id, replied=9_500)
    merchant, vendor = parties.as_merchant, parties.as_vendor
    steps = (
        (merchant, lambda: give_back(month(month_id), comment="请核对")),
        (vendor, lambda: hand_in(month(month_id))),
        (merchant, objected),
        (merchant, lambda: answer_claim(month(month_id), line="reply_rate", act=Act.CLAIM_DROPPED)),
        (merchant, lambda: accept(month(month_id))),
        (merchant, lambda: reopen(month(month_id), reason="再看一次")),
        (merchant, lambda: accept(month(month_id))),
        (merchant, reviewed),
        (vendor, lambda: issue(_invoice(month_id))),
        (vendor, paid),
        (vendor, lambda: take_payment_back(_invoice(month_id), payments_of(_invoice(month_id))[0].id)),
        (vendor, lambda: make_void(_invoice(month_id), reason="抬头有误")),
    )
    for side, step in steps:
        with side(NOTED):
            step()
        parties.run_jobs(NOTED)
        pages = addresses(month_id, parties)
        readers.look(pages)
        assert readers.look(pages) == 2 * len([*LISTS, *pages]), "what did not change is shown again"


def _invoice(month_id: int) -> int:
    found = standing_invoice(month_id)
    assert found is not None
    return found.id


def test_what_the_clock_alone_changes_changes_the_tag(
    noon: time_machine.Traveller, parties: Parties, readers: Readers
) -> None:
    contract_id = contract_in_force(parties)
    start = datetime.now(UTC)
    odd = start + timedelta(minutes=3, seconds=20, microseconds=7)
    with parties.as_merchant(start):
        for key, due_at, begins in (("soon", odd, start), ("hidden", None, odd + timedelta(seconds=5))):
            opened = open_duty(
                engagement(1),
                key=key,
                debtor_id=parties.vendor_id,
                author_id=parties.merchant_id,
                permission="months:submit",
                what=message("Send the quote"),
                endpoint="sla.months",
                moment=begins,
                due_at=due_at,
            )
            assert opened.visible_from == begins
    edges = [odd, odd + timedelta(seconds=5)]
    midnight = start.replace(hour=16, minute=0)
    edges += [start.replace(minute=15), midnight, midnight + timedelta(hours=8)]
    edges += [midnight + timedelta(days=days) for days in (1, 3, 9)]
    tick = timedelta(microseconds=1)
    moments = sorted({edge + shift for edge in edges for shift in (-tick, 0 * tick, tick, 60 * tick * 10**6)})
    for moment in moments:
        noon.move_to(moment, tick=False)
        readers.look([f"/contracts/{contract_id}", "/months/1"])
    todays = [page for (_reader, url, _tag), page in readers.known.items() if url == "/today"]
    assert len(set(todays)) >= 4, "the story has something that only the clock changes"


def test_a_tag_belongs_to_one_reader_in_one_language_and_look(
    parties: Parties, town: Town, merchant: Person, readers: Readers
) -> None:
    contract_in_force(parties)
    client = readers.browsers[0].client
    seen = [client.get("/today").headers["ETag"]]
    seen.append(client.get("/today?all=1").headers["ETag"])
    client.set_cookie("theme", "dark")
    seen.append(client.get("/today").headers["ETag"])
    other = town.browser(merchant)
    other.get("/today")
    seen.append(other.client.get("/today").headers["ETag"])
    form = readers.browsers[0].get("/today").form("/language")
    client.post("/language", data={**dict(form.fields), "locale": "zh-Hans"})
    seen.append(client.get("/today").headers["ETag"])
    assert len(set(seen)) == len(seen)


def test_what_is_said_once_is_never_shown_again(parties: Parties, readers: Readers) -> None:
    contract_in_force(parties)
    client = readers.browsers[0].client
    tag = client.get("/today").headers["ETag"]
    with client.session_transaction() as session:
        session["_flashes"] = [("success", "Signed.")]
    spoken = client.get("/today", headers={"If-None-Match": tag})
    assert (spoken.status_code, "ETag" in spoken.headers) == (200, False)
    assert "Signed." in spoken.get_data(as_text=True)
    assert "Signed." not in client.get("/today").get_data(as_text=True)


def test_whoever_signed_out_gets_no_page_again(parties: Parties, readers: Readers) -> None:
    contract_in_force(parties)
    client = readers.browsers[0].client
    tag = client.get("/today").headers["ETag"]
    page = readers.browsers[0].get("/today")
    gone = client.post("/sign-out", data=dict(page.form("/sign-out").fields))
    assert gone.headers["Clear-Site-Data"] == '"cache"'
    assert client.get("/today", headers={"If-None-Match": tag}).status_code == 303
    assert client.get("/today", headers={"If-None-Match": "*"}).status_code == 303


def test_a_form_that_was_sent_makes_the_pages_of_its_organisation_new(
    parties: Parties, readers: Readers
) -> None:
    contract_in_force(parties)
    client = readers.browsers[0].client
    page = readers.browsers[0].get("/today")
    tag = client.get("/today").headers["ETag"]
    same = {**dict(page.form("/language").fields), "locale": "en", "next": "/today"}
    client.post("/language", data=same)
    assert client.get("/today").headers["ETag"] != tag, "its forms carry keys that are used up"


def test_a_step_that_was_taken_back_leaves_the_tag_as_it_was(parties: Parties, readers: Readers) -> None:
    contract_in_force(parties)
    client = readers.browsers[0].client
    tag = client.get("/today").headers["ETag"]
    with pytest.raises(ZeroDivisionError):
        _begun_and_given_up(parties)
    assert client.get("/today").headers["ETag"] == tag


def _begun_and_given_up(parties: Parties) -> None:
    with parties.as_merchant(NOTED):
        close_duty("month:1:submit", moment=NOTED)
        raise ZeroDivisionError


def test_a_statement_over_many_rows_makes_everybodys_pages_new(parties: Parties, readers: Readers) -> None:
    contract_in_force(parties)
    before = [browser.client.get("/today").headers["ETag"] for browser in readers.browsers]
    with parties.app.app_context(), across_tenants("a test mends many rows"), transaction():
        table = db.metadata.tables["engagements"]
        db.session.execute(table.update().values(name="客服外包二期"))
    after = [browser.client.get("/today").headers["ETag"] for browser in readers.browsers]
    assert all(one != other for one, other in zip(before, after, strict=True))


def test_moments_of_rows_from_before_the_first_mark_are_remembered(
    noon: time_machine.Traveller, parties: Parties, readers: Readers
) -> None:
    contract_in_force(parties)
    start = datetime.now(UTC)
    odd = start + timedelta(minutes=3, seconds=20)
    with parties.as_merchant(start):
        open_duty(
            engagement(1),
            key="soon",
            debtor_id=parties.vendor_id,
            author_id=parties.merchant_id,
            permission="months:submit",
            what=message("Send the quote"),
            endpoint="sla.months",
            moment=start,
            due_at=odd,
        )
    with parties.app.app_context(), db.engine.begin() as connection:
        for table in ("data_marks", "data_moments"):
            connection.execute(db.metadata.tables[table].delete())
    client = readers.browsers[0].client
    assert "ETag" not in client.get("/today").headers, "without marks nothing is known"
    with parties.as_merchant(start):
        close_duty("none", moment=start)
        engagement(1).visible_from = start
    with parties.as_vendor(start):
        engagement(1).visible_from = start - timedelta(days=1)
    for moment in (start, odd, odd + timedelta(seconds=1)):
        noon.move_to(moment, tick=False)
        readers.look([])
