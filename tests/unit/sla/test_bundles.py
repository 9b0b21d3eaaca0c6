"""Claims about evidence bundles: what holds is said to hold, and whatever is changed is named."""

import io
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from portal import verify
from portal.contracts.rules.plain import fingerprint, to_plain
from portal.contracts.rules.schedule import CreditTier, SlaLine
from portal.contracts.rules.service import Shop
from portal.contracts.rules.terms import ContractTerms, Term
from portal.kernel.chain import FIRST, Link
from portal.kernel.conversations.layout import Layout
from portal.kernel.money import Money
from portal.kernel.periods import ServiceMonth
from portal.kernel.rate_cards import LineType, RateLine
from portal.sla.rules.bundles import contents
from portal.sla.rules.bundles.differences import differences, narrowed
from portal.sla.rules.bundles.rereading import reread
from portal.sla.rules.inputs import EarlierLine, EarlierMonth, MonthInputs, earlier_month, inputs_to_plain
from portal.sla.rules.months import judge
from portal.sla.rules.plain_figures import figures_from_plain
from portal.sla.rules.results import digest_of, results_to_plain
from portal.sla.rules.row_exclusions import left_of
from portal.sla.rules.values.dates import Days
from tests.corpus.old_workbooks import old_workbook
from tests.unit.contracts.examples import terms as usual_terms

SLOT = "pdd|甲店|pdd"
HEADING = "日期,店铺,客服账号,咨询人数,需要人工回复的咨询人数,3分钟未回复人数,平均人工响应时长,客服销售额(元)"
POOR = f"{HEADING}\n总计,-,-,3000,3000,90,18,12000.5\n2026-10-01,甲店,小美,1000,1000,30,17,400\n".encode()
KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
MONTH = ServiceMonth(2026, 10)
EARLIER_RESULTS: dict[str, Any] = {"lines": []}


def month_terms() -> ContractTerms:
    """A shop with three promises, of which the first is missed."""
    return replace(
        usual_terms(),
        shops=(Shop("pdd", "甲店", ("pdd",)),),
        sla=(
            SlaLine("reply_3min_pdd", 1, Decimal(98), tiers=(CreditTier(Decimal(0), None, Decimal(5)),)),
            SlaLine("art", 1, Decimal(20)),
            SlaLine("csat", 1, Decimal(90)),
        ),
        rate_card=(RateLine(line_type=LineType.FIXED_MONTH, unit_price=Money(20_000_00, "CNY")),),
        term=Term(start=date(2026, 10, 1), last_day=date(2027, 9, 30)),
    )


def submitted(number: int, slot: str, name: str, content: bytes, **more: Any) -> dict[str, Any]:
    """A submission as a bundle states it, before its figures are known."""
    return {
        "id": number,
        "slot": slot,
        "is_typed": False,
        "shop": "甲店",
        "zone": "Asia/Shanghai",
        "currency_digits": 2,
        "first_day": "2026-10-01",
        "last_day": "2026-10-31",
        "mapping": {"tool": "pdd", "columns": {}, "clock": None, "percent": None, "kind": "csv"},
        "file_name": name,
        "sha256": contents.sha256_of(content),
        **more,
    }


def typed(metric: str, sha256: str | None) -> dict[str, Any]:
    figures = {"parts": {metric: [91, 100, 1, 1, 1, 1, 0, 1]}, "counts": {}, "unpoolable": []}
    return submitted(9, f"typed:{metric}", "", b"") | {
        "is_typed": True,
        "sha256": sha256,
        "figures": figures,
        "parts": {},
        "file_name": "" if sha256 is None else "csat.png",
    }


def trail_of(*events: tuple[str, dict[str, Any]]) -> dict[str, Any]:
    """A signed chain of these events."""
    entries: list[dict[str, Any]] = []
    for sequence, (event, payload) in enumerate(events, start=4):
        previous = entries[-1]["digest"] if entries else FIRST
        link = Link(
            "engagement:1", sequence, "2026-11-02", 1, 1, "Ann", event, "%(event)s", payload, previous
        )
        digest = link.digest()
        signature = KEY.sign(bytes.fromhex(digest)).hex()
        entries.append(vars(link) | {"digest": digest, "signature": signature})
    return {"key": KEY.public_key().public_bytes_raw().hex(), "entries": entries}


