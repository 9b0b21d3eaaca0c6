"""Who there is in the demonstration: organisations and people, all invented, with numbers that only look real."""

from dataclasses import dataclass

from portal.kernel.permissions import Role, Side

EVERY_ROLE = tuple(Role)


@dataclass(frozen=True)
class Person:
    """Somebody who can be signed in as with one click; ``account`` is the sign-in name."""

    account: str
    name: str
    title: str
    roles: tuple[Role, ...]
    language: str = "zh-Hans"


@dataclass(frozen=True)
class Particulars:
    """What an organisation puts into contracts and settlement invoices about itself."""

    address: str
    phone: str
    legal_representative: str
    bank_name: str
    bank_account: str


@dataclass(frozen=True)
class Cast:
    """One organisation with its people; the first of them is its owner."""

    key: str
    side: Side
    name: str
    identifier: str
    particulars: Particulars
    people: tuple[Person, ...]
    country: str = "CN"
    language: str = "zh-Hans"
    time_zone: str = "Asia/Shanghai"
    is_small: bool = False

    def who(self, role: Role) -> Person:
        """The person who does what this role does: the one with the fewest other roles."""
        holders = [person for person in self.people if role in person.roles]
        return min(holders, key=lambda person: len(person.roles))


MOUNTAIN = Cast(
    key="mountain",
    side=Side.MERCHANT,
    name="杭州远山运动用品有限公司",
    identifier="91330106MA7YK2QX1N",
    particulars=Particulars(
        address="浙江省杭州市西湖区示例路 128 号 6 楼",
        phone="0571-5550 0128",
        legal_representative="沈知远",
        bank_name="示例银行杭州城西支行",
        bank_account="6200 0000 0001 2800",
    ),
    people=(
        Person("shenzhiyuan", "沈知远", "创始人", (Role.OWNER,)),
        Person("linxiaotang", "林晓棠", "客服外包经理", (Role.MANAGER,)),
        Person("zhouyuan", "周予安", "数据分析", (Role.ANALYST,)),
        Person("hejingshu", "何静姝", "财务主管", (Role.FINANCE,)),
        Person("lujingxing", "陆景行", "副总经理", (Role.SIGNATORY,)),
        Person("tangguo", "唐果", "店铺运营", (Role.VIEWER,)),
    ),
)

GROCERY = Cast(
    key="grocery",
    side=Side.MERCHANT,
    name="义乌市小禾日用百货商行",
    identifier="92330782MA8XH5PN2L",
    particulars=Particulars(
        address="浙江省义乌市示例街 35 号",
        phone="0579-5550 0035",
        legal_representative="禾小满",
        bank_name="示例银行义乌商城支行",
        bank_account="6200 0000 0003 5100",
    ),
    people=(Person("hexiaoman", "禾小满", "店主", EVERY_ROLE),),
    is_small=True,
)

CLOUDSTEP = Cast(
    key="cloudstep",
    side=Side.VENDOR,
    name="杭州云阶客服外包有限公司",
    identifier="91330108MA2YJ7KT3P",
    particulars=Particulars(
        address="浙江省杭州市滨江区示例大道 9 号 3 幢",
        phone="0571-5550 0903",
        legal_representative="程亦舟",
        bank_name="示例银行杭州滨江支行",
        bank_account="6200 0000 0090 3200",
    ),
    people=(
        Person("chengyizhou", "程亦舟", "总经理", (Role.OWNER,)),
        Person("sunian", "苏念", "项目经理", (Role.MANAGER,)),
        Person("wuke", "吴可", "数据专员", (Role.ANALYST,)),
        Person("zhengyaqin", "郑雅琴", "财务", (Role.FINANCE,)),
        Person("xumuzhi", "许牧之", "商务总监", (Role.SIGNATORY,)),
    ),
)

TIDE = Cast(
    key="tide",
    side=Side.VENDOR,
    name="合肥听澜信息服务有限公司",
    identifier="91340104MA5TL8WR46",
    particulars=Particulars(
        address="安徽省合肥市蜀山区示例路 66 号",
        phone="0551-5550 0066",
        legal_representative="徐闻笛",
        bank_name="示例银行合肥蜀山支行",
        bank_account="6200 0000 0006 6300",
    ),
    people=(
        Person("xuwendi", "徐闻笛", "总经理", (Role.OWNER, Role.SIGNATORY)),
        Person("liangxiaoxi", "梁小溪", "客服主管", (Role.MANAGER,)),
        Person("denghe", "邓禾", "财务", (Role.FINANCE,)),
    ),
)

SPROUT = Cast(
    key="sprout",
    side=Side.VENDOR,
    name="成都新枝电商服务有限公司",
    identifier="91510107MAC3XQ9G5R",
    particulars=Particulars(
        address="四川省成都市武侯区示例巷 8 号",
        phone="028-5550 0008",
        legal_representative="叶初阳",
        bank_name="示例银行成都武侯支行",
        bank_account="6200 0000 0000 8400",
    ),
    people=(Person("yechuyang", "叶初阳", "创始人", EVERY_ROLE),),
)

MORNING = Cast(
    key="morning",
    side=Side.VENDOR,
    name="晨曦客服股份有限公司",
    identifier="90310012",
    particulars=Particulars(
        address="台北市內湖區示例路 21 號 5 樓",
        phone="02-5550-0021",
        legal_representative="林昱廷",
        bank_name="示例銀行內湖分行",
        bank_account="000-21-000500-0",
    ),
    people=(
        Person("linyuting", "林昱廷", "總經理", (Role.OWNER, Role.SIGNATORY), "zh-Hant"),
        Person("zhangyazhu", "張雅筑", "專案經理", (Role.MANAGER,), "zh-Hant"),
        Person("chenguanting", "陳冠廷", "財務", (Role.FINANCE,), "zh-Hant"),
    ),
    country="TW",
    language="zh-Hant",
    time_zone="Asia/Taipei",
)

STEWARD = Cast(
    key="steward",
    side=Side.OPERATOR,
    name="演示系统",
    identifier="",
    particulars=Particulars("", "", "", "", ""),
    people=(Person("guyizhou", "顾一舟", "系统管理员", (Role.OWNER,)),),
)

MERCHANTS = (MOUNTAIN, GROCERY)
VENDORS = (CLOUDSTEP, TIDE, SPROUT, MORNING)
EVERYBODY = (*MERCHANTS, *VENDORS, STEWARD)
