"""The catalogue is complete, speaks three languages and adds up only what can be added."""

import re
from datetime import date
from pathlib import Path

import pytest

from portal.kernel.errors import NotFound
from portal.kernel.metrics import (
    Aggregation,
    Direction,
    FieldKind,
    Group,
    MetricDefinition,
    Unit,
    Words,
    catalogue,
    field,
    fields,
    metric,
    presets,
)
from portal.kernel.metrics.catalogue import all_presets, versions

NAMED_BY_THE_SEEDS = """
inquiry_conversion unpaid_recovery aov reception_volume frt_avg frt_p90 art reply_rate answered_within_24h csat
dsr_service bad_review_rate complaint_rate qa_score answer_accuracy fcr transfer_rate refund_rate refund_retention
resolution_time refund_only_hours return_refund_hours dispute_refund_rate attrition online_hours
"""

CHAPTERS = {
    Group.PRE_SALES: """inquiry_conversion order_conversion unpaid_recovery sales_assisted target_completion aov
        items_per_buyer reception_volume repurchase_rate""",
    Group.SPEED: """frt_avg frt_median frt_p90 art reply_rate reply_3min_taobao reply_3min_pdd reply_3min_douyin
        reply_3min_sessions reply_3min_kuaishou answer_30s_jd answer_30s_pdd leave_msg_rate_jd
        valid_reply_pdd_2019 slow_response answered_within_24h service_level asa abandonment
        missed_conversations online_hours""",
    Group.QUALITY: """csat im_dissatisfaction eval_participation eval_sent dsr_desc dsr_service dsr_logistics
        bad_review_rate bad_review_fault_rate complaint_rate qa_score fatal_accuracy answer_accuracy
        qa_sampling_rate fcr transfer_rate escalation_rate qa_ratio bot_share""",
    Group.AFTER_SALES: """refund_rate refund_retention refund_only_hours return_refund_hours refund_self_complete
        dispute_refund_rate quality_refund_rate platform_intervention audit_20min_jd handle_20min_jd
        resolution_time aht""",
    Group.WORKFORCE: """occupancy utilisation shrinkage adherence attendance absenteeism attrition core_stability
        training_pass concurrency long_sessions""",
}

KINDS = {
    Unit.SECONDS: {FieldKind.DURATION_SECONDS},
    Unit.HOURS: {FieldKind.HOURS},
    Unit.COUNT: {FieldKind.COUNT},
    Unit.ITEMS: {FieldKind.COUNT},
    Unit.MONEY: {FieldKind.MONEY},
    Unit.SCORE: {FieldKind.SCORE},
    Unit.POINTS: {FieldKind.SCORE},
}
TIME = {FieldKind.DURATION_SECONDS, FieldKind.HOURS}


@pytest.mark.parametrize("group", tuple(CHAPTERS))
def test_every_chapter_holds_its_metrics(group: Group) -> None:
    keys = dict.fromkeys(definition.key for definition in versions() if definition.group is group)
    assert list(keys) == CHAPTERS[group].split()


def test_the_first_release_has_what_the_seeds_name() -> None:
    first = [definition.key for definition in catalogue() if definition.first_release]
    assert sorted(first) == sorted(NAMED_BY_THE_SEEDS.split())


@pytest.mark.parametrize("definition", versions(), ids=lambda one: f"{one.key}@{one.version}")
def test_a_definition_is_made_of_figures_of_its_own_kind(definition: MetricDefinition) -> None:
    above = {field(key).kind for key, _ in definition.numerator}
    below = {field(key).kind for key, _ in definition.denominator}
    if definition.unit is Unit.PERCENT:
        assert above == below or above | below <= TIME
    else:
        assert above == KINDS[definition.unit]
        assert below <= {FieldKind.COUNT}
    if definition.printed:
        assert {field(definition.printed).kind} == above


def test_shares_and_means_have_a_denominator_and_sums_have_none() -> None:
    bare = {Aggregation.SUM, Aggregation.MAX, Aggregation.PCTL}
    for definition in versions():
        if definition.key != "reception_volume":
            assert (definition.aggregation in bare) is not bool(definition.denominator)


def test_only_the_value_at_the_end_may_be_taken_as_printed() -> None:
    for definition in versions():
        assert definition.printed is None or definition.aggregation is Aggregation.LAST


def words_of_catalogue() -> list[Words]:
    named = [definition.name for definition in versions()] + [one.name for one in fields().values()]
    return [*named, *(one.counts for one in versions()), *(row.unit for row in all_presets())]


def test_everything_can_be_read_in_three_languages() -> None:
    for words in words_of_catalogue():
        assert words.read("en") == str(words) == words.en
        assert re.search(r"[\u4e00-\u9fff]|DSR", words.read("zh_Hans_CN"))
        assert re.search(r"[\u4e00-\u9fff]|DSR", words.read("zh_Hant_TW"))
        assert not re.search(r"[,;?!]", words.zh_hans + words.zh_hant)


