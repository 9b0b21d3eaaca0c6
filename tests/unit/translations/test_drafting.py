"""Traditional Chinese is drafted as Taiwan says it."""

import pytest

from portal.translations.drafting import traditional


@pytest.mark.parametrize(
    ("simplified", "drafted"),
    [
        ("客服", "客服人員"),
        ("服务商已上传第 %(row)s 行", "服務商已上傳第 %(row)s 列"),
        ("银行账户", "銀行帳戶"),
        ("考核月", "考核月份"),
        ("考核月份", "考核月份"),
        ("月度考核", "月度考核"),
        ("服务质量", "服務品質"),
        ("登录", "登入"),
        ("登记付款", "登錄付款"),
        ("整改项", "改善事項"),
        ("软件里面的信息", "軟體裡面的資訊"),
        ("“自定义列”的压缩包", "「自訂欄」的壓縮檔"),
        ("个人信息保护法", "個人信息保護法"),
    ],
)
def test_a_draft_uses_taiwans_terms(simplified: str, drafted: str) -> None:
    assert traditional(simplified) == drafted
