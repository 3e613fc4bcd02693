"""Wording of effects and slogans: what a clause serves, brings about or invokes, without saying what was done.

Patterns over folded clauses, one function a kind, compiled when they are first asked for.
"""

import re
from functools import cache

from annotator.text.lexicons import any_of, either

# -- to what end, with what effect ------------------------------------------------------------------


@cache
def raising() -> re.Pattern[str]:
    """What was raised or strengthened: 提升了服务水平, 弘扬时代新风尚, 持续优化营商环境, 引导群众增强法治意识."""
    verbs, objects = any_of("effect-verbs"), any_of("effect-objects")
    qualities = "能力|本领|意识|素质|修养|作风"
    customs = "风尚|乡风|精神|文化"
    guides = "引导|教育|推动|督促|促使|带动|帮助"
    minds = "意识|观念|理念|能力|水平|素质|思维|本领"
    return re.compile(
        either(
            rf"(?:{verbs}|{verbs}和{verbs})了?.*(?:{objects}|(?<!\d)率)$",
            f"加强.*(?:{qualities})$",
            f"(?:培育|弘扬).*(?:{customs})$",
            "(?:持续|不断)?(?:优化|打造|营造|改善).*环境$",
            f"(?:{guides}).*{verbs}.*(?:{minds})$",
        )
    )


@cache
def resolving() -> re.Pattern[str]:
    """What is to be resolved, held or protected: 切实解决群众难题, 守住安全底线, 防范化解金融风险, 维护社会稳定."""
    really = "切实|有效|着力|最大限度|真正|及时有效|积极|全力|有力"
    resolves = "解决|维护|保障|化解|减轻|防范|遏制|满足|打通|破解|消除|保护|促进|推动|守护"
    firmly = "切实|牢牢|坚决|进一步|持续|既|又|全力"
    holds = "守住|守牢|兜住|兜牢|兜实|筑牢|筑实|扎紧|扎牢|织密|织牢|织密织牢"
    lines = "底线|红线|防线|屏障|笼子|防护网|安全网|保障网|保护网|[□”]|[^,]{2}生活|安全"
    happens = "发生|反弹|回潮|抬头|蔓延|扩散|回流|重演"
    bit_by_bit = "逐步|有效|切实|及时|着力|从源头"
    breaks = "破解|破除|克服|扭转|改变"
    obstacles = "难题|顽疾|问题|状况|局面|现象|思想|痛点|堵点|瓶颈"
    goods = "权益|稳定|安全|利益|和谐|秩序|尊严|需求|权利?|公平正义"
    return re.compile(
        either(
            rf"(?:{really})地?(?:{resolves})(?!.*[\d《])",
            f"(?:{firmly})*(?:{holds}).*(?:{lines})$",
            f"(?:坚决|切实|有效|全力)*(?:严防|防范|谨防).*(?:{happens})$",
            rf"(?:{bit_by_bit})+(?:化解|缓解|遏制|根治)(?!.*\d)",
            f"(?:逐步|有效|切实|坚决)?(?:{breaks}).*(?:{obstacles})$",
            r"^(?:[一-鿿]{4})?(?:防范化解|防范|化解)[^,\d]{2,12}风险$",
            "^[既又]?(?:稳住|守住|守牢|兜住|保住|化解)了",
            "^(?:坚决)?遏制",
            "^破除.*[习俗]$",  # 破除陈规陋习
            "^树立.*风$",
            "^打通.*最后.?一",  # 打通服务群众“最后一公里”
            r"^解决[^\d]*[问难]题[”’]?$",
            f"(?:依法|充分|不断|更好地?)*(?:维护|保护|保障|守护|满足).{{0,24}}(?:{goods})$",
        )
    )