def test_traditional_words_hold_no_simplified_forms() -> None:
    simplified = set("询单转响应时长满质检问题换优运类东买卖对话处发现这个实际员费级额订预约录类达标诉权评签")
    for words in words_of_catalogue():
        assert not set(words.zh_hant) & simplified, words.zh_hant


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("zh_Hans_CN", "简"),
        ("zh-Hans", "简"),
        ("zh", "简"),
        ("zh-TW", "繁"),
        ("zh_Hant_TW", "繁"),
        ("en", "E"),
    ],
)
def test_words_follow_the_readers_locale(locale: str, text: str) -> None:
    assert Words("E", "简", "繁").read(locale) == text


def test_labels_are_those_of_the_glossary() -> None:
    labels = {
        "fatal_accuracy": ("无红线差错率", "無紅線差錯率"),
        "attrition": ("客服离职率", "客服離職率"),
        "csat": ("客服满意率", "客服滿意率"),
        "escalation_rate": ("转商家处理率", "轉商家處理率"),
        "missed_conversations": ("未回复人数", "未回覆人數"),
        "core_stability": ("核心客服稳定率", "核心客服穩定率"),
        "valid_reply_pdd_2019": ("有效回复率", "有效回覆率"),
        "reply_3min_pdd": ("拼多多3分钟人工回复率", "拼多多3分鐘真人回覆率"),
        "eval_sent": ("评价发送率", "評價發送率"),
    }
    for key, pair in labels.items():
        assert (metric(key).name.zh_hans, metric(key).name.zh_hant) == pair
    assert metric("frt_avg").name.zh_hant == "平均首次回應時間"


def test_the_catalogue_of_a_day_holds_each_metric_once() -> None:
    for day in (date(2021, 11, 30), date(2021, 12, 1), date(2026, 11, 22)):
        keys = [definition.key for definition in catalogue(day)]
        assert len(keys) == len(set(keys))
    keys = [definition.key for definition in catalogue()]
    assert len(keys) == len(set(keys))


def test_a_contract_pins_the_version_of_its_time() -> None:
    before = next(one for one in catalogue(date(2021, 11, 30)) if one.key == "answer_30s_jd")
    after = next(one for one in catalogue(date(2021, 12, 1)) if one.key == "answer_30s_jd")
    assert (before.version, after.version) == (1, 2)
    assert metric("answer_30s_jd") == after
    assert metric("answer_30s_jd", 1) == before


def test_a_superseded_rule_can_still_be_read() -> None:
    assert "valid_reply_pdd_2019" not in {definition.key for definition in catalogue()}
    assert metric("valid_reply_pdd_2019").valid_to == date(2020, 1, 1)


@pytest.mark.parametrize(("key", "version"), [("smiles", None), ("csat", 9)])
def test_an_unknown_metric_is_not_found(key: str, version: int | None) -> None:
    with pytest.raises(NotFound, match=f"no metric “{key}”"):
        metric(key, version)


def test_an_unknown_field_is_not_found() -> None:
    with pytest.raises(NotFound, match="no field “smiles”"):
        field("smiles")


def test_platforms_judge_their_own_hours() -> None:
    pdd = presets("pinduoduo", date(2026, 11, 22))
    assert [row.metric for row in pdd] == ["reply_3min_pdd", "answer_30s_pdd"]
    assert {row.window.minutes for row in pdd} == {15 * 60}
    assert not any(row.bot_counted for row in pdd)
    taobao = presets("taobao", date(2026, 11, 22))
    assert [(row.window.minutes // 60, row.rolling_days, row.bot_counted) for row in taobao] == [
        (16, 30, True),
        (24, 30, True),
    ]
    jd = {row.metric: row.window.minutes // 60 for row in presets("jd", date(2021, 11, 30))}
    assert jd["answer_30s_jd"] == 24
    assert presets("nowhere", date(2026, 1, 1)) == ()


def test_presets_and_metrics_are_joined_by_key() -> None:
    assert {row.metric for row in all_presets()} <= {definition.key for definition in catalogue()}


def test_a_metric_that_is_judged_says_which_way_is_better() -> None:
    for definition in catalogue():
        assert definition.direction is not Direction.INFORMATIONAL or definition.key in {
            "reception_volume",
            "bot_share",
            "long_sessions",
        }


def test_the_tables_are_short_enough_to_read() -> None:
    for path in (Path(__file__).parents[3] / "portal/kernel/metrics/data").glob("*.toml"):
        assert path.read_text(encoding="utf-8").count("\n") < 420
