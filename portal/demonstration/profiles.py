"""What the four vendors say about themselves in their profiles."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

PROFILES: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "cloudstep": {
            "introduction": "专注运动户外与鞋服类目的电商客服团队，杭州、合肥两个中心，支持 7×16 小时接待。",
            "founded_year": 2016,
            "agents": 320,
            "reserve_agents": 45,
            "days_to_add_ten_seats": 5,
            "platforms": ["taobao", "tmall", "jd", "douyin"],
            "categories": ["运动户外", "鞋服", "箱包"],
            "service_lines": ["chat", "phone"],
            "languages": ["普通话"],
            "training_days": 6,
            "exam_before_start": True,
            "quality_sampling_percent": 5,
            "attrition_percent": 6,
            "replacement_hours": 24,
            "references": "服务过 20 余家天猫、京东店铺，最长的合作超过六年。",
        },
        "tide": {
            "introduction": "合肥本地团队，擅长拼席接待和晚班，小店也能用得起。",
            "founded_year": 2019,
            "agents": 110,
            "reserve_agents": 12,
            "days_to_add_ten_seats": 9,
            "platforms": ["pinduoduo", "taobao", "douyin", "kuaishou"],
            "categories": ["日用百货", "食品", "运动户外"],
            "service_lines": ["chat"],
            "languages": ["普通话"],
            "training_days": 4,
            "exam_before_start": True,
            "quality_sampling_percent": 3,
            "attrition_percent": 9,
            "replacement_hours": 48,
        },
        "sprout": {
            "introduction": "2025 年成立的年轻团队，成员来自大型店铺的客服主管，专做直播间客服。",
            "founded_year": 2025,
            "agents": 36,
            "reserve_agents": 4,
            "platforms": ["douyin", "kuaishou"],
            "categories": ["鞋服", "美妆"],
            "service_lines": ["chat"],
            "languages": ["普通话"],
            "training_days": 5,
            "exam_before_start": True,
            "replacement_hours": 48,
        },
        "morning": {
            "introduction": "台北的線上客服團隊，服務品牌官網與蝦皮賣場，提供中英雙語客服。",
            "founded_year": 2014,
            "agents": 85,
            "reserve_agents": 10,
            "days_to_add_ten_seats": 14,
            "platforms": ["shopee", "other", "douyin"],
            "categories": ["戶外用品", "3C"],
            "service_lines": ["chat", "phone"],
            "languages": ["國語", "台語", "英語"],
            "training_days": 7,
            "exam_before_start": True,
            "quality_sampling_percent": 4,
            "attrition_percent": 5,
            "replacement_hours": 72,
        },
    }
)
