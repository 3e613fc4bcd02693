"""Bodies that issue reports, and the regions in their names."""

import re
from functools import cache

from annotator.text.lexicons import any_of

_NO_ISSUER = re.compile(
    "(?:法治|数字|服务型?|责任|阳光|廉洁|电子|智慧|透明|有为|诚信|各级|两级|三级|上级|下级|基层|本级|我省|我市|全省|全市)政府$"
    "|日报|晚报|新闻|媒体|客户端|电视|网$|^(?:各|全|我|本|有关|相关)|[的了]|(?:总|全|内|外|大|干|局)部$|院$(?<!法院)(?<!检察院)"
)
_STEM = "[一-鿿]"
_NO_REGION = re.compile(
    "(?:城市|社区|园区|县市|地区|辖区|景区|片区|校区|山区|灾区|老区|市区|城乡|牧区|区县)$(?<!大兴安岭地区)(?<!阿里地区)"
    "|[的和及与了、]|^(?:加强|推进|关于|建设|全|各|我|本|该|省|自治|促进|做好|深化)"
)
_PART = re.compile("办公室|办公厅|党组|(?<=政府)(?:(?!关于|工作)[一-鿿]){2,8}?局")
_LEAD = re.compile(r"(?:关于|印发|中国共产党|中共|(?:19|20)\d\d *年?(?:度|上半年|下半年)?|[《“\"(])+")


def is_issuer(folded: str) -> bool:
    """Whether a folded text is the name of a body of the state and nothing else."""
    match = _body().fullmatch(folded)
    return match is not None and not _NO_ISSUER.search(folded)


def issuer_span(title: str) -> tuple[int, int] | None:
    """Where the body stands that a folded title begins with: 鞍山市民政局|2020年…, 2026年|四川省人民政府|工作报告."""
    lead = _LEAD.match(title)
    start = lead.end() if lead else 0
    for match in _openings().finditer(title, start, min(len(title), start + 40)):
        end = match.end()
        name = title[start:end]
        follows = title[end : end + 4]
        if match.start() == start or not is_issuer(name) or follows.startswith(("建设", "信息公开", "网站")):
            continue
        part = _PART.match(title, end)
        return start, part.end() if part else end
    return None


def region_end(name: str) -> int:
    """How much of a folded name of a body is the region: 广东省|民政厅, 广州市天河区|民政局; 0 when it names none."""
    lead = _LEAD.match(name)
    start = at = lead.end() if lead else 0
    for pattern in (_province(), _CITY, _COUNTY):
        match = pattern.match(name, at)
        if match and not _NO_REGION.search(match[0]):
            at = match.end()
    return at if at > start else 0


def region_of(text: str, folded: str) -> str:
    """The region that a name of a body begins with, as `text` writes it."""
    lead = _LEAD.match(folded)
    end = region_end(folded)
    return text[lead.end() if lead else 0 : end] if end else ""


def title_region(text: str, title: str) -> str:
    """The region that a folded title without a body begins with: 陕西省|2026年政府工作报告."""
    lead = _LEAD.match(title)
    start, end = (lead.end() if lead else 0), region_end(title)
    if not end:
        return ""
    certain = _province().match(title, start) or re.match(
        r" *(?:19|20)\d\d|政府|人民政府", title[end : end + 6]
    )
    return text[start:end] if certain else ""


_CITY = re.compile(rf"(?:(?![省市区县]){_STEM}){{2,10}}?(?:市|自治州|州|盟|地区)(?:市(?=[一-鿿]{{2}}局))?")
_COUNTY = re.compile(
    rf"(?:市中区|市北区|市南区|市辖区|{_STEM}{{1,12}}?(?:自治县|自治旗|新区|开发区|高新区|林区|区|县|旗|市)(?:区(?![委域级]))?)"
)


@cache
def _body() -> re.Pattern[str]:
    return re.compile(rf"[一-鿿、]{{1,30}}?{any_of('issuer-ends')}")


@cache
def _openings() -> re.Pattern[str]:
    return re.compile(
        "人民政府|政府|委员会|办公室|办公厅|检察院|法院|局|厅|总队|支队|管委会|办事处|委(?!员|托|派|任|会)"
    )


@cache
def _province() -> re.Pattern[str]:
    return re.compile(any_of("provinces"))