Documents = dict[str, Any]


@dataclass
class Made:
    """A bundle taken apart."""

    documents: Documents
    files: dict[str, bytes]

    def packed(self) -> bytes:
        """The bundle put together, with a manifest that fits."""
        out = io.BytesIO()
        originals = [
            contents.Original(path.removeprefix("files/").partition(".")[0], path, opener(content))
            for path, content in self.files.items()
        ]
        contents.write_bundle(out, self.documents, texts={"README.txt": "x"}, originals=originals)
        return out.getvalue()


def opener(content: bytes) -> Callable[[], io.BytesIO]:
    return lambda: io.BytesIO(content)


@pytest.fixture
def made() -> Made:
    """An accepted month with a file and a typed figure."""
    return an_accepted_month()


def an_accepted_month() -> Made:
    """An accepted month with a file and a typed figure, taken apart."""
    terms = month_terms()
    file = submitted(7, SLOT, "数据.csv", POOR)
    again = reread(file, io.BytesIO(POOR))
    file |= {"figures": again.figures, "parts": again.parts}
    by_hand = typed("csat", None)
    inputs = MonthInputs(
        terms=terms,
        month=MONTH,
        files={SLOT: figures_from_plain(again.figures)},
        typed={"csat": figures_from_plain(by_hand["figures"])},
        earlier=(earlier_month("2026-09", EARLIER_RESULTS),),
    )
    results, plain = results_to_plain(judge(inputs)), inputs_to_plain(inputs)
    signed = {"contract_id": 3, "version": 1, "fingerprint": fingerprint(terms)}
    return Made(
        {
            contents.ABOUT: {
                "format": contents.FORMAT,
                "month_id": 5,
                "contract_id": 3,
                "contract": "HT-1",
                "month": "2026-10",
                "merchant": "M",
                "vendor": "V",
                "first_day": "2026-10-01",
                "last_day": "2026-10-31",
                "submitted_at": None,
                "rounding": dict(contents.ROUNDING),
            },
            contents.TERMS: {"version": 1, "fingerprint": fingerprint(terms), "terms": to_plain(terms)},
            contents.INPUTS: plain,
            contents.RESULTS: results,
            contents.SUBMISSIONS: [file, by_hand],
            contents.CLAIMS: [],
            contents.EARLIER: [{"month_id": 4, "month": "2026-09", "results": EARLIER_RESULTS}],
            contents.TRAIL: trail_of(
                ("ContractSigned", signed),
                ("ContractSigned", signed | {"version": 2, "fingerprint": "later"}),
                ("ContractSigned", signed | {"contract_id": 8}),
                ("MonthAgreed", {"month_id": 4, "digest": digest_of(EARLIER_RESULTS)}),
                ("FiguresSubmitted", {"month_id": 5, "submission_id": 7, "sha256": file["sha256"]}),
                ("FiguresSubmitted", {"month_id": 6, "submission_id": 8, "sha256": "x"}),
                ("MonthAgreed", {"month_id": 5, "digest": digest_of(results), "inputs": digest_of(plain)}),
            ),
        },
        {contents.path_of(file["sha256"], "数据.csv"): POOR},
    )


def verified(content: bytes, folder: Path, *more: str) -> tuple[int, str]:
    path = folder / "bundle.zip"
    path.write_bytes(content)
    out = io.StringIO()
    return verify.main([str(path), *(more or ("--language", "en"))], out), out.getvalue()


def test_what_nobody_changed_holds_in_every_part(made: Made, tmp_path: Path) -> None:
    assert made.packed() == made.packed()
    code, said = verified(made.packed(), tmp_path)
    assert code == verify.HOLDS, said
    assert "3 lines, score and service credits are the same to the last digit" in said
    assert "The terms are those that were signed" in said
    assert "“typed:csat” was typed without a file" in said
    assert "0 part ways, 1 could not be made" in said


def edited(*path: Any, to: Any) -> Callable[[Made], None]:
    """A change of one value in one document."""

    def change(made: Made) -> None:
        *names, last = path
        value: Any = made.documents
        for name in names:
            value = value[name]
        assert value[last] != to
        value[last] = to

    return change