@cache
def achieving() -> re.Pattern[str]:
    """What came of it: 取得了明显成效, 服务能力稳步提升, 形成齐抓共管的合力, 推动各项任务落到实处."""
    successes = "成效|效果|成绩|进展|好评|肯定|认可|实效|突破|提升|提高|保障|称赞|支持"
    visibly = "稳步|明显|显著|有效|进一步|不断|大幅|持续"
    moods = "氛围|合力|局面|共识|态势|良性循环|环境|震慑力?|效应|生态|风气|格局之势"
    goes_places = "飞入|深入人心|走在|就地|[从由].+[向为].+|形成.*格局|发挥“.*”"
    pushes = "推动|促进|推进|力促|促使|助推"
    comes_true = either(
        "落地|落地落实|全面落实|任务落实|落实到位|落到实处|落细落实|见效|走深走实",
        "有效衔接|有机融合|良性互动|发挥.*(?:作用|成效|实效|效应)",
    )
    done = "解决|落实|管控|稳控|解释|保障|服务|整改"
    return re.compile(
        either(
            f"(?:取得|收到|获得|得到|受到|赢得)了?.*(?:{successes})$",
            "(?:成效|效果|进展)(?:明显|显著|突出|良好|顺利)(?!的)",
            "前列$",
            "^(?:维护|保持|展示|展现|彰显|守护)了",
            f"(?:{visibly})(?:提升|提高|增强|改善|好转|下降)$",
            f"^(?:进一步|有效|有力)?(?:形成|营造|构建|产生).*(?:{moods})$",
            "^(?:有效)?(?:传导|压实|净化)了",
            "^较好",  # 较好完成了年度任务
            "^(?:凝聚|汇聚).*(?:共识|力量|合力)$",
            "^赢得",
            "^实现.*“[^”]*”$",  # 实现“一网通办”
            f"^推[动进].*(?:{goes_places})",
            f"^(?:{pushes}).*{comes_true}$",
            f"^[一-鿿]{{2,6}}(?:{done})?到位$",
            r"^实现[^\d]{2,8}化$",  # 实现管理规范化
            "上(?:新|一个新)?台阶$",
            "^(?:有效|有力|进一步)?(?:促进|推动|带动|助推)了",
            "^进一步.{2,4}了",
        )
    )


@cache
def sparing() -> re.Pattern[str]:
    """Whom it spared or saved what: 为企业节省成本300万元, 切实为基层减负, 为群众挽回损失."""
    spares = "节[省约]|挽回|避免|规避|减少|减轻|减负|松绑|撑起|筑起|撑腰|跑出"
    return re.compile(f"(?:切实|努力|真正|有效)?[为给].{{1,12}}(?:{spares})")


@cache
def founding() -> re.Pattern[str]:
    """What it laid the ground for: 为下一步工作奠定基础, 为高质量发展贡献力量, 为决策提供依据."""
    lays = "奠定|打下|打牢|营造|注入|贡献|创造|保驾护航|夯实|筑牢|兜牢|添"
    supports = "保障|依据|支撑|支持|样板|基础|遵循|动力|条件|环境|参考|借鉴|经验|保证|便利|力量|智慧"
    return re.compile(f"(?:从而|进而|真正|切实)?[为给].+(?:{lays}|提供.*(?:{supports})$)")


@cache
def purposing() -> re.Pattern[str]:
    """What it was for, of the whole clause: 以减轻群众负担, 以便提高效率, 以利促进交流."""
    return re.compile("以(?:便|期|利)?(?:减轻|确保|保障|提[高升]|维护|促进|增进|满足)")


@cache
def ensuring() -> re.Pattern[str]:
    """What is to be ensured, behind linking words: 确保任务完成, 从源头上防止反弹, 杜绝弄虚作假."""
    earnestly = "真正|切实|努力|尽力|尽量|务求|有力|有效"
    ensures = "确保|保证|力求|以便|从而|进而|使(?!用)得?|让|避免|防止|达到|做到|方便|助力|倒逼"
    return re.compile(
        either(
            f"(?:{earnestly})*(?:{ensures})",
            "从(?:源头|根本|制度)上(?:防止|避免|杜绝|解决|减少)",
            "杜绝",
        )
    )


@cache
def inducing() -> re.Pattern[str]:
    """To what end, behind what was done: 引导群众移风易俗, 带动就业; not 带动就业300人."""
    people = "群众|公众|居民|村民|年轻人|其"
    return re.compile(rf"(?:引导(?:广大)?(?:{people})|帮助|促进|教育|实现|带动|增强)(?!.*[\d《])")


# -- slogans ----------------------------------------------------------------------------------------


@cache
def guiding() -> re.Pattern[str]:
    """A guiding idea: 坚持以人民为中心, 以党建引领基层治理, 把责任扛在肩上, 树牢安全发展理念, 紧扣中心工作."""
    return re.compile(
        either(
            *_held_high(),
            *_given_weight(),
            *_lived_up_to(),
            f"^[^,]{{0,12}}(?:以|把).+(?:作)?为.{{0,4}}{any_of('guiding-nouns')}$",
            ".为.{0,10}(?:指导|中心|引领|主线|统领|目标|宗旨|根本)$",
        )
    )


