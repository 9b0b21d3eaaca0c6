"""What is looked into besides the months: agents below their team, items rated badly, questions put off."""

from portal.sla.actions.following import close, list_from_file
from portal.sla.queries.follow_ups import open_agents
from portal.sla.rules.follow_ups import Kind

FOUND = (
    "抽查 20 段聊天记录:发货时效答复不及时,已单独辅导并更新快捷短语。",
    "抽查 20 段聊天记录:晚高峰同时接待偏多,已调整排班。",
    "抽查 20 段聊天记录:转接后漏回 3 次,已重申交接规则。",
)
ITEMS = "款式,评分,链接\n轻量跑步鞋 2026 秋款,4.6,https://item.example/8812\n速干T恤 男款,4.7,https://item.example/7730\n"
QUESTIONS = (
    "问题,提问时间,答复时间\n断码 43 码何时补货,{day} 10:12,\n团购 30 件能否开专票,{day} 15:40,{day} 18:05\n"
)


def look_into_agents(contract_id: int, month: str) -> int:
    """The vendor has looked into the agents of a month and says what it found."""
    found = open_agents(contract_id, month)
    for place, one in enumerate(found):
        close(contract_id, one.id, outcome=FOUND[(one.id + place) % len(FOUND)])
    return len(found)


def list_items(contract_id: int) -> int:
    """The merchant lists items that rate badly."""
    taken = list_from_file(contract_id, Kind.ITEM, content=ITEMS.encode(), name="低分商品.csv")
    return taken.listed


def list_questions(contract_id: int, day: str) -> int:
    """The vendor lists questions it has put off."""
    content = QUESTIONS.format(day=day).encode()
    return list_from_file(contract_id, Kind.QUESTION, content=content, name="待核实问题.csv").listed
