"""What a city's departments and their systems are called: names for files, titles for people. The city is fictional."""

from typing import Final, NamedTuple


class Named(NamedTuple):
    """A name and a title."""

    name: str
    title: str


class SystemName(NamedTuple):
    """One business system that any department may have; `exposed` ones are reached from the internet."""

    name: str
    title: str
    level: int
    exposed: bool = False


CITY: Final = "云洲市"

DEPARTMENTS: Final = tuple(
    Named(*line.split())
    for line in """\
health 卫生健康委员会
finance 财政局
social-security 人力资源和社会保障局
education 教育局
civil-affairs 民政局
transport 交通运输局
government-services 政务服务局
natural-resources 自然资源和规划局
housing 住房和城乡建设局
market-supervision 市场监督管理局
medical-insurance 医疗保障局
emergency 应急管理局
ecology 生态环境局
water 水务局
city-management 城市管理局
development 发展和改革委员会
industry 工业和信息化局
science 科学技术局
justice 司法局
commerce 商务局
culture 文化广电和旅游局
agriculture 农业农村局
data 数据局
audit 审计局
statistics 统计局
state-assets 国有资产监督管理委员会
veterans 退役军人事务局
housing-fund 住房公积金管理中心
public-resources 公共资源交易中心
archives 档案馆
parks 园林和林业局
sports 体育局
petitions 信访局
foreign-affairs 外事办公室
ethnic-affairs 民族宗教事务局
finance-supervision 地方金融管理局
intellectual-property 知识产权局
general-office 市政府办公室
research 市政府研究室
offices-affairs 机关事务管理局
civil-defence 人民防空办公室
meteorology 气象局
earthquake 地震局
library 图书馆
museum 博物馆
disabled-persons 残疾人联合会
""".splitlines()
)

SYSTEMS: Final = (
    SystemName("core", "核心业务系统", 3),
    SystemName("portal", "门户网站", 2, exposed=True),
    SystemName("cases", "业务办理系统", 3),
    SystemName("booking", "预约服务系统", 2, exposed=True),
    SystemName("exchange", "数据共享交换系统", 3),
    SystemName("office", "协同办公系统", 2),
    SystemName("statistics", "统计分析系统", 2),
    SystemName("supervision", "监督管理系统", 3),
    SystemName("inquiries", "公众查询系统", 2, exposed=True),
    SystemName("files", "电子档案系统", 2),
)


def department(number: int) -> Named:
    """The department of that number, from 0; after the well-known ones come the offices of the city's subdistricts."""
    if number < len(DEPARTMENTS):
        return DEPARTMENTS[number]
    beyond = number - len(DEPARTMENTS) + 1
    return Named(f"subdistrict-{beyond}", f"第{beyond}街道办事处")


def system(number: int) -> SystemName:
    """The system of that number within a department, from 0; beyond the usual ones there are further ones of each."""
    usual, again = SYSTEMS[number % len(SYSTEMS)], number // len(SYSTEMS)
    if not again:
        return usual
    return usual._replace(name=f"{usual.name}-{again + 1}", title=f"{usual.title}（{again + 1}）")