def line_before(key: str) -> dict[str, Any]:
    """A line of an earlier month as the inputs hold it."""
    found = inputs_to_plain(
        MonthInputs(month_terms(), MONTH, earlier=(EarlierMonth("2026-09", (EarlierLine(key, "met"),)),))
    )
    line: dict[str, Any] = found["earlier"][0]["lines"][0]
    return line


def another_row(made: Made) -> None:
    for path, content in made.files.items():
        made.files[path] = content.replace(b",3000,3000,90,", b",3000,2999,90,")


CHANGES: dict[str, tuple[Callable[[Made], None], list[str]]] = {
    "one row": (
        another_row,
        ["数据.csv was changed", "denominator): submitted was 3000, the file gives 2999"],
    ),
    "one row, with its hash": (
        lambda made: (another_row(made), rehashed(made)),
        ["is not the file that was submitted by the audit trail", "submitted was 3000, the file gives 2999"],
    ),
    "one term the month was judged by": (
        edited(contents.INPUTS, "terms", "sla", 0, "target", to="97"),
        ["Term “sla › reply_3min_pdd › target”: the contract says 98, the month was judged by 97"],
    ),
    "one term everywhere": (
        lambda made: [
            edited(name, "terms", "credits", "cap_percent", to="1")(made)
            for name in (contents.INPUTS, contents.TERMS)
        ],
        [
            "The terms give the fingerprint",
            "The inputs are not those that were accepted",
            "Result “credit_minor”",
        ],
    ),
    "one rounding rule": (
        edited(contents.ABOUT, "rounding", "money", to="minor units, half to even"),
        ["Rounding of “money”: the bundle says minor units, half to even"],
    ),
    "one amount rounded otherwise": (
        lambda made: made.documents[contents.RESULTS].update(
            credit_minor=made.documents[contents.RESULTS]["credit_minor"] + 1
        ),
        ["The results are not those that were accepted", "rounded otherwise"],
    ),
    "one figure that was submitted": (
        edited(contents.SUBMISSIONS, 0, "figures", "counts", "consult_users", 0, to=2_999),
        ["submitted was 2999, the file gives 3000", "Input “"],
    ),
    "one figure the month was judged by": (
        edited(contents.INPUTS, "files", "pdd|甲店|pdd", "parts", "art", 0, to=1),
        [
            "Input “pdd|甲店|pdd › parts › art › 1”",
            "The inputs are not those that were accepted",
            "Result “lines › art › value”",
        ],
    ),
    "one stated quantity": (
        lambda made: made.documents[contents.INPUTS]["stated"].update(seats=9),
        ["The inputs are not those that were accepted"],
    ),
    "one result": (
        edited(contents.RESULTS, "lines", 0, "state", to="met"),
        ["Result “lines › reply_3min_pdd › state”: the bundle says met, reckoned anew it is missed"],
    ),
    "one line left out": (
        lambda made: made.documents[contents.RESULTS]["lines"].pop(),
        ["Result “lines"],
    ),
    "one entry of the trail": (
        edited(contents.TRAIL, "entries", 2, "payload", "version", to=7),
        ["Entry 6 of the audit trail was changed"],
    ),
    "one entry taken out of the trail": (
        lambda made: made.documents[contents.TRAIL]["entries"].pop(2),
        ["Entry 7 of the audit trail does not follow"],
    ),
    "one signature": (
        edited(contents.TRAIL, "entries", 0, "signature", to="00" * 64),
        ["No valid signature: entry 4 of the trail"],
    ),
    "inputs that cannot be judged": (
        edited(contents.INPUTS, "terms", "currency", to="XXX"),
        ["The inputs cannot be judged"],
    ),
}


def rehashed(made: Made) -> None:
    """Let the documents name the files as they are now."""
    for path, content in list(made.files.items()):
        made.documents[contents.SUBMISSIONS][0]["sha256"] = contents.sha256_of(content)
        made.files[contents.path_of(contents.sha256_of(content), "数据.csv")] = made.files.pop(path)


