"""What a line of a web page or a print-out is that does not belong to the report on it."""

import re
from functools import cache

from annotator.text.lexicons import any_of, entries

_EDGES = r"\s|·•/×>»›<«\[\]【】()〔〕{}:、,.;!_*#=~\-—–+《》“”\"'↑↓→←◆■▶►▲▼"
_LONGEST = 100
_PAGE_NUMBER = re.compile(
    r"[-—–―─·•]+ ?\d{1,4} ?[-—–―─·•]+"
    r"|第 ?[\d一二三四五六七八九十百]{1,5} ?页(?:[ /,]*共 ?[\d一二三四五六七八九十百]{1,5} ?页)?"
    r"|(?:共 ?\d{1,4} ?页[ /,]*)第 ?\d{1,4} ?页|[Pp]age ?\d{1,4}(?: ?(?:of|/) ?\d{1,4})?|\d{1,4} ?/ ?\d{1,4} ?页?"
)
_URL = re.compile(
    r"(?:网址:? *)?https?://[!-~]+(?: +\d+/\d+)?(?: +\d{4}[-/]\d{1,2}[-/]\d{1,2}(?: \d{1,2}:\d{2})?)?"
)
_NEIGHBOUR = re.compile(r"[上下]一(?:篇|条|页|则|个|篇文章|则新闻) *[:>»].{0,80}|[上下]一(?:篇|条|则)")
_CAPTION = re.compile(
    r".{0,150}(?:记者|通讯员|摄影记者) ?[一-鿿· 、]{2,20}?(?: |/|\()?(?:摄|摄影|图)\)?|(?:摄影|图片)[:/].{2,20}"
)
_TRAIL_MARK = re.compile(r"[>»›/→\-—|]{1,3}")
_TRAIL_GAP = re.compile(r" *(?:>+|»|›|→|/|--|\|| - | — | -|- ) *")
_HASH = re.compile(r"[0-9a-f]{24,64}:?")


def is_furniture(words: str) -> bool:
    """A folded line of widget words, signs and counts alone: 下载 · 【字号:大 中 小】 · 浏览次数:123次."""
    return len(words) <= _LONGEST and _widgets().fullmatch(words) is not None


def is_sure_furniture(words: str) -> bool:
    """The same, with a word in it that never stands alone on a line of a report."""
    return is_furniture(words) and _sure().search(words) is not None


def is_signs(words: str) -> bool:
    """Signs that stand between widgets, and are nothing by themselves: 】 · | · ×."""
    return len(words) <= 4 and re.fullmatch(f"[{_EDGES}]+", words) is not None


def is_page_number(words: str) -> bool:
    """- 3 - · 第3页 共10页 · 3/10."""
    return len(words) <= 24 and _PAGE_NUMBER.fullmatch(words) is not None


def is_address(words: str) -> bool:
    """The address of the page on a line of its own, as a browser prints it."""
    return _URL.fullmatch(words) is not None


def is_caption(words: str) -> bool:
    """The line under a photograph, with the name of who took it."""
    return (
        len(words) <= 180
        and words.endswith(("摄", "摄影", "图", ")", "摄)"))
        and bool(_CAPTION.fullmatch(words))
    )


def opens_related(words: str) -> bool:
    """What stands over a list of other pages: 相关报道:"""
    return len(words) <= 20 and _related().fullmatch(words) is not None


def leads_elsewhere(words: str) -> bool:
    """上一篇:… 下一篇:…, and the keys of links that a page's script left behind."""
    return _NEIGHBOUR.fullmatch(words) is not None or _HASH.fullmatch(words) is not None


def is_foot(words: str) -> bool:
    """Copyright and registration of the website."""
    return len(words) <= 200 and "。" not in words and _feet().search(words) is not None


def opens_trail(words: str) -> bool:
    """The beginning of a trail of pages, or all of it: 当前位置: · 首页 · 首页>政务公开>正文."""
    match = _trail().match(words)
    if match is None or len(words) > 120 or "。" in words:
        return False
    rest = words[match.end() :].strip()
    if not rest:
        return True
    names = _TRAIL_GAP.split(rest.strip(" >»/|"))
    sure = match["place"] is not None or _TRAIL_GAP.match(words, match.end()) is not None
    return sure and len(names) <= 8 and all(len(name) <= 40 for name in names)


def is_trail_mark(words: str) -> bool:
    """> on a line of its own, between the pages of a trail."""
    return _TRAIL_MARK.fullmatch(words) is not None


def is_label(words: str) -> bool:
    """The name of a part of the website."""
    return words in _labels()


def is_menu(words: str) -> bool:
    """A website's menu on one line: 首页 | 政务公开 | 办事服务 | 互动交流."""
    items = [item for item in re.split(r"[|\s·>/]+", words) if item]
    if len(items) < 3 or len(words) > 200 or ":" in words or any(len(item) > 10 for item in items):
        return False
    return sum(item in _labels() or is_furniture(item) for item in items) * 2 >= len(items)


@cache
def _widgets() -> re.Pattern[str]:
    # Atomic groups: a line is read in one way only, however many of the words are parts of others.
    counts = rf"[{_EDGES}\d]*"
    return re.compile(rf"[{_EDGES}]*(?>(?>{any_of('furniture')}|{_counters()}){counts})+")


def _counters() -> str:
    keys = (line.split() for line in entries("header-keys"))
    return "(?:" + "|".join(re.escape(key) for key, field in keys if field in ("count", "widget")) + ")"


@cache
def _sure() -> re.Pattern[str]:
    return re.compile(any_of("furniture-sure") + "|浏览次数|浏览量|阅读量|点击数|点击量|访问量|点阅")


@cache
def _related() -> re.Pattern[str]:
    return re.compile(rf"[{_EDGES}]*{any_of('furniture-related')}[{_EDGES}]*")


@cache
def _feet() -> re.Pattern[str]:
    return re.compile(any_of("furniture-feet"))


@cache
def _trail() -> re.Pattern[str]:
    return re.compile(
        rf"[\[【>» ]*(?:(?P<place>(?!(?:网站)?首页){any_of('navigation')} *(?:[:>»]|是|$))"
        r"|(?:网站)?首页(?= *(?:$|[>»›/→|-])))[ :]*"
    )


@cache
def _labels() -> frozenset[str]:
    return frozenset(entries("page-labels"))
