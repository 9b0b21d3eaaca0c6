"""Reckons an evidence bundle anew, without database, network or any library: `python -m portal.verify bundle.zip`.

Answers 0 when everything is the same, 1 when two reckonings part ways, 2 when there is no bundle to reckon.
"""

import argparse
import ast
import os
import pkgutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from io import TextIOWrapper
from pathlib import Path
from typing import Any, TextIO
from unicodedata import category
from zoneinfo import ZoneInfoNotFoundError

from portal.kernel.errors import PortalError
from portal.kernel.messages import Message, message
from portal.sla.rules.bundles.checking import check
from portal.sla.rules.bundles.findings import PART_NAMES, Finding, Part, Verdict
from portal.sla.rules.bundles.opening import Bundle, opened
from portal.sla.rules.bundles.rereading import patience_of

CATALOGUES = {"zh-Hans": "zh_Hans_CN", "zh-Hant": "zh_Hant_TW"}
LANGUAGES = ("en", *CATALOGUES)
MARKS = {Verdict.SAME: "=", Verdict.DIFFERS: "≠", Verdict.NOT_CHECKED: "?"}
HOLDS, PARTS, NO_BUNDLE = 0, 1, 2
MODULES = ("sla", "infra")
UNREADABLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def main(arguments: Sequence[str], out: TextIO) -> int:
    """Check the bundle that is named and say what was found."""
    if isinstance(out, TextIOWrapper):
        out.reconfigure(errors="replace")
    asked = _parser().parse_args(arguments)
    words = texts_of(asked.language)
    try:
        with Path(asked.bundle).open("rb") as stream, opened(stream) as bundle:
            _introduce(bundle, words, out)
            if asked.whole is None:
                return report(check(bundle, heads=asked.head), words, out)
            with Path(asked.whole).open("rb") as whole:
                return report(check(bundle, whole=whole, heads=asked.head), words, out)
    except PortalError as refusal:
        say(refusal.reason, words, out)
    except OSError as fault:
        say(message("The bundle cannot be opened: %(why)s", why=fault.strerror or fault), words, out)
    except ZoneInfoNotFoundError:
        say(
            message("This computer knows no time zones. Add the package tzdata, or check on another one."),
            words,
            out,
        )
    except (LookupError, TypeError, ValueError, AttributeError) as fault:
        say(message("The bundle is not written as it should be: %(why)s", why=repr(fault)), words, out)
    return NO_BUNDLE


def _introduce(bundle: Bundle, words: Mapping[str, str], out: TextIO) -> None:
    """Say what the bundle is about, and how long its reading will take when it takes long."""
    about = {name: bundle.about[name] for name in ("contract", "month", "merchant", "vendor")}
    say(message("Contract %(contract)s, %(month)s: %(merchant)s and %(vendor)s.", **about), words, out)
    minutes = patience_of(one for one in bundle.submissions if one.get("sha256"))
    if minutes:
        takes = message(
            "Reading the conversations row by row takes about %(minutes)s minutes.", minutes=minutes
        )
        say(takes, words, out)


def report(findings: Iterator[Finding], words: Mapping[str, str], out: TextIO) -> int:
    """Print what was found, part by part, and answer with the exit code."""
    count = dict.fromkeys(Verdict, 0)
    before: Part | None = None
    for found in findings:
        if found.part is not before:
            say(PART_NAMES[found.part], words, out)
            before = found.part
        count[found.verdict] += 1
        out.write(f"  {MARKS[found.verdict]} {readable(said(found.words, words))}\n")
        out.flush()
    say(
        message(
            "%(same)s checks are the same, %(differs)s part ways, %(open)s could not be made.",
            same=count[Verdict.SAME],
            differs=count[Verdict.DIFFERS],
            open=count[Verdict.NOT_CHECKED],
        ),
        words,
        out,
    )
    return PARTS if count[Verdict.DIFFERS] else HOLDS


def say(what: Message, words: Mapping[str, str], out: TextIO) -> None:
    """Print one sentence on a line of its own."""
    out.write(readable(said(what, words)) + "\n")


def readable(text: str) -> str:
    """A sentence without signs that steer a terminal, end its line or turn its direction: names come from files."""
    return "".join("\ufffd" if category(letter) in UNREADABLE else letter for letter in text)


def said(what: Message, words: Mapping[str, str]) -> str:
    """A sentence in the reader's language, with what stands within it."""
    values = {name: said(one, words) if isinstance(one, Message) else one for name, one in what.values}
    template = words.get(what.template, what.template)
    return template % values if values else template


def texts_of(language: str) -> dict[str, str]:
    """The translations of the sentences that can come up here; none for English."""
    texts: dict[str, str] = {}
    for module in MODULES if language in CATALOGUES else ():
        path = f"translations/{CATALOGUES[language]}/LC_MESSAGES/{module}.po"
        found = pkgutil.get_data("portal", path)
        texts |= _catalogue((found or b"").decode("utf-8"))
    return texts


def _catalogue(text: str) -> dict[str, str]:
    """Message ids and translations of a catalogue as gettext writes it."""
    texts: dict[str, str] = {}
    entry = {"msgid": "", "msgstr": ""}
    kind = ""
    for line in [*text.splitlines(), 'msgid ""']:
        word, _, quoted = line.partition(" ")
        if word == "msgid":
            texts[entry["msgid"]] = entry["msgstr"]
            entry = {"msgid": "", "msgstr": ""}
        kind, quoted = (word, quoted) if word in entry else (kind, line)
        if quoted.startswith('"'):
            entry[kind] += str(ast.literal_eval(quoted))
    return {msgid: msgstr for msgid, msgstr in texts.items() if msgid and msgstr}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="portal.verify", description=str(__doc__).splitlines()[0])
    parser.add_argument("bundle", help="the bundle, a .zip file")
    parser.add_argument("--whole", help="a file of several shops, to compare the part of one shop with it")
    parser.add_argument(
        "--head",
        action="append",
        default=[],
        help="the head of the audit trail as a document or mail states it, 17:9f86d081…; may be given several times",
    )
    parser.add_argument("--language", choices=LANGUAGES, default=usual_language(os.environ))
    return parser


def usual_language(environment: Mapping[str, Any]) -> str:
    """The language of the machine, or English."""
    usual = str(environment.get("LC_ALL") or environment.get("LANG") or "")
    if not usual.startswith("zh"):
        return "en"
    return "zh-Hant" if usual.startswith(("zh_TW", "zh_HK", "zh_Hant")) else "zh-Hans"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], sys.stdout))