@pytest.mark.parametrize("what", CHANGES)
def test_whatever_is_changed_is_named_even_when_the_manifest_fits(
    what: str, made: Made, tmp_path: Path
) -> None:
    change, expected = CHANGES[what]
    change(made)
    code, said = verified(made.packed(), tmp_path)
    assert code == verify.PARTS
    for words in expected:
        assert words in said, said


def test_a_member_that_the_manifest_does_not_list_so_is_named(made: Made, tmp_path: Path) -> None:
    content = made.packed()
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name) + (b" " if name == contents.CLAIMS else b""))
        new.writestr("more.txt", b"")
    code, said = verified(out.getvalue(), tmp_path)
    assert code == verify.PARTS
    assert "claims.json is not the file that the manifest lists" in said
    assert "more.txt is not the file that the manifest lists" in said


def test_without_originals_the_figures_are_taken_and_it_says_so(made: Made, tmp_path: Path) -> None:
    made.files.clear()
    code, said = verified(made.packed(), tmp_path)
    assert code == verify.HOLDS
    assert "数据.csv is not in the bundle" in said
    assert "figures taken as they were submitted" in said


def test_an_old_workbook_is_read_again_like_any_other(made: Made, tmp_path: Path) -> None:
    content = old_workbook([line.split(",") for line in POOR.decode().splitlines()])
    edited(contents.SUBMISSIONS, 0, "mapping", "kind", to="xls")(made)
    edited(contents.SUBMISSIONS, 0, "file_name", to="数据.xls")(made)
    edited(contents.SUBMISSIONS, 0, "sha256", to=contents.sha256_of(content))(made)
    made.files = {contents.path_of(contents.sha256_of(content), "数据.xls"): content}
    _, said = verified(made.packed(), tmp_path)
    assert "数据.xls, read again" in said


def test_a_file_that_cannot_be_read_parts_ways(made: Made, tmp_path: Path) -> None:
    made.files = dict.fromkeys(made.files, b"%PDF-1.7")
    code, said = verified(made.packed(), tmp_path)
    assert code == verify.PARTS
    assert "cannot be read: 数据.csv is a PDF document" in said


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK", "no evidence bundle"),
        (b"", "no evidence bundle"),
    ],
)
def test_what_is_no_bundle_is_refused_in_words(content: bytes, words: str, tmp_path: Path) -> None:
    code, said = verified(content, tmp_path)
    assert (code, words in said) == (verify.NO_BUNDLE, True)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (edited(contents.ABOUT, "format", to=99), "another format"),
        (lambda made: made.documents.pop(contents.TERMS), "no evidence bundle"),
        (lambda made: made.documents[contents.ABOUT].pop("merchant"), "not written as it should be"),
        (lambda made: made.documents.update({contents.TRAIL: {"key": "x", "entries": [{}]}}), "not written"),
        (edited(contents.SUBMISSIONS, 0, "zone", to="Moon/Sea"), "knows no time zones"),
    ],
)
def test_a_bundle_that_lacks_what_it_must_say_is_refused_in_words(
    change: Callable[[Made], None], words: str, made: Made, tmp_path: Path
) -> None:
    change(made)
    code, said = verified(made.packed(), tmp_path)
    assert (code, words in said) == (verify.NO_BUNDLE, True)


def test_the_other_languages_are_spoken_without_any_library(made: Made, tmp_path: Path) -> None:
    _, said = verified(made.packed(), tmp_path, "--language", "zh-Hans")
    assert "合同" in said
    assert "Original files" not in said
    _, said = verified(made.packed(), tmp_path, "--language", "zh-Hant")
    assert "合約" in said


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh-Hans"),
        ({"LC_ALL": "zh_TW"}, "zh-Hant"),
        ({"LANG": "C"}, "en"),
    ],
)
def test_the_usual_language_is_that_of_the_reader_s_machine(
    environment: dict[str, str], language: str
) -> None:
    assert verify.usual_language(environment) == language


