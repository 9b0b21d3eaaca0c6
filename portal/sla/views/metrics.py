"""The catalogue for readers: every metric by chapter, and for each what counts, who delivers it, who agreed on it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask import request

from portal.infra.access import actor, requires
from portal.infra.i18n import language
from portal.infra.pages import page
from portal.kernel.errors import NotFound
from portal.kernel.metrics import MetricDefinition, catalogue, is_own
from portal.kernel.metrics.catalogue import all_presets, versions
from portal.kernel.metrics.definitions import CHAPTERS, Group
from portal.kernel.permissions import Permission
from portal.reference.queries import DRAFT, own_metric_records, versions_of_own
from portal.sla.queries.pinning import own_in_contracts, pinned_metrics
from portal.sla.rules.deliveries import is_about
from portal.sla.views.blueprint import blueprint
from portal.sla.views.formulas import formula_of
from portal.sla.views.metric_words import CHAPTERS as CHAPTER_WORDS
from portal.sla.views.metric_words import (
    DIRECTIONS,
    UNITS,
    delivery_rows,
    facts_about,
    other_language,
    other_name,
    preset_rows,
    validity,
)


@dataclass(frozen=True)
class MetricLine:
    """One metric as the list shows it."""

    key: str
    name: str
    other_name: str
    formula: str
    unit: object
    direction: object
    contracts: int


@blueprint.get("/metrics")
@requires(Permission.MONTHS_VIEW)
def metrics() -> str:
    """Every metric by chapter; with words to look for, those that are about them."""
    words = request.args.get("q", "").strip()[:80]
    used = Counter(one.metric for one in pinned_metrics())
    defined = own_metric_records()
    own = {one.metric: one.defined.definition for one in reversed(defined)}
    own |= {key: several[-1].definition for key, several in own_in_contracts().items() if key not in own}
    chapters = {
        group: _lines(
            (one for one in (*own.values(), *catalogue()) if one.group is group and is_about(one, words)),
            used,
        )
        for group in (Group.OWN, *CHAPTERS)
    }
    return page(
        "sla/metrics.html",
        words=words,
        drafts=[(one.id, one.defined.name.read(language())) for one in defined if one.state == DRAFT],
        may_define=actor().may(Permission.CONTRACTS_EDIT),
        chapters=[(group.value, CHAPTER_WORDS[group], lines) for group, lines in chapters.items() if lines],
        number=sum(len(lines) for lines in chapters.values()),
    )


def _lines(definitions: Iterable[MetricDefinition], used: Mapping[str, int]) -> list[MetricLine]:
    return [
        MetricLine(
            key=one.key,
            name=one.name.read(language()),
            other_name=other_name(one.name),
            formula=formula_of(one),
            unit=UNITS[one.unit],
            direction=DIRECTIONS[one.direction],
            contracts=used.get(one.key, 0),
        )
        for one in definitions
    ]


@blueprint.get("/metrics/<metric_key>")
@requires(Permission.MONTHS_VIEW)
def metric(metric_key: str) -> str:
    """One metric: what counts and what does not, its formula, its versions, who delivers it, who agreed on it."""
    known = _versions_of(metric_key)
    if not known:
        raise NotFound
    wanted = request.args.get("version", type=int)
    definition = next((one for one in known if one.version == wanted), known[-1])
    return page(
        "sla/metric.html",
        definition=definition,
        newest=known[-1].version,
        name=definition.name.read(language()),
        other_name=other_name(definition.name),
        other_language=other_language(),
        chapter=CHAPTER_WORDS[definition.group],
        counts=definition.counts.read(language()),
        formula=formula_of(definition),
        facts_about=facts_about(definition),
        versions=[
            (one.version, validity(one.valid_from, one.valid_to), one.counts.read(language()))
            for one in reversed(known)
        ],
        deliveries=delivery_rows(definition),
        presets=preset_rows([one for one in all_presets() if one.metric == metric_key]),
        pinned=[one for one in pinned_metrics() if one.metric == metric_key],
        own=next((one for one in reversed(versions_of_own(metric_key))), None),
        may_define=actor().may(Permission.CONTRACTS_EDIT),
    )


def _versions_of(key: str) -> list[MetricDefinition]:
    if is_own(key):
        ours = [one.defined.definition for one in versions_of_own(key)]
        return ours or [one.definition for one in own_in_contracts().get(key, ())]
    return [one for one in versions() if one.key == key]
