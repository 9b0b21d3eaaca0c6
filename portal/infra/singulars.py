"""English sentences for exactly one of a thing; Chinese nouns have no plural, so only English needs them."""

from collections.abc import Mapping
from typing import Any

SINGULARS: Mapping[str, tuple[str, str]] = {
    plural: (counted, singular)
    for counted, sentences in {
        "count": {
            "%(count)s agents have too few cases to be judged.": "%(count)s agent has too few cases to be judged.",
            "%(count)s cases": "%(count)s case",
            "%(count)s cells of the file could not be read and were left out.": (
                "%(count)s cell of the file could not be read and was left out."
            ),
            "%(count)s conversations (%(names)s): left out, because relief was agreed.": (
                "%(count)s conversation (%(names)s): left out, because relief was agreed."
            ),
            "%(count)s conversations began outside the hours of service and are not judged.": (
                "%(count)s conversation began outside the hours of service and is not judged."
            ),
            "%(count)s conversations": "%(count)s conversation",
            "%(count)s earlier months stand as they were accepted.": (
                "%(count)s earlier month stands as it was accepted."
            ),
            "%(count)s files": "%(count)s file",
            "%(count)s lines, score and service credits are the same to the last digit.": (
                "%(count)s line, score and service credits are the same to the last digit."
            ),
            "%(count)s metrics about “%(words)s”": "%(count)s metric about “%(words)s”",
            "%(count)s months": "%(count)s month",
            "%(count)s objections and claims of relief were weighed as agreed.": (
                "%(count)s objection or claim of relief was weighed as agreed."
            ),
            "%(count)s other lines of this month were claimed because of the same event.": (
                "%(count)s other line of this month was claimed because of the same event."
            ),
            "At most %(count)s files at once.": "At most %(count)s file at once.",
            "At most %(count)s files can be sent at once.": "At most %(count)s file can be sent at once.",
            "%(count)s rows": "%(count)s row",
            "%(count)s signed entries of the audit trail.": "%(count)s signed entry of the audit trail.",
            "%(columns)s: %(count)s times the part is more than its whole (%(rows)s).": (
                "%(columns)s: %(count)s time the part is more than its whole (%(rows)s)."
            ),
            "%(columns)s: %(count)s times the rate does not agree with the counts beside it (%(rows)s).": (
                "%(columns)s: %(count)s time the rate does not agree with the counts beside it (%(rows)s)."
            ),
            "%(columns)s: %(count)s values are far from the other rows (%(rows)s). Please check them.": (
                "%(columns)s: %(count)s value is far from the other rows (%(rows)s). Please check it."
            ),
            "%(file)s: %(count)s columns with personal data were not kept.": (
                "%(file)s: %(count)s column with personal data was not kept."
            ),
            "%(file)s: %(count)s rows are no data (totals, averages, notes).": (
                "%(file)s: %(count)s row is no data (totals, averages, notes)."
            ),
            "%(name)s without %(count)s conversations gives the same.": (
                "%(name)s without %(count)s conversation gives the same."
            ),
            "%(name)s, read again: %(count)s figures are the same.": (
                "%(name)s, read again: %(count)s figure is the same."
            ),
            "Submit %(count)s files": "Submit %(count)s file",
            "Team average %(average)s over %(count)s agents; the weakest is %(agent)s.": (
                "Team average %(average)s over %(count)s agent; the weakest is %(agent)s."
            ),
        },
        "days": {
            "%(days)s daily fees": "%(days)s daily fee",
            "%(days)s days after confirmation": "%(days)s day after confirmation",
            "%(days)s days late": "%(days)s day late",
            "Figures came %(days)s days late.": "Figures came %(days)s day late.",
            "Only %(days)s days with figures: too few to tell chance from cause.": (
                "Only %(days)s day with figures: too few to tell chance from cause."
            ),
            "The figures for %(month)s are late by %(days)s days.": (
                "The figures for %(month)s are late by %(days)s day."
            ),
            "The figures have been due since %(day)s and are late by %(days)s days.": (
                "The figures have been due since %(day)s and are late by %(days)s day."
            ),
            "The figures were handed in late by %(days)s days.": (
                "The figures were handed in late by %(days)s day."
            ),
            "the remaining %(days)s days": "the remaining day",
        },
        "done": {
            "%(done)s files count now, %(refused)s could not be submitted.": (
                "%(done)s file counts now, %(refused)s could not be submitted."
            ),
            "%(done)s files count now.": "%(done)s file counts now.",
        },
        "hours": {
            "Replaces an agent within %(hours)s hours": "Replaces an agent within %(hours)s hour",
            "within %(hours)s hours": "within %(hours)s hour",
        },
        "months": {
            "The last %(months)s agreed months together gave %(value)s.": (
                "The last agreed month gave %(value)s."
            ),
        },
        "all": {
            "%(done)s of %(all)s files count.": "%(done)s of %(all)s file counts.",
            "%(ready)s of %(all)s files are ready. %(open)s still need a word from you.": (
                "%(ready)s of %(all)s file is ready. It still needs a word from you."
            ),
            "%(ready)s of %(all)s files are ready. They count as soon as you submit them.": (
                "The file is ready. It counts as soon as you submit it."
            ),
            "%(kept)s of %(all)s promises were kept.": "%(kept)s of %(all)s promise was kept.",
            "%(kept)s of %(all)s promises were kept; the score is %(score)s, %(trend)s.": (
                "%(kept)s of %(all)s promise was kept; the score is %(score)s, %(trend)s."
            ),
            "%(open)s of %(all)s contracts have a step that is due, %(late)s of them late.": (
                "%(open)s of %(all)s contract has a step that is due, %(late)s of them late."
            ),
        },
        "lines": {
            "Relief is claimed for %(lines)s lines of %(months)s months. The other sides answer next.": (
                "Relief is claimed for %(lines)s line. The other side answers next."
            ),
        },
        "rows": {
            "%(file)s, version %(version)s, %(rows)s rows, %(by)s, SHA-256 %(sha256)s": (
                "%(file)s, version %(version)s, %(rows)s row, %(by)s, SHA-256 %(sha256)s"
            ),
            "%(rows)s rows read, %(listed)s new on the list. These rows could not be read:": (
                "%(rows)s row read, %(listed)s new on the list. These rows could not be read:"
            ),
            "%(rows)s rows read, %(listed)s new on the list; the others need nothing or are listed already.": (
                "%(rows)s row read, %(listed)s new on the list; the others need nothing or are listed already."
            ),
            "The file holds the shops %(shops)s. Only the rows of “%(shop)s” count here; "
            "%(rows)s rows are left out.": (
                "The file holds the shops %(shops)s. Only the rows of “%(shop)s” count here; "
                "%(rows)s row is left out."
            ),
        },
        "seats": {
            "%(seats)s extra seats for %(days)s days without charge": (
                "%(seats)s extra seat for %(days)s days without charge"
            ),
        },
        "years": {"%(years)s years after the end": "%(years)s year after the end"},
    }.items()
    for plural, singular in sentences.items()
}
"""Each sentence said of several, with the value that counts them and the sentence said of one."""


def in_english(text: str, values: Mapping[str, Any]) -> str:
    """The English sentence for these values: the one for a single thing where its count is 1."""
    found = SINGULARS.get(text)
    if found is None:
        return text
    counted, singular = found
    return singular if str(values.get(counted)) == "1" else text
