"""The rendering process: warm, limited in memory and time, without network. The only module with WeasyPrint."""

import base64
import gc
import json
import logging
import sys
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import weasyprint
from weasyprint.css.counters import CounterStyle
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcherResponse

from portal.infra.limited.child import Answer, serve
from portal.infra.pdf.characters import coverage, printable
from portal.infra.pdf.tuning import tune
from portal.infra.pdf.tuning.litter import sweep

STATIC = Path(__file__).parents[2] / "static"
STYLES = STATIC / "print.css"
MEMORY_BYTES = 1024**3
CPU_SECONDS = 60
COLLECT_EVERY = 50
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SAMPLE = (
    '<html lang="zh-Hans"><body><h1>结算单 ST-2026-0042</h1><p>赟祎喆堃 −1,234.50 ¥</p>'
    '<p lang="zh-Hant">請款單 臺灣</p><p lang="en">Settlement “invoice” ő ł</p></body></html>'
)
TOLERATED = "Using fontTools instead of HarfBuzz-Subset"


class BundledAssets:
    """Hands out the pictures that ship with the product as ``asset:name``, and stops the rendering otherwise."""

    def __init__(self) -> None:
        self.assets = {path.name: path for path in sorted((STATIC / "print").glob("*")) if path.is_file()}

    def __call__(self, url: str) -> URLFetcherResponse:
        path = self.assets.get(url.removeprefix("asset:")) if url.startswith("asset:") else None
        if path is None:
            raise FatalURLFetchingError(f"a document may fetch bundled assets only, not {url[:200]}")
        return URLFetcherResponse(url, path.read_bytes())


class Complaints(logging.Handler):
    """Collects what WeasyPrint only mumbles: a warning means that the page is not what it should be."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        text = record.getMessage()
        if not text.startswith(TOLERATED):
            self.heard.append(text)


class Unprintable(Exception):
    """WeasyPrint complained."""


class Renderer:
    """Everything that is loaded once and used for every document."""

    def __init__(self) -> None:
        self.complaints = Complaints()
        logger = logging.getLogger("weasyprint")
        logger.handlers = [self.complaints]
        logger.propagate = False
        self.known = coverage(STATIC / "fonts")
        self.fetcher = BundledAssets()
        self.fonts = FontConfiguration()
        self.counters = CounterStyle()
        self.styles = weasyprint.CSS(
            string=STYLES.read_text(),
            url_fetcher=self.fetcher,
            font_config=self.fonts,
            counter_style=self.counters,
        )
        self.made = 0
        self.press({"html": SAMPLE, "title": "", "language": "zh-Hans", "created": None, "attachments": []})

    def press(self, request: dict[str, Any]) -> bytes:
        """One document; raises ``Unprintable`` with the first complaints."""
        self.complaints.heard = []
        try:
            result = self._printed(request)
        finally:
            self._tidy()
        if self.complaints.heard:
            raise Unprintable("; ".join(self.complaints.heard[:5]))
        return result

    def _printed(self, request: dict[str, Any]) -> bytes:
        source = weasyprint.HTML(string=printable(request["html"], self.known), url_fetcher=self.fetcher)
        document = source.render(
            font_config=self.fonts,
            counter_style=self.counters,
            stylesheets=[self.styles],
            pdf_variant="pdf/a-3b",
        )
        metadata = document.metadata
        metadata.title, metadata.lang = request["title"], request["language"]
        metadata.created = metadata.modified = request["created"]
        result: bytes = document.write_pdf(
            pdf_variant="pdf/a-3b", attachments=[_attachment(item) for item in request["attachments"]]
        )
        document.fonts.clear()
        return result

    def _tidy(self) -> None:
        """Documents are taken apart when they are done; now and then somebody looks for what was forgotten."""
        sweep()
        self.made += 1
        if self.made % COLLECT_EVERY == 0:
            gc.collect()


def _attachment(item: dict[str, str]) -> weasyprint.Attachment:
    return weasyprint.Attachment(
        string=base64.b64decode(item["content"]),
        name=item["name"],
        description=item["description"],
        relationship=item["relationship"],
        created=EPOCH,
        modified=EPOCH,
    )


def _answer(renderer: Renderer, request: bytes) -> bytes:
    try:
        return b"P" + renderer.press(json.loads(request))
    except (Unprintable, FatalURLFetchingError) as refused:
        return b"E" + str(refused).encode()
    except MemoryError:
        return b"B" + b"the document needs more memory than a document may"
    except Exception as broken:
        return b"B" + f"{type(broken).__name__}: {broken}".encode()


def _prepare() -> Answer:
    tune()
    return partial(_answer, Renderer())


if __name__ == "__main__":
    if "--check" in sys.argv:
        Renderer()
    else:
        serve(_prepare, memory_bytes=MEMORY_BYTES, cpu_seconds=CPU_SECONDS)
