"""Sample documents with made-up values, the same at every run."""

from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bench.review_values import values as review_values
from portal.infra.documents import DRAW

ROOT = Path(__file__).parents[1]
SEAL = {
    "trail_head": "211:5d0c1b9e8f7a6b5c4d3e2f1a0b9c8d7e6f5a4b3c2d1e0f9a8b7c6d5e4f3a2b1c",
    "public_key": "b1946ac92492d2347c6235b4d2611184a5c3f0e7d8b9cadbecfd0e1f2a3b4c5d",
}
OTHER_CHARTS = 3
LOCALES = {"zh-Hans": "zh_Hans_CN", "zh-Hant": "zh_Hant_TW"}


def catalogue(language: str) -> dict[str, str]:
    """What a language says for each English phrase; English has no catalogue."""
    said: dict[str, str] = {}
    if language in LOCALES:
        folder = ROOT / "portal" / "translations" / LOCALES[language] / "LC_MESSAGES"
        for path in sorted(folder.glob("*.po")):
            with path.open("rb") as file:
                said |= {
                    str(entry.id): str(entry.string) for entry in read_po(file) if entry.id and entry.string
                }
    return said


def page(template: str, languages: list[str], values: dict[str, Any]) -> str:
    """A document's page as the product would fill it in."""
    catalogues = [catalogue(language) for language in languages]

    def both(phrase: str, **places: object) -> list[str]:
        said = [known.get(phrase, phrase) for known in catalogues]
        return [words % places if places else words for words in said]

    environment = Environment(
        loader=FileSystemLoader(ROOT / "templates"), autoescape=True, undefined=StrictUndefined
    )
    environment.globals.update(both=both, languages=languages, draw=DRAW, **SEAL)
    return environment.get_template(template).render(values)


def settlement(lines: int = 20) -> str:
    """A settlement invoice over one month in Chinese and English."""
    work = [
        ("售前在线接待（白班）", "Pre-sales conversations, day shift"),
        ("售后在线接待（白班）", "After-sales conversations, day shift"),
        ("在线接待（晚班）", "Conversations, night shift"),
        ("大促加派坐席", "Extra seats for the promotion"),
        ("退换货审核", "Return and exchange checks"),
    ]
    return page(
        "invoicing/settlement_document.html",
        ["zh-Hans", "en"],
        {
            "number": "ST-2026-0042",
            "content_hash": "8d3f0c6c2a7be1f09e5d6b4a3c2f1e0d9c8b7a695847362514031f2e3d4c5b6a",
            "issued_on": "2026-12-03",
            "due_on": "2026-12-18",
            "service_month": "2026-11",
            "period": "11-01 – 11-30",
            "contract_number": "CT-2026-0007",
            "currency": "CNY",
            "vendor": {
                "name": "赟喆客服外包（杭州）有限公司",
                "lines": ["91330100MA2TE5T000", "杭州市余杭区文一西路 998 号 5 幢"],
            },
            "merchant": {
                "name": "堃祎体育用品有限公司",
                "lines": ["91440300MA5DEMX01X", "深圳市南山区科技园科苑路 15 号"],
            },
            "lines": [
                {
                    "description": work[place % len(work)],
                    "quantity": f"{1200 + 37 * place:,}",
                    "unit_price": f"{1 + place / 10:,.2f}",
                    "net": f"{(1200 + 37 * place) * (1 + place / 10):,.2f}",
                }
                for place in range(lines)
            ],
            "has_adjustments": True,
            "fees": "68,300.00",
            "adjusted": "−2,049.00",
            "net": "66,251.00",
            "tax_percent": "6",
            "tax": "3,975.06",
            "gross": "70,226.06",
            "deposits": "",
            "payable": "CNY 70,226.06",
            "words": [
                "人民币柒万零贰佰贰拾陆元零陆分",
                "CNY seventy thousand two hundred twenty-six and 06/100",
            ],
            "credits": [],
            "bank": ["招商银行杭州分行", "571900000000123"],
        },
    )


def review(contracts: int = 1, charts: int | None = None) -> str:
    """A monthly review report in Chinese and English with charts; longer with the promises of more contracts.

    Score, volumes and amounts have a chart each, then every promise; with `charts` only so many in all.
    """
    values = review_values()
    lines = values["lines"] * contracts
    drawn = len(lines) if charts is None else charts - OTHER_CHARTS
    values["lines"] = [
        line if place < drawn else {**line, "trend": [None] * len(line["trend"])}
        for place, line in enumerate(lines)
    ]
    return page("reviews/review_document.html", ["zh-Hans", "en"], values)