def test_a_month_that_is_not_accepted_may_still_change_and_it_says_so(made: Made, tmp_path: Path) -> None:
    made.documents[contents.EARLIER].clear()
    made.documents[contents.INPUTS]["earlier"].clear()
    for events in ([], [("MonthAgreed", {"month_id": 5, "digest": "x"}), ("MonthReopened", {"month_id": 5})]):
        made.documents[contents.TRAIL] = trail_of(*events)
        code, said = verified(made.packed(), tmp_path)
        assert (code, "are not accepted yet" in said) == (verify.HOLDS, True)
        assert "holds no signature under these terms" in said
        assert ("holds no part of the audit trail" in said) == (not events)


def test_facts_these_rules_do_not_weigh_are_mentioned(made: Made, tmp_path: Path) -> None:
    made.documents[contents.INPUTS]["weather"] = "rain"
    _, said = verified(made.packed(), tmp_path)
    assert "hold facts that these rules do not know" in said


def test_a_typed_figure_with_a_picture_is_checked_by_its_hash_alone(made: Made, tmp_path: Path) -> None:
    picture = b"\x89PNG"
    figure = typed("csat", contents.sha256_of(picture))
    made.documents[contents.SUBMISSIONS][1] = figure
    made.files[contents.path_of(figure["sha256"], "csat.png")] = picture
    code, said = verified(made.packed(), tmp_path)
    assert (code, "csat.png is the file that was submitted" in said) == (verify.HOLDS, True)


def said_about(line: str, kind: str, by: str, **more: Any) -> dict[str, Any]:
    return {
        "id": 1,
        "kind": kind,
        "line": line,
        "by": by,
        "said_by": "Ann",
        "said_at": "2026-11-03T04:00:00+00:00",
        "comment": "",
        "details": None,
        "files": [],
        **more,
    }


OUTAGE = {"scope": "days", "reason": "platform_outage", "first_day": "2026-10-01", "last_day": "2026-10-01"}
RELIEVED = [
    said_about("art", "relief_claimed", "vendor", details=OUTAGE),
    said_about("art", "claim_granted", "merchant"),
]


def test_what_was_said_about_lines_is_weighed_anew(made: Made, tmp_path: Path) -> None:
    made.documents[contents.CLAIMS] = [
        said_about("", "accepted", "merchant"),
        said_about("art", "objected", "merchant"),
        said_about("csat", "relief_claimed", "vendor"),
        said_about("csat", "claim_granted", "merchant"),
    ]
    _, said = verified(made.packed(), tmp_path)
    assert "Input “disputed › 1”: the month was judged by —, what was said and sent gives art" in said
    assert "Input “relieved › 1”: the month was judged by —, what was said and sent gives csat" in said


def test_days_that_were_relieved_are_taken_out_again(made: Made, tmp_path: Path) -> None:
    made.documents[contents.CLAIMS] = RELIEVED
    _, said = verified(made.packed(), tmp_path)
    assert "Input “adjusted › art”: the month was judged by —" in said


ROWS = "id,agent,start,first\n1,Ann,2026-10-01 09:30:00,18\n2,Bo,2026-10-02 10:00:00,40\n3,Bo,2026-10-03 10:00:00,50\n"
LAYOUT = Layout(
    columns=("conversation", "agent", "started_at", "first_response"),
    first_day=date(2026, 10, 1),
    day_after=date(2026, 11, 1),
)


def test_a_workbook_is_read_without_single_conversations_like_its_text() -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("会话")
    heading = ["会话ID", "客服", "开始时间", "首次响应时长(秒)"]
    rows = [line.split(",") for line in ROWS.splitlines()[1:]]
    for number, row in enumerate([heading, *rows]):
        sheet.write_row(number, 0, row)
    book.close()
    october = Days(date(2026, 10, 1), date(2026, 10, 31))
    text = left_of(io.BytesIO(ROWS.encode()), LAYOUT, ["2"], october, kind="csv", name="rows.csv")
    out.seek(0)
    again = left_of(out, LAYOUT, ["2"], october, kind="xlsx", name="rows.xlsx")
    assert again == text
    assert again.found == {"2"}


