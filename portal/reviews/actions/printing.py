"""What a printed review report says, as plain values in the contract's languages."""

from collections.abc import Mapping, Sequence
from typing import Any

from portal.invoicing.actions.printing import in_languages_of

TEMPLATE = "reviews/review_document.html"


def review_values(
    head: Mapping[str, Any],
    content: Mapping[str, Any],
    said: Sequence[Mapping[str, str]],
    languages: Sequence[str],
) -> dict[str, Any]:
    """The values of a review's pages: head, summary, lines with trends, money, and what both sides said."""

    def words(kept: Mapping[str, str]) -> list[str]:
        return in_languages_of(kept, languages)

    return {
        "head": dict(head),
        "period": content["period"],
        "sentences": [words(one) for one in content["sentences"]],
        "asked": [{"side": ask["side"], "what": words(ask["what"])} for ask in content["asked"]],
        "figures": [
            {"what": words(one["what"]), "value": words(one["value"])[0]} for one in content["figures"]
        ],
        "months": content["months"],
        "scores": content["scores"],
        "lines": [_line(line, words) for line in content["lines"]],
        "consistency": [
            {"metric": words(one["metric"]), "said": [words(said) for said in one["said"]]}
            for one in content.get("consistency", ())
        ],
        "volumes": content["volumes"],
        "volume_name": words(content["volume_name"]) if content["volume_name"] else [],
        "steps": [{"label": words(step["label"])[0], "minor": step["minor"]} for step in content["steps"]],
        "currency": content["currency"],
        "terms_version": content["terms_version"],
        "said": [dict(one) for one in said],
    }


def _line(line: Mapping[str, Any], words: Any) -> dict[str, Any]:
    plain = ("state", "points", "credit", "trend", "states", "targets", "denominator", "rows")
    return {
        **{name: line[name] for name in plain},
        "numerator": words(line["numerator"])[0] if line["numerator"] else "",
        "metric": words(line["metric"]),
        "target": words(line["target"])[0],
        "result": words(line["result"])[0],
        "reasons": [words(reason) for reason in line["reasons"]],
    }