def _held_high() -> tuple[str, ...]:
    """What a clause holds to, or starts from: 坚持……, 贯彻……, 以……推动, 不忘初心."""
    checkable = r"[\d《“每]|制度?$|机制|定期|常态|例会|会前"
    drives = "推动|促进?|赢得|倒逼|换|护航|保障|涵养|带动|引领"
    return (
        f"^(?:始终|牢牢|必须)?坚持(?!.*(?:{checkable}))",
        "^(?:认真|全面|深入)*贯彻(?!落实|执行)",
        rf"^以[^,\d《]{{2,14}}(?:{drives})",
        "^(?:我们)?将?(?:不忘初心|牢记使命)",
        "“[四两]个(?:意识|自信|维护|确立)”",
        "^(?:大力|积极)?(?:注重|倡导|锚定|弘扬)",
        "^以.{2,8}精神[一抓办推]",  # 以钉钉子精神抓落实
    )


def _given_weight() -> tuple[str, ...]:
    """What is put where it weighs more: 把……放在心上, 将……摆在首位, 作为重点任务; and, among them, what is held to."""
    at_heart = "手上|肩上|心上|实处|议事日程|抓实抓细|守牢守好|每一个?环节|急需处|重要位置"
    turns_into = "变成|变为|化解在|消除在|解决在|串珠成链"
    ideas = "原则|宗旨|导向|理念|方针|路线|相结合|并重|并举|统一|领导"
    first_things = "任务|重点|抓手|关键|核心|基础|目标|工程|主线|保障"
    return (
        f"[把将].*(?:{at_heart})$",
        f"[把将].*(?:{turns_into})",
        f"^(?:始终|牢牢|必须)?坚持(?:和发展|以|党的|党对|民主集中制|.{{0,12}}(?:{ideas})$)",
        "[把将].*(?:[摆放置][在上].{0,12}(?:位置|首位)|[摆挺]在前面?)",
        "[把将].*作为.*来抓$",
        r"[把将].*(?:解放出来|转化[为成](?!.*\d).*|[^,]{0,4}留在.+)$",
        "[摆放置]在.{0,12}位置",
        f"作为.{{0,8}}(?:{first_things})$",
    )


def _lived_up_to() -> tuple[str, ...]:
    """What is to be lived up to: 增强……意识, 学习贯彻……精神, 履行……职责, 必须……, 紧扣……."""
    convictions = "意识|理念|观念|思想|自信|思维|形象"
    teachings = "精神|思想|理念|要求|方针|战略|部署|论述|意见"
    acts = "开展|组织|进行|制定|编制|引进|举办|推出|实施|建设|打造|布局|建立|出台"
    return (
        f"^(?:牢固|切实|不断)?(?:树立|树牢|增强).*(?:{convictions})",
        f"^(?:全面|认真|深入|坚决|扎实|切实)*(?:学习)?(?:贯彻|践行)(?:落实|执行)?.*(?:{teachings})$",
        "^(?:自觉|主动|切实|带头|认真)*(?:接受.*监督|履行.*(?:职责|责任|职能))$",
        r"^必须(?!.*[\d《])",
        "贯彻新发展理念",
        "^(?:高举|不忘|牢记|当好|紧扣|立足)",
        f"^(?:聚焦|围绕)(?!.{{2,32}}(?:{acts})[^,]{{2}})",  # 聚焦主责主业, but not 聚焦痛点|开展整治
    )


@cache
def general() -> re.Pattern[str]:
    """Whole clauses too general to be checked: 推进各项工作, 打赢脱贫攻坚战, 加强政府自身建设."""
    filler = either(
        "各项|我[市区县局]|全[市区县局]|民政|系统|社会|法治|政府|依法|行政|事业|工作|建设|的|相关|改革|治理",
        "高质量|和|与|、|民生|基层|体系|现代化|重点|任务|有序|深入|全面|顺利",
    )
    generality = "建设|工作|发展|开展|进程|落实|行政|实施|治理|进行"
    battles = "攻坚战|保卫战|主动仗|硬仗|翻身仗|组合拳"
    return re.compile(
        either(
            f"(?:推进|推动|促进|深化|加快){filler}*(?:{generality})",
            f"打[好赢].*(?:{battles})",
            "做好[一-鿿]{0,4}政府工作.{0,4}",
            "加强政府自身建设",
            "学习(?:运用|借鉴).*经验",
        )
    )