def test_conversations_that_were_relieved_are_taken_out_again(made: Made, tmp_path: Path) -> None:
    content = ROWS.encode()
    mapping = {"kind": "csv", "layout": LAYOUT.to_plain()}
    one = submitted(12, SLOT, "rows.csv", content, mapping=mapping)
    again = reread(one, io.BytesIO(content))
    made.documents[contents.SUBMISSIONS][0] = one | {"figures": again.figures, "parts": again.parts}
    made.files = {contents.path_of(one["sha256"], "rows.csv"): content}
    october = Days(date(2026, 10, 1), date(2026, 10, 31))
    said_so_far: list[dict[str, Any]] = []
    for numbers in (["1"], ["1", "2"]):
        left = left_of(io.BytesIO(content), LAYOUT, numbers, october, kind="csv", name="rows.csv")
        kept = {
            SLOT: {"submission": 12, "figures": left.figures, "days": left.days},
            "gone": {"submission": 99, "figures": {}, "days": {}},
        }
        details = {"scope": "conversations", "conversations": numbers[-1:], "left": kept}
        said_so_far += [
            said_about("frt_avg", "relief_claimed", "vendor", details=details),
            said_about("frt_avg", "claim_granted", "merchant"),
        ]
    made.documents[contents.CLAIMS] = said_so_far
    _, said = verified(made.packed(), tmp_path)
    assert "rows.csv without 1 conversations gives the same" in said
    assert "rows.csv without 2 conversations gives the same" in said
    kept[SLOT]["figures"]["counts"]["sessions"][0] = 9
    _, said = verified(made.packed(), tmp_path)
    assert (
        "rows.csv without 2 conversations, figures › counts › sessions › 1: judged was 9, the file gives 1"
        in said
    )


def test_a_figure_both_sides_decided_stands_for_the_line(made: Made, tmp_path: Path) -> None:
    outcome = {"outcome": "figure", "values": {"rt_sum_ms": 5, "rt_count": 1}}
    made.documents[contents.CLAIMS] = [
        said_about("art", "objected", "merchant"),
        said_about("art", "claim_refused", "vendor"),
        said_about("art", "claim_escalated", "merchant"),
        said_about("art", "decision_proposed", "merchant", details=outcome),
        said_about("art", "decision_accepted", "vendor"),
    ]
    _, said = verified(made.packed(), tmp_path)
    assert "Input “adjusted › art”" in said


def test_waivers_and_confirmed_deductions_follow_from_what_was_said(made: Made, tmp_path: Path) -> None:
    made.documents[contents.ABOUT]["submitted_at"] = "2026-11-03T00:00:00+00:00"
    made.documents[contents.CLAIMS] = [
        said_about("art", "waived", "merchant", comment="goodwill"),
        said_about("csat", "deduction_confirmed", "merchant"),
        said_about("csat", "deduction_confirmed", "vendor"),
        said_about("art", "deduction_confirmed", "vendor", said_at="2026-11-02T00:00:00+00:00"),
    ]
    _, said = verified(made.packed(), tmp_path)
    assert "Input “waived › art”: the month was judged by —, what was said and sent gives goodwill" in said
    assert "Input “confirmed › 1”: the month was judged by —, what was said and sent gives csat" in said
    assert "confirmed › 2" not in said


def test_stated_quantities_are_those_of_the_signed_trail(made: Made, tmp_path: Path) -> None:
    for quantities in ("seats = 9, shift_seats|shift=night = 2", "seats = 10"):
        made.documents[contents.TRAIL] = trail_of(
            ("QuantitiesStated", {"month_id": 5, "quantities": quantities}),
            ("QuantitiesStated", {"month_id": 6, "quantities": "seats = 1"}),
        )
        _, said = verified(made.packed(), tmp_path)
        assert "Input “stated › seats”: the month was judged by —" in said


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            edited(contents.EARLIER, 0, "results", to={"lines": [], "score": "1"}),
            "The results of 2026-09 are not",
        ),
        (lambda made: made.documents[contents.EARLIER].clear(), "2026-09 was agreed at another time"),
        (
            lambda made: made.documents[contents.INPUTS]["earlier"].clear(),
            "2026-09 was agreed at another time",
        ),
        (
            edited(contents.INPUTS, "earlier", 0, "lines", to=[line_before("art")]),
            "This month was judged by other results of 2026-09",
        ),
    ],
)
def test_earlier_months_must_be_those_that_were_accepted(
    change: Callable[[Made], None], words: str, made: Made, tmp_path: Path
) -> None:
    change(made)
    code, said = verified(made.packed(), tmp_path)
    assert (code, words in said) == (verify.PARTS, True), said


