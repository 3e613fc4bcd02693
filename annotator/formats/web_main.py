"""Where the report stands on a web page.

Running text (sentences outside links) is looked for; the report is what encloses all of it, with the title and the
table of facts above it. So no paragraph is lost because a page is built oddly; what encloses the rest of the page only
loses what is plainly navigation.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from annotator.formats.web_text import BLOCKS, SILENT, tag, text_of

_HAN = re.compile(r"[㐀-鿿豈-﫿𠀀-\U0003ffff]")
_LETTER = re.compile(r"[A-Za-z]")
_SENTENCE = re.compile(r"[，。；！？]|[a-z][,.;]\s")
_LEAST = 12.0  # characters of a block of running text
_FACTS = re.compile(
    r"索\s*引\s*[号號]|发文字号|發文字號|发文机关|發文機關|发布机构|發佈機構|发布日期|發佈日期|发布时间|成文日期|生成日期|信息来源|主题分类"
    r"|(?:来源|來源|文号|文號|日期)\s*[:：]"
)
_FACTS_MOST = 600  # characters of a table of facts
_FURNITURE = re.compile(
    r"版权所有|版權所有|ICP备|公网安备|网站标识码|主办单位|承办单位|技术支持|网站地图|建议使用|浏览器|无障碍"
    r"|Copyright|All Rights Reserved",
    re.IGNORECASE,
)
_FURNITURE_MOST = 200  # characters of a block with such words
_NAMES = re.compile(
    r"(?:^|[-_\s])(?:foot(?:er)?|bottom|nav(?:igation|bar)?|menu|side(?:bar)?|crumbs?|breadcrumbs?|copyright|share"
    r"|related|recommend|login|search|toolbar|banner|hot|rank)(?:$|[-_\s0-9])",
    re.IGNORECASE,
)
_TAGS = frozenset(("nav", "footer", "aside", "header"))
_MOST_NAMED = 0.3  # of the running text; a page with more of it in such places names them by other rules
_CORE = 0.8  # of the running text: where it stands, nothing is taken away
_AROUND = 200.0  # characters of signatures, dates and short headings around the running text
_LINKS = 0.6  # of the characters: a list of links
_FEWEST_LINKS = 3
_LIST_MOST = 5000  # characters of such a list


def weight(text: str) -> float:
    """How much text this is, in Chinese characters; a Latin word counts like one and a half."""
    return len(_HAN.findall(text)) + len(_LETTER.findall(text)) / 4


def main_part(body: Any, title: str) -> tuple[Any, set[Any]]:
    """The element that holds the report, and the elements in it that are navigation."""
    prose = list(_prose(body))
    total = sum(amount for _element, amount in prose)
    named = [(element, amount) for element, amount in prose if not _within_furniture(element)]
    if sum(amount for _element, amount in named) >= (1 - _MOST_NAMED) * total:
        prose = named
    if not prose:
        return body, set(_navigation(body, set()))
    elements = [element for element, _amount in prose]
    wanted = [*_facts(body), *_titles(body, title), *elements]
    whole = _enclosing(wanted)
    keep = {ancestor for element in wanted for ancestor in (element, *element.iterancestors())}
    keep.update(_core(whole, prose).iter())
    while (around := whole.getparent()) is not None and tag(around) != "html":
        navigation = set(_navigation(around, keep | set(whole.iter())))
        more = weight(text_of(around, {*navigation, whole}))
        if (navigation or more > _AROUND) and tag(whole) != "p":
            break  # this is the site's frame
        whole = around
    return whole, set(_navigation(whole, keep))


def running_text(body: Any, without: Collection[Any] = ()) -> float:
    """How much running text there is outside of these elements."""
    return sum(
        amount
        for element, amount in _prose(body)
        if not any(ancestor in without for ancestor in (element, *element.iterancestors()))
    )


def _prose(body: Any) -> Iterator[tuple[Any, float]]:
    """The blocks of running text, each with how much it is."""
    for block, text in _blocks(body):
        amount = weight(text)
        if amount >= _LEAST and _SENTENCE.search(text) and not _is_imprint(text):
            yield block, amount


def _blocks(body: Any) -> Iterator[tuple[Any, str]]:
    """Every block with the text that is in no block within it and in no link."""
    from lxml import etree

    open_blocks: list[tuple[Any, list[str]]] = []
    links = 0
    walk = etree.iterwalk(body, events=("start", "end"))
    for event, element in walk:
        name = tag(element)
        if event == "start":
            if name in SILENT:
                walk.skip_subtree()
                continue
            links += name == "a"
            if name in BLOCKS or not open_blocks:
                open_blocks.append((element, []))
            if element.text and not links:
                open_blocks[-1][1].append(element.text)
            continue
        if name not in SILENT:
            links -= name == "a"
            if open_blocks[-1][0] is element:
                block, texts = open_blocks.pop()
                yield block, "".join(texts)
        if element.tail and not links and open_blocks:
            open_blocks[-1][1].append(element.tail)


def _within_furniture(element: Any) -> bool:
    return any(_is_furniture(ancestor) for ancestor in (element, *element.iterancestors()))


def _is_furniture(element: Any) -> bool:
    names = f"{element.get('class', '')} {element.get('id', '')}"
    return tag(element) in _TAGS or _NAMES.search(names) is not None


def _is_imprint(text: str) -> bool:
    return len(text) < _FURNITURE_MOST and _FURNITURE.search(text) is not None


def _facts(body: Any) -> Iterator[Any]:
    """The blocks with facts about the document: its number, its date, who published it."""
    for element in body.iter("table", "ul", "div", "p", "dl"):
        text = _text(element, _FACTS_MOST)
        if len(text) <= _FACTS_MOST and len(set(_FACTS.findall(text))) >= 2:
            yield element


def _titles(body: Any, title: str) -> Iterator[Any]:
    """The block that says the title, the first of the highest kind."""
    bare = re.sub(r"\s", "", title)
    if len(bare) < 4:
        return
    found = [
        element
        for element in body.iter("h1", "h2", "h3", "h4", "p", "div", "td", "span", "strong", "ucaptitle")
        if bare in (text := re.sub(r"\s", "", _text(element, 2 * len(title) + 100)))
        and len(text) < len(bare) + 20 and not _within_furniture(element)
    ]  # fmt: skip
    if found:
        yield min(found, key=lambda element: tag(element) not in ("h1", "h2", "h3", "ucaptitle"))


def _enclosing(elements: Sequence[Any]) -> Any:
    """The innermost element that holds all of these."""
    first, *others = elements
    chain = [first, *first.iterancestors()]
    for element in others:
        own = {element, *element.iterancestors()}
        while chain[0] not in own:
            chain.pop(0)
    return chain[0]


def _core(whole: Any, prose: Iterable[tuple[Any, float]]) -> Any:
    """The innermost element with nearly all of the running text."""
    amounts: dict[Any, float] = {}
    total = 0.0
    for element, amount in prose:
        total += amount
        for ancestor in (element, *element.iterancestors()):
            amounts[ancestor] = amounts.get(ancestor, 0.0) + amount
    core = whole
    while True:
        inner = next((child for child in core if amounts.get(child, 0.0) >= _CORE * total), None)
        if inner is None:
            return core
        core = inner


def _navigation(whole: Any, keep: set[Any]) -> Iterator[Any]:
    """The outermost elements that are lists of links, imprints or named as furniture, and hold nothing to keep."""
    waiting = [whole]
    while waiting:
        for child in waiting.pop():
            if child in keep:
                waiting.append(child)
            elif tag(child) and (
                _is_furniture(child) or _is_links(child) or _is_imprint(_text(child, _FURNITURE_MOST))
            ):
                yield child
            else:
                waiting.append(child)


def _is_links(element: Any) -> bool:
    text = re.sub(r"\s", "", _text(element, _LIST_MOST))
    links = [link for link, _number in zip(element.iter("a"), range(_LIST_MOST), strict=False)]
    if len(text) > _LIST_MOST or len(links) < _FEWEST_LINKS:
        return False
    linked = sum(len(re.sub(r"\s", "", _text(link, _LIST_MOST))) for link in links)
    return linked >= _LINKS * len(text)


def _text(element: Any, most: int) -> str:
    """The text of an element, or somewhat more than `most` characters of it: pages may be built to cost time."""
    found = ""
    for part in element.itertext():
        found += part
        if len(found) > most:
            break
    return found
