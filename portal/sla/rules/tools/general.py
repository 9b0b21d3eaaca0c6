"""Exports that belong to no marketplace: merged sheets, chat tools, telephone, and help desks abroad."""

from portal.kernel.messages import message
from portal.sla.rules.tools.definition import Tool

CONVERSATION_ROWS = Tool(
    key="conversations",
    label=message("One row per conversation (any system)"),
    platform="",
    columns={},
    by_conversation=True,
)
"""Recognised by its own headings (`rules.conversations`) before any other tool is asked."""

UNIFIED = Tool(
    key="unified",
    label=message("Merged sheet of several platforms"),
    platform="",
    columns={
        "agent": ("客服姓名", "客服"),
        "group": ("客服岗位",),
        "sales_amount": ("销售额",),
        "inquiry_users": ("询单人数",),
        "ordered_users": ("下单人数",),
        "paid_users": ("支付人数", "付款人数"),
        "consult_users": ("咨询人数",),
        "received_users": ("接待人数",),
        "sessions": ("接待会话量", "会话量"),
        "rt_sum_ms": ("响应总秒数",),
        "sessions_le_180s": ("3分钟内响应会话量",),
        "votes_good": ("满意评价量",),
        "evaluations": ("评价量",),
        "order_conversion": ("转化率",),
        "art": ("平均响应时长（秒）",),
        "frt_avg": ("首次响应时长（秒）",),
        "reply_3min_sessions": ("3分钟响应率",),
        "csat": ("满意率",),
    },
)

CHAT = Tool(
    key="chat",
    label=message("General chat tool"),
    platform="",
    columns={
        "agent": ("客服", "客服名称", "坐席", "坐席名称"),
        "received_users": ("总接待客户数", "接待客户数"),
        "sessions": ("总会话数量", "总会话数", "会话量"),
        "buyer_msgs": ("客户发送消息数",),
        "agent_msgs": ("客服应答数",),
        "aht": ("平均会话时长",),
        "asa": ("平均接入人工排队时长",),
        "valid_sessions": ("有效对话数",),
        "frt_avg": ("首次响应时长", "平均首次响应时长"),
        "art": ("平均响应时长",),
        "votes_good": ("好评数",),
        "votes_neutral": ("一般数",),
        "votes_bad": ("差评数",),
        "evaluations": ("总评数", "评价数"),
        "csat": ("好评率", "满意率"),
    },
)

TELEPHONE = Tool(
    key="telephone",
    label=message("Call centre monitor"),
    platform="",
    columns={
        "agent": ("坐席", "坐席姓名", "坐席工号"),
        "day": ("日期", "Index"),
        "offered": ("呼入量", "来电量", "Incoming Calls"),
        "answered": ("接通量", "接听量", "Answered Calls"),
        "abandoned": ("放弃量", "呼损量", "Abandoned Calls"),
        "answer_rate": ("接通率", "Answer Rate"),
        "abandonment": ("呼损率", "放弃率", "排队离开率"),
        "asa": ("平均应答速度", "Answer Speed (AVG)"),
        "talk_avg": ("平均通话时长", "Talk Duration (AVG)"),
        "wait_avg": ("平均等待时长", "Waiting Time (AVG)"),
        "service_level": ("20s接听率", "20秒接听率", "服务水平", "Service Level (20 Seconds)"),
        "eval_participation": ("参评率",),
        "transfer_rate": ("转接率",),
        "fcr": ("一次性解决率", "一次解决率"),
        "csat": ("满意率", "满意度"),
    },
)

CHATWOOT = Tool(
    key="chatwoot",
    label=message("Chatwoot agents report"),
    platform="",
    columns={
        "agent": ("Agent name",),
        "sessions": ("Assigned conversations", "Conversations count", "No. of conversations"),
        "frt_avg": ("Avg first response time",),
        "resolution_time": ("Avg resolution time",),
        "resolved": ("Resolution Count",),
        "wait_avg": ("Avg customer waiting time",),
        "online_ms": ("Online time",),
        "busy_ms": ("Busy time",),
    },
)

CHATWOOT_CSAT = Tool(
    key="chatwoot_csat",
    label=message("Chatwoot satisfaction report"),
    platform="",
    columns={"agent": ("Agent Name",), "rating": ("Rating",), "day": ("Recorded date",)},
    by_conversation=True,
)

CHATWOOT_SLA = Tool(
    key="chatwoot_sla",
    label=message("Chatwoot SLA report"),
    platform="",
    columns={
        "conversation": ("Conversation ID",),
        "agent": ("Assignee",),
        "group": ("Team",),
        "breaches": ("Breached Events",),
        "policy": ("SLA Policy",),
    },
    by_conversation=True,
)

ZAMMAD = Tool(
    key="zammad",
    label=message("Zammad ticket report"),
    platform="",
    columns={
        "conversation": ("#",),
        "day": ("Created At",),
        "agent": ("Owner",),
        "first_response_time": ("First Response In Min",),
        "resolution_time": ("Close In Min",),
        "closed_at": ("Closed At",),
    },
    units={"first_response_time": "min", "resolution_time": "min"},
    by_conversation=True,
)

ZENDESK = Tool(
    key="zendesk",
    label=message("Zendesk ticket metrics"),
    platform="",
    columns={
        "conversation": ("ticket_id", "Ticket ID", "id"),
        "day": ("created_at", "Created at"),
        "agent": ("Assignee",),
        "first_response_time": ("reply_time_in_minutes", "First reply time (min)"),
        "resolution_time": ("full_resolution_time_in_minutes",),
        "first_resolution_time": ("first_resolution_time_in_minutes",),
        "closed_at": ("solved_at",),
    },
    units={"first_response_time": "min", "resolution_time": "min", "first_resolution_time": "min"},
    by_conversation=True,
)

INTERCOM = Tool(
    key="intercom",
    label=message("Intercom conversations"),
    platform="",
    columns={
        "conversation": ("conversation_id", "id"),
        "day": ("created_at",),
        "first_response_time": ("time_to_admin_reply",),
        "art_median": ("median_time_to_reply",),
        "first_resolution_time": ("time_to_first_close",),
    },
    by_conversation=True,
)