def test_an_earlier_month_decided_since_is_not_held_against_this_one(made: Made, tmp_path: Path) -> None:
    results, inputs = made.documents[contents.RESULTS], made.documents[contents.INPUTS]
    made.documents[contents.TRAIL] = trail_of(
        ("MonthAgreed", {"month_id": 5, "digest": digest_of(results), "inputs": digest_of(inputs)}),
        ("ResultsRenewed", {"month_id": 4, "digest": "later"}),
    )
    code, said = verified(made.packed(), tmp_path)
    assert (code, "2026-09 was decided anew after this month was accepted" in said) == (verify.HOLDS, True)


def test_agents_are_compared_with_the_files(made: Made, tmp_path: Path) -> None:
    figures = made.documents[contents.SUBMISSIONS][0]["parts"]["agent"]["小美"]
    for known, holds in ((figures, True), (figures | {"unpoolable": ["art"]}, False)):
        made.documents[contents.INPUTS]["agents"] = [
            {"slot": SLOT, "agent": "小美", "role": "", "figures": known}
        ]
        _, said = verified(made.packed(), tmp_path)
        assert (f"Input “agents › {SLOT} 小美" not in said) is holds


def test_what_shows_a_claim_is_checked_by_its_hash(made: Made, tmp_path: Path) -> None:
    picture = {"sha256": contents.sha256_of(b"x"), "file_name": "outage.png", "file_size": 1}
    made.documents[contents.CLAIMS] = [said_about("", "accepted", "merchant", files=[picture])]
    made.files[contents.path_of(picture["sha256"], "outage.png")] = b"x"
    code, said = verified(made.packed(), tmp_path)
    assert (code, "outage.png is the file that was submitted" in said) == (verify.HOLDS, True)


def test_a_document_that_is_no_document_is_named(made: Made, tmp_path: Path) -> None:
    content = made.packed().replace(b"about.json", b"aXout.json")
    assert "no evidence bundle" in verified(content, tmp_path)[1]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in (contents.MANIFEST, *contents.DOCUMENTS):
            archive.writestr(name, "{")
    assert "about.json in the bundle cannot be read" in verified(out.getvalue(), tmp_path)[1]


