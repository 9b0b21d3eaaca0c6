"""What the two sides write to each other about a month, as people of the trade write."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Remarks:
    """The merchant's comment on the month, the vendor's, and what was agreed to do next."""

    merchant: str
    vendor: str
    next_steps: str = ""


START = Remarks(
    merchant="磨合期第一个月，整体平稳。新人对尺码和面料问题答得还不够准，请把商品知识库的考试补上。",
    vendor="已安排全员补考商品知识，尺码推荐话术本周内统一，下月按正式指标考核没有问题。",
    next_steps="服务商补考商品知识；商家提供冬季新品资料。",
)
PEAK = Remarks(
    merchant="双11期间咨询量是平日的两倍多，首响守住了目标，晚班顶住了压力。预售尾款那两天的催付话术效果不错，建议固化下来。",
    vendor="感谢肯定。大促共加派 8 人，提前两周完成培训。催付话术已收进知识库，双12沿用。",
    next_steps="把大促排班和话术整理成模板，下次大促提前 15 天确认加人。",
)
SLIPS = (
    Remarks(
        merchant="本月首响和满意率都没有达标，晚班尤其明显：18 点到 22 点经常一人接待十几个买家。考核扣款按合同执行，"
        "请给出晚班补人的具体时间表。",
        vendor="承认问题。本月有四位老客服离职，新人还在带教，晚班人手不足。已从合肥中心借调三人，预计下月中旬到位。",
        next_steps="服务商 10 日前补齐晚班人手，并每周报一次晚班首响。",
    ),
    Remarks(
        merchant="连续第二个月未达标。首响比上月略好，但满意率还在 85% 上下，差评里“答非所问”占了一半。"
        "请把新人的抽检比例提到 10%，我们一起听录屏复盘。",
        vendor="借调人员已到岗，新人抽检从本周起按 10% 执行，每周三与商家一起复盘。下月有信心恢复到目标以上。",
        next_steps="新人抽检 10%；每周三联合复盘；下月仍未达标则启动更换客服。",
    ),
)
RECOVERY = Remarks(
    merchant="首响和满意率都回到了目标以上，晚班补人见效。联合复盘再保持一个月，稳定之后改为双周。",
    vendor="多谢商家配合复盘。四位新人均已通过转正考核，晚班排班已固定。",
    next_steps="联合复盘保持一个月，稳定后改为双周一次。",
)
USUAL = (
    Remarks(
        merchant="各项指标达标，数据和后台核对一致。退换货的解释口径建议再统一一下，最近有三单买家反映前后说法不同。",
        vendor="已在晨会统一退换货口径，并更新快捷短语。",
        next_steps="更新退换货快捷短语。",
    ),
    Remarks(
        merchant="表现稳定。询单转化比上月高了一点，推荐搭配购买的话术起作用了。",
        vendor="搭配推荐会继续推，下月重点放在鞋类的尺码答疑上。",
    ),
    Remarks(
        merchant="达标。周末上午的响应略慢，请看一下排班。",
        vendor="周末早班增加一人，下周起执行。",
        next_steps="周末早班加一人。",
    ),
    Remarks(
        merchant="整体满意，差评里没有客服原因的。继续保持。",
        vendor="谢谢，团队会继续努力。",
    ),
)
ABROAD = (
    Remarks(
        merchant="达标。假日前后的物流咨询比较多，请提前备好快捷回复。",
        vendor="收到，已整理物流常見問答，下月起併入快捷回覆。",
        next_steps="物流常見問答併入快捷回覆。",
    ),
    Remarks(
        merchant="整体稳定，首响比上月又快了一些。",
        vendor="謝謝，將維持目前排班。",
    ),
)
"""With the vendor abroad each side writes in its own script."""
RETURNED = "本月合計列與明細對不上：明細加總的評價數比合計少 12 筆，請重新匯出後再提報。"
"""Why the merchant sent figures back."""
OBJECTION = "晚班数据与后台截图不一致，请核对。"
