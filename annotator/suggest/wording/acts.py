"""Wording of actions: how a clause begins that tells one, by what else one is told, and what only leads up to one.

Patterns over folded clauses, one function a kind, compiled when they are first asked for.
"""

import re
from functools import cache

from annotator.text.lexicons import any_of, either


@cache
def opening() -> re.Pattern[str]:
    """A verb of action, or what stands before one: 组织|培训, 发放|补贴, 减少|证明材料, 对|企业; of the verbs that count,
    those that tell a result are none: 增长|5%."""
    results = either(
        "增长|下降|上升|减少|增加|降低|提高|提升|占",
        "受益|受教育|参训|参与|参加|覆盖|惠及|点击|浏览|关注|吸引|辐射",
    )
    acting = any_of("action-verbs", "verbs", "opening-verbs")
    return re.compile(
        either(
            acting,
            f"(?!{results}){any_of('counting-verbs')}",
            r"增加(?![值额到至]|了?\d)(?=[^,]{2,}(?:\d|供给|供应|投入))",  # 增加普惠托位供给
            "降低(?=[^,]{0,8}(?:标准|门槛|收费|费率))",
            r"减少(?=[^,\d]{0,8}(?:材料|环节|证明|表格|层级|次数))",
            r"新\([^)]*\)建",  # 新(改、扩)建
            "[对将把向由为在]",
            "经(?![济营费验])",
        )
    )


@cache
def closing() -> re.Pattern[str]:
    """通过门户网站|曝光: the verb behind everything else."""
    return re.compile(
        f"^(?:通过|利用|依托|在|向|对|与|经).+{any_of('action-verbs', 'verbs', 'opening-verbs')}$"
    )


@cache
def brief() -> re.Pattern[str]:
    """建立台账, but not 推动落实: a verb with an object of its own in a few characters."""
    opens = any_of("light-verbs", "counting-verbs")
    return re.compile(f"(?:开展|进行|举办|召开)|{opens}了?(?!{any_of('verbs', 'opening-verbs')}).{{2}}")


@cache
def milestone() -> re.Pattern[str]:
    """What a work of the body's own has come to: 环湾城际全线贯通, ……升格为……大学, ……工程加快建设."""
    works = "设施|工程|项目|中心|基地|[路站桥港库园馆院校]"
    everywhere = "全部|所有|各类|[一二两三四五六七八九十]+[地市县区]"
    return re.compile(
        either(
            f"(?!.*(?:尚未|未能|未|没有))[^,]{{4,}}?{any_of('milestones')}$",
            f"[^,]{{0,24}}覆盖(?:{everywhere})",
            "[^,]{4,}升格为",
            f"[^,]{{2,}}(?:{works})等?(?:加快|全面|顺利|稳步|有序|提速)建设$",
            "[^,]{2,}建设(?:加快|顺利|稳步|有序|提速)推进$",
        )
    )


@cache
def tally() -> re.Pattern[str]:
    """How often or to how many something was done, behind who did it when: 党员分头到村里宣讲14场, 汛期果断转移群众4万人."""
    acts = any_of("action-verbs", "verbs", "counting-verbs")
    result = either(
        "占|率|惠及|受益|覆盖|在册|收到|发生|(?<!拟)保留|支出|就业|持有|增长|增速|高于",
        r"签约居民|[有超逾第]\d|有“|[^每]{4}不超过",
    )
    number = rf"\d[\d.]*[余多]?[万亿]?{any_of('counters')}"
    times = "[一两二三四五六七八九十几多]+[次遍轮场期]"
    done = either(
        rf"{acts}[^,]{{0,16}}?(?:{number}[^,的]{{0,6}}|{times})$",
        f"[一两二三四五六七八九十几多]+次{acts}",
    )
    built = rf"[^,]{{0,16}}[配开办设修印建]了?{number}"  # 新修12公里
    return re.compile(rf"(?![^,]*{result})(?:[^,]{{1,24}}?{done}|{built})")


@cache
def routine() -> re.Pattern[str]:
    """How things are done each time, in a few characters: 逐户过堂、逐项销号; 按月调度、按季通报; 一人一档."""
    each = either(
        "逐[一-鿿]|按[日周月季年]|每[日周月季年]",
        "定期|半年|年底|季末|当面|挂图|对账",
        "一[人户季月案村企][一二]",
    )
    return re.compile(
        either(
            f"{each}[^,、]{{2,6}}(?:、[^,、]{{3,7}})+$",
            "一[人户季月案村企]一[一-鿿](?:、一[人户季月案村企年]一[一-鿿])*$",
        )
    )


@cache
def handling() -> re.Pattern[str]:
    """How something is handled, where no verb of action opens the clause: ……均在7日内公示, 与高校联办培训班, 分两批……."""
    acts = any_of("verbs", "opening-verbs", "action-verbs")
    how = either(
        "全程|逐[一条级件户案季人项个家村]|重新|一律|统一|直接|当场|一并|及时|分别|同步|集中|均|线上|[早晚]",
        "每[日周月季]度?[一-六]?|每个?工作日|[日时]内",
    )
    led = (f"[与同][^,]{{2,24}}?{acts}", rf"(?:依托|利用|通过|借助)[^,]{{2,24}}?{acts}[^,]*\d")
    moved = r"\d[^,]*(?:进驻|纳入|录入|移送|参加了?[^,]*(?:考试|培训|学习)$|述法)"
    opened = (
        "请(?!求|示).{4}",
        "用[^,]{2,12}(?:把|将|录制|制作|讲解|演示)",
        "分.{1,3}[批级类期组片路区][^,]{4}",
        "进[村校企社园户][^,]{4}",
        "[将把].{4}",
        "[对为向][^,]{6,}$",
        "严格(?![依按遵执落控管审把实规履要])",
    )
    words = "进行|予以|给予|加以|作出|做出|实行|均|都|由|经|送|报|列为|用于|名义"
    return re.compile(
        either(
            f"{how}[一-鿿]{{2,6}}$",
            "[^,]{2,}(?:应当|须|不[得予准])[^,]{2}",  # 新建小区应当配建托育设施
            "设在[^,]{3,}$",
            "^不再.{3}",
            "一律[一-鿿]{2,}、",
            f"^{either(*led, moved, *opened)}",
            words,
        )
    )


# -- what only leads up to an action ----------------------------------------------------------------


@cache
def announcing() -> re.Pattern[str]:
    """What is told next: 重点做好以下工作, 抓好三项工作, 现将有关情况报告如下."""
    counted = "以下|如下|下列|[一二三四五六七八九十]+[项个方件]"
    return re.compile(f"(?:做好|抓好|做了)(?:{counted})[^,]{{0,6}}(?:工作|方面|事情?)$|报告如下$|汇报如下$")


@cache
def addressees() -> re.Pattern[str]:
    """To whom something is said at a report's end, and not yet what: 向全市人民, 向各位代表."""
    people = (
        "人民|群众|职工|干部|官兵|民警|同志|人士|同胞|侨胞|友人|朋友|人员|工作者|志愿者|单位|团体|代表|委员"
    )
    return re.compile(f"向.*(?:{people})$")