def test_a_document_beyond_all_measure_is_not_opened(
    made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.sla.rules.bundles.opening.LARGEST_DOCUMENT", 10)
    assert verified(made.packed(), tmp_path)[0] == verify.NO_BUNDLE


def test_a_bundle_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    out = io.StringIO()
    assert verify.main([str(tmp_path / "none.zip"), "--language", "en"], out) == verify.NO_BUNDLE
    assert "No such file" in out.getvalue()


def test_a_figure_nobody_knows_and_a_field_more_are_named_as_they_stand(made: Made, tmp_path: Path) -> None:
    figures = made.documents[contents.SUBMISSIONS][0]["figures"]
    figures["counts"]["weather"] = [1, 1, 0, 1]
    figures["unpoolable"] = ["art"]
    _, said = verified(made.packed(), tmp_path)
    assert "month › counts › weather: submitted was [1, 1, 0, 1], the file gives —" in said
    assert "unpoolable › 1: submitted was art, the file gives —" in said


def test_single_conversations_are_read_by_their_layout(made: Made) -> None:
    content = "\n".join(
        ["id,agent,start,first", "1,Ann,2026-10-01 09:30:00,18", "2,Bo,2026-10-02 10:00:00,40", ""]
    ).encode()
    one = submitted(1, SLOT, "rows.csv", content, mapping={"kind": "csv", "layout": LAYOUT.to_plain()})
    again = reread(one, io.BytesIO(content))
    assert again.figures["counts"]["sessions"][0] == 2
    assert again.figures["parts"]["frt_median"][0] == 18_000
    assert sorted(again.parts["day"]) == ["2026-10-01", "2026-10-02"]


@pytest.mark.parametrize(
    ("stated", "found", "places"),
    [
        ({"a": 1}, {"a": 1}, []),
        ({"a": 1}, {"a": True}, ["a"]),
        ({"a": 1}, {}, ["a"]),
        ({}, {"b": 1}, ["b"]),
        ([1, 2], [1], ["2"]),
        ([{"key": "x", "v": 1}], [{"key": "x", "v": 2}], ["x › v"]),
        ([{"v": 1}], [{"v": 2}], ["1 › v"]),
        ({"a": [1]}, {"a": 1}, ["a"]),
    ],
)
def test_every_place_where_two_values_part_is_named(stated: Any, found: Any, places: list[str]) -> None:
    assert [one.place for one in differences(stated, found)] == places


def test_what_older_results_do_not_speak_of_is_not_compared() -> None:
    assert narrowed({"a": 1, "b": [{"c": 1, "d": 2}]}, {"b": [{"c": 5}]}) == {"b": [{"c": 1}]}
    assert narrowed([1, 2], [1]) == [1, 2]


def test_a_sheet_of_conversations_is_read_as_the_text_it_would_have_been() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as made:
        sheet = made.add_worksheet("a")
        sheet.write_row(0, 0, ["会话ID", "客服", "开始时间", "首次响应时长(秒)"])
        sheet.write_row(1, 0, ["1", "Ann", "2026-10-01 09:30:00", 18])
    layout = Layout(
        columns=("conversation", "agent", "started_at", "first_response"),
        first_day=date(2026, 10, 1),
        day_after=date(2026, 11, 1),
    )
    one = submitted(1, SLOT, "a.xlsx", b"", mapping={"kind": "xlsx", "layout": layout.to_plain()})
    assert reread(one, io.BytesIO(out.getvalue())).figures["counts"]["sessions"][0] == 1


def leaves(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths to every word, number and nothing in a document."""
    if isinstance(value, dict):
        return [leaf for name in value for leaf in leaves(value[name], (*path, name))]
    if isinstance(value, list):
        return [leaf for at, one in enumerate(value) for leaf in leaves(one, (*path, at))]
    return [path]


def other(value: Any) -> Any:
    """Another value of the same kind."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    return "1" if value is None else f"{value}1"


PROVED = [
    (contents.TERMS,),
    (contents.INPUTS,),
    (contents.RESULTS,),
    (contents.TRAIL, "entries"),
    (contents.SUBMISSIONS, 0, "figures"),
    (contents.SUBMISSIONS, 0, "parts"),
    (contents.SUBMISSIONS, 1, "figures"),
]
"""What a bundle states that follows from something else, or is signed."""


def within(made: Made, path: tuple[Any, ...]) -> Any:
    value: Any = made.documents
    for name in path:
        value = value[name]
    return value


LEAVES = [(*path, *leaf) for path in PROVED for leaf in leaves(within(an_accepted_month(), path))]


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(LEAVES))
def test_no_word_and_no_number_that_matters_can_be_changed_unnoticed(leaf: tuple[Any, ...]) -> None:
    made = an_accepted_month()
    place = within(made, leaf[:-1])
    place[leaf[-1]] = other(place[leaf[-1]])
    with tempfile.TemporaryDirectory() as folder:
        code, said = verified(made.packed(), Path(folder))
    assert code != verify.HOLDS, said


def test_a_head_on_paper_is_compared_with_the_trail(made: Made, tmp_path: Path) -> None:
    entries = made.documents[contents.TRAIL]["entries"]
    first = f"{entries[0]['sequence']}: {entries[0]['digest'].upper()}"
    later = f"{entries[-1]['sequence'] + 1}:{'0' * 64}"
    code, said = verified(made.packed(), tmp_path, "--language", "en", "--head", first, "--head", later)
    assert (code, "Entry 4 is the one on the paper." in said) == (verify.HOLDS, True)
    assert "later than this bundle" in said
    code, said = verified(made.packed(), tmp_path, "--language", "en", "--head", f"4:{'0' * 64}")
    assert (code, "Entry 4 is another one on the paper" in said) == (verify.PARTS, True)
    code, said = verified(made.packed(), tmp_path, "--language", "en", "--head", "9f86d081")
    assert (code, "written as on the paper" in said) == (verify.NO_BUNDLE, True)
