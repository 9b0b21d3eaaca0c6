"""Made-up values of a review report: one year, seven promises, one of them slipping."""

from typing import Any

MONTHS = [f"{2025 + (month > 12)}-{(month - 1) % 12 + 1:02}" for month in range(12, 24)]
LINES = (
    (["平均首次响应时长（首响）", "Average first response time"], "30 s", 30, 24, "at_most"),
    (["平均响应时长（平响）", "Average response time"], "45 s", 45, 38, "at_most"),
    (["3分钟人工回复率", "Replies within 3 minutes"], "95 %", 95, 96, "at_least"),
    (["客服满意率", "Customer satisfaction"], "92 %", 92, 94, "at_least"),
    (["询单转化率", "Inquiry conversion"], "28 %", 28, 29, "at_least"),
    (["无红线差错率", "No fatal errors"], "99 %", 99, 99, "at_least"),
    (["核心客服稳定率", "Core team stability"], "80 %", 80, 88, "at_least"),
)


def values() -> dict[str, Any]:
    """The values of the report's page, as `portal.reviews.actions.printing` would give them."""
    return {
        "number": "RV-CT-2026-0007-2026-11",
        "content_hash": "8d3f0c6c2a7be1f09e5d6b4a3c2f1e0d9c8b7a695847362514031f2e3d4c5b6a",
        "head": {
            "merchant": "堃祎体育用品有限公司",
            "vendor": "赟喆客服外包（杭州）有限公司",
            "month": "2026-11",
            "contract_number": "CT-2026-0007",
            "made_on": "2026-12-03",
            "is_preliminary": False,
        },
        "period": ["2026-11-01", "2026-11-30"],
        "sentences": [
            [
                "7 项承诺达成 6 项，得分 93.4，较上月 88.1 上升。",
                "6 of 7 promises were kept; the score is 93.4, up from 88.1.",
            ],
            [
                "平均首次响应时长（首响）未达标（33 s，目标 30 s）。",
                "Average first response time was missed (33 s against 30 s).",
            ],
            [
                "本月费用（不含税）66,251.00 元，已扣考核扣款 2,049.00 元。",
                "The month costs CNY 66,251.00 without VAT, after service credits of CNY 2,049.00.",
            ],
        ],
        "asked": [
            {
                "side": "vendor",
                "what": [
                    "请说明首响未达标的原因和改进办法。",
                    "Say why first response was missed and what will change.",
                ],
            },
            {
                "side": "merchant",
                "what": ["请按期支付结算单。", "Pay the settlement invoice by its due date."],
            },
        ],
        "figures": [
            {"what": ["得分", "Score"], "value": "93.4"},
            {"what": ["达成承诺", "Promises kept"], "value": "6 / 7"},
            {"what": ["会话量", "Conversations"], "value": "48,210"},
            {"what": ["考核扣款", "Service credits"], "value": "CNY 2,049.00"},
            {"what": ["扣后费用（不含税）", "Fee after credits, without VAT"], "value": "CNY 66,251.00"},
        ],
        "months": MONTHS,
        "scores": [str(86 + place % 5 * 2) for place in range(12)],
        "lines": [_line(place, *line) for place, line in enumerate(LINES)],
        "volumes": [31000 + 1500 * (place % 4) + (16000 if place == 11 else 0) for place in range(12)],
        "volume_name": ["接待人数", "Buyers received"],
        "steps": [
            {"label": "服务费", "minor": 6830000},
            {"label": "考核扣款与奖励", "minor": -204900},
            {"label": "不含税金额", "minor": None},
            {"label": "税额", "minor": 397506},
            {"label": "价税合计", "minor": None},
        ],
        "currency": "CNY",
        "terms_version": 2,
        "said": [
            {
                "side": "vendor",
                "kind": "next",
                "who": "陈喆",
                "on": "2026-12-02",
                "text": "大促期间新人占比偏高。12 月起晚班增加 2 个坐席，并在 10 日前完成话术培训。",
            },
            {
                "side": "merchant",
                "kind": "comment",
                "who": "王堃",
                "on": "2026-12-03",
                "text": "同意。请在 15 日的复盘会上给出培训结果。",
            },
        ],
    }


def _line(place: int, metric: list[str], target: str, aim: int, usual: int, kind: str) -> dict[str, Any]:
    is_missed = place == 0
    values = [str(usual + (month * (place + 3)) % 4) for month in range(11)]
    last = 33 if is_missed else usual
    unit = target.split(" ")[1]
    return {
        "metric": metric,
        "target": target,
        "result": f"{last} {unit}",
        "state": "missed" if is_missed else "met",
        "points": "70" if is_missed else "100",
        "credit": "2,049.00" if is_missed else "",
        "trend": [*values, str(last)],
        "states": ["met"] * 11 + ["missed" if is_missed else "met"],
        "targets": [str(aim)] * 12,
        "numerator": f"{48210 * last:,}",
        "denominator": "48,210",
        "rows": 30,
        "reasons": [
            [
                f"{last} {unit}，约定{'不超过' if kind == 'at_most' else '不低于'} {target}。",
                f"{last} {unit}, agreed are {kind.replace('_', ' ')} {target}.",
            ]
        ],
    }
